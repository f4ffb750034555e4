import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Testing

@testable import DubanRunner

/// Queues, writer and store together; plugins are played by the test, and time passes when it says so.
@Suite(.timeLimit(.minutes(1))) struct JobQueuesTests {
    private let store = FaultyStore(MemoryStore())
    private let executor = ManualExecutor()
    /// What could not be kept is tried again at once; back-off and leases end when the test says so.
    private let scheduler = ManualScheduler(patience: Writer.secondTry)
    private let monotonic = VirtualMonotonicClock()
    private let clock = VirtualWallClock(Fixture.monday)

    private struct Works: Sendable {
        let workflow: WorkflowDefinition
        let executor: ManualExecutor
        let queues: JobQueues
        let hall: HallFixture

        func open(_ count: Int) async throws { for _ in 0..<count { _ = try await hall.open(workflow) } }

        var standing: JobQueues.Standing? { queues.standings.first { $0.name == "work" } }

        /// Returns once everything that was reported is decided and committed.
        func settled() async {
            await queues.settled()
            await hall.writer.flush()
        }
    }

    private func works(
        slots: Int = 2, jobs: Int = 1, attempts: Int = 3, executor: ManualExecutor? = nil, on scheduler: ManualScheduler? = nil
    ) throws -> Works {
        let (executor, scheduler) = (executor ?? self.executor, scheduler ?? self.scheduler)
        let retry = RetryPolicy(attempts: attempts, first: .seconds(10), factor: 2, maximum: .seconds(60))
        let queue = QueueConfiguration(name: "work", slots: slots, retry: retry)
        let queues = JobQueues(
            [queue], executor: executor, preparer: PlainPreparer(), clock: clock, reader: store.reader, monotonic: monotonic,
            scheduler: scheduler)
        let workflow = try Fixture.jobs(jobs)
        let hall = try HallFixture(
            [workflow], store: store, queues: queues, clock: clock, scheduler: scheduler,
            retryDelay: { BackOff.delay(after: $0.claim.attempt, queues.retryPolicy(of: $0.row.queue), jitter: 1) })
        queues.connect(hall.writer)
        return Works(workflow: workflow, executor: executor, queues: queues, hall: hall)
    }

    /// Runs the queues while `body` runs.
    private func running(_ works: Works, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await works.queues.run() }
            try await body()
            group.cancelAll()
            works.executor.stop()  // A queue that stops reports no failure.
            try await group.waitForAll()
        }
    }

    private let crashed = JobReport.failed(code: "plugin-crashed", message: "It crashed.", isWorthRetrying: true)

    // MARK: Slots

    @Test func jobs_moreThanSlots_runNoMoreThanThoseAtOnce() async throws {
        let works = try works(slots: 3)
        try await running(works) { () throws in
            try await works.open(8)
            var jobs = await executor.started.first(3)
            #expect(works.standing?.running == 3 && works.standing?.waiting == 5)
            for done in 0..<8 {
                #expect(executor.running <= 3)
                executor.finish(jobs[done])
                if done < 5 { jobs = await executor.started.first(4 + done) }
            }
            await works.settled()
            #expect(executor.started.all.count == 8)
            #expect(try store.reader.jobCounts().isEmpty)
            #expect(works.standing?.running == 0 && works.standing?.waiting == 0)
        }
    }

    @Test func jobs_thatWait_runInTheOrderInWhichTheyCame() async throws {
        let works = try works(slots: 1)
        try await running(works) {
            try await works.open(5)
            for number in 1...5 { executor.finish(await executor.started.first(number)[number - 1]) }
            await works.settled()
        }
        #expect(executor.started.all.map { String($0.key.prefix(13)) } == (1...5).map { "CHN-2026-000\($0)" })
    }

    @Test func settled_waitsForJobsThatFollowJobs() async throws {
        let answering = ManualExecutor(answering: { _ in .done(output: [:], files: []) })
        let works = try works(slots: 1, jobs: 7, executor: answering)
        try await running(works) {
            try await works.open(3)
            repeat { await works.settled() } while !works.queues.isSettled
        }
        #expect(answering.started.all.count == 21)
        #expect(try store.reader.tasks(limit: 10).map(\.name) == ["rest", "rest", "rest"])
    }

    // MARK: Pauses

    @Test func queue_thatIsPaused_startsNothingUntilItIsOpened() async throws {
        let works = try works()
        try await running(works) { () throws in
            works.queues.setPaused(true, queue: "work")
            try await works.open(2)
            #expect(executor.started.all.isEmpty)
            #expect(works.standing?.waiting == 2 && works.standing?.isPaused == true)
            await works.settled()  // A paused queue is not waited for.
            works.queues.setPaused(false, queue: "work")
            #expect(await executor.started.first(2).count == 2)
        }
    }

    @Test func queue_pausedByTheAdministrator_staysPausedOverARestart() async throws {
        let first = try works()
        _ = try await first.hall.writer.operate(.setPaused(true, queue: "work"), by: .staff(StaffID("admin")))
        try await first.open(1)
        let second = try works(on: ManualScheduler())
        try second.queues.resume()
        try await running(second) {
            await second.hall.writer.flush()
            #expect(executor.started.all.isEmpty && second.standing?.isPaused == true)
            _ = try await second.hall.writer.operate(.setPaused(false, queue: "work"), by: .staff(StaffID("admin")))
            #expect(await executor.started.first(1).count == 1)
        }
    }

    /// Whoever looks at the queues sees the pause at once: so it is durable by then.
    @Test func pause_thatTheDiskDoesNotConfirm_isNotSeen() async throws {
        let works = try works()
        store.fail(.harden, with: OutcomeUnknown("fdatasync: Input/output error"))
        works.hall.writer.submit(WriterItem(.operate(.setPaused(true, queue: "work")), by: .staff(StaffID("admin"))))
        await works.hall.writer.flush()
        #expect(store.count(.commit) > 0 && works.standing?.isPaused != true)
    }

    // MARK: Back-off

    @Test func attempt_thatFailed_comesAgainAfterItsBackOffAndNoSooner() async throws {
        let works = try works()
        try await running(works) {
            try await works.open(1)
            for attempt in 1...3 {
                let job = await executor.started.first(attempt)[attempt - 1]
                #expect(job.attempt == attempt && job.key == executor.started.all[0].key)
                executor.finish(job, crashed)
                await works.settled()
                #expect(executor.started.all.count == attempt)
                if attempt < 3 {
                    #expect(works.standing?.delayed == 1)
                    scheduler.fire()
                }
            }
            #expect(scheduler.delays.all.filter { $0 <= .seconds(60) } == [.seconds(10), .seconds(20)])
            let dead = try store.reader.jobs(.dead, queue: "work", limit: 10)
            #expect(dead.map(\.claim.attempt) == [3])
        }
    }

    @Test func backOff_thatIsHurried_isOverAtOnce() async throws {
        let works = try works()
        try await running(works) {
            try await works.open(1)
            executor.finish(await executor.started.first(1)[0], crashed)
            await works.settled()
            works.queues.hurry(queue: "work")
            #expect(await executor.started.first(2)[1].attempt == 2)
            scheduler.fire()  // The time of the back-off comes too, and changes nothing.
            await works.hall.writer.flush()
            #expect(executor.started.all.count == 2)
        }
    }

    // MARK: Leases and cancelling

    @Test func attempt_withoutASignOfLife_isTakenUpAgainAndItsLateReportIsStale() async throws {
        let works = try works()
        try await running(works) {
            try await works.open(1)
            let first = await executor.started.first(1)[0]
            monotonic.advance(by: QueueConfiguration.standardLease)
            scheduler.fire()
            #expect(await executor.cancelled.first(1) == ["\(first.key)#1"])
            await works.settled()
            let reference = try #require(store.reader.backingOff(limit: 1).first?.reference)
            #expect(try store.reader.job(reference)?.errorCode == JobReport.leaseExpired)
            scheduler.fire()
            let second = await executor.started.first(2)[1]
            executor.finish(first)  // It was only slow.
            executor.finish(second)
            await works.settled()
            #expect(try store.reader.job(reference) == nil)
            #expect(try store.reader.decisions(of: CaseID(1)).count == 2, "one result was taken")
        }
    }

    @Test func attempt_thatIsCancelled_isADeadLetter() async throws {
        let works = try works()
        try await running(works) { () throws in
            try await works.open(1)
            let job = await executor.started.first(1)[0]
            let reference = try #require(works.queues.runningJobs.first?.reference)
            #expect(works.queues.cancel(reference))
            #expect(!works.queues.cancel(reference))
            await works.settled()
            #expect(executor.cancelled.all == ["\(job.key)#1"])
            #expect(try store.reader.job(reference)?.state == .dead)
            #expect(try store.reader.job(reference)?.errorCode == JobReport.cancelled)
            executor.finish(job)
            await works.settled()
            #expect(try store.reader.job(reference)?.state == .dead)
        }
    }

    // MARK: Rollbacks

    /// A commit that fails with results in it neither loses a slot nor makes one up.
    @Test(arguments: [1, 2, 3])
    func slots_afterCommitsThatFailed_areAsManyAsBefore(slots: Int) async throws {
        let works = try works(slots: slots, jobs: 2)
        try await running(works) { () throws in
            try await works.open(6)
            for number in 1...12 {
                let job = await executor.started.first(number)[number - 1]
                if number % 3 == 1 { store.fail(.commit) }
                executor.finish(job)
                await works.hall.writer.flush()
                #expect(executor.running <= slots)
            }
            await works.settled()
            #expect(works.queues.isSettled)
            #expect(try store.reader.jobCounts().isEmpty)
        }
    }

    // MARK: Restarts

    @Test func restart_withJobsInEveryState_goesOnWithAll() async throws {
        let first = try works(slots: 1)
        try await running(first) {
            try await first.open(3)
            executor.finish(await executor.started.first(1)[0], crashed)
            _ = await executor.started.first(2)
            await first.hall.writer.flush()
        }
        #expect(try Set(store.reader.jobs(JobFilter()).map(\.state)) == [.delayed, .claimed, .ready])
        let (later, plugin) = (ManualScheduler(patience: Writer.secondTry), ManualExecutor())
        let second = try works(slots: 5, executor: plugin, on: later)
        try second.queues.resume()
        try await running(second) {
            later.fire()
            for number in 1...3 { plugin.finish(await plugin.started.first(number)[number - 1]) }
            await second.settled()
        }
        #expect(Set(plugin.started.all.map(\.attempt)) == [1, 2], "no attempt is given out twice")
        #expect(try store.reader.jobCounts().isEmpty)
    }
}
