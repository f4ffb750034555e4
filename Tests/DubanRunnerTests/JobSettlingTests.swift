import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanWorkflows
import Testing

@testable import DubanRunner

/// What the writer makes of the ends of attempts: fencing, retries, dead letters (quality.md, P3 and P4).
@Suite(.timeLimit(.minutes(1))) struct JobSettlingTests {
    private let store = FaultyStore(MemoryStore())
    private let workflow: WorkflowDefinition

    init() throws { workflow = try Fixture.jobs(2) }

    private func hall(slots: Int = 1_000, retry: Duration? = nil, scheduler: ManualScheduler = ManualScheduler()) throws -> HallFixture {
        try HallFixture([workflow], store: store, slots: slots, scheduler: scheduler, retryDelay: { $0.claim.attempt < 3 ? retry : nil })
    }

    private let done = JobReport.done(output: ["x": 1], files: [])
    private let crashed = JobReport.failed(code: "plugin-crashed", message: "It crashed.", isWorthRetrying: true)
    private let hopeless = JobReport.failed(code: "bad-arguments", message: "No template.", isWorthRetrying: false)

    /// Reports the end of an attempt, and waits until that is decided.
    private func report(_ job: StoredJob, _ report: JobReport, to hall: HallFixture) async -> Result<WriterAnswer, Refusal> {
        await withCheckedContinuation { continuation in
            hall.writer.submit(WriterItem(.report(job, report), by: .plugin("worker")) { continuation.resume(returning: $0) })
        }
    }

    private func code(_ result: Result<WriterAnswer, Refusal>) -> Refusal.Code? {
        if case .failure(let refusal) = result { refusal.code } else { nil }
    }

    private func steps(_ id: Int64 = 1) throws -> [String]? { try store.reader.summary(of: CaseID(id))?.steps }

    private func events() throws -> Int { try store.reader.decisions(of: CaseID(1)).last?.lastSequence ?? 0 }

    // MARK: Fencing

    @Test func result_ofTheClaimThatHolds_movesTheCaseOnAndStartsTheNextJob() async throws {
        let hall = try hall()
        _ = try await hall.open(workflow)
        let job = try #require(hall.dispatcher.started.first)
        #expect(job.claim == JobClaim(epoch: 1, attempt: 1) && job.state == .claimed)
        #expect(code(await report(job, done, to: hall)) == nil)
        #expect(try store.reader.job(job.reference) == nil)
        #expect(hall.dispatcher.started.map(\.row.arguments) == [["n": 1], ["n": 2]])
        #expect(hall.dispatcher.running == 1)
    }

    private static let claims = [
        JobClaim(epoch: 1, attempt: 2), JobClaim(epoch: 0, attempt: 1), JobClaim(epoch: 2, attempt: 1), JobClaim(epoch: 1, attempt: 0),
    ]

    @Test(arguments: claims, [true, false])
    func result_ofAnotherClaim_changesNothing(claim: JobClaim, isDone: Bool) async throws {
        let hall = try hall(retry: .seconds(10))
        _ = try await hall.open(workflow)
        let job = try #require(hall.dispatcher.started.first)
        let (before, stored) = (try events(), try store.reader.job(job.reference))
        let stale = StoredJob(row: job.row, state: .claimed, claim: claim, readyAt: job.readyAt)
        #expect(code(await report(stale, isDone ? done : crashed, to: hall)) == .staleClaim)
        #expect(try events() == before)
        #expect(try store.reader.job(job.reference) == stored)
        #expect(try store.reader.attempts(of: job.reference).isEmpty)
    }

    @Test func result_thatComesTwice_countsOnce() async throws {
        let hall = try hall()
        _ = try await hall.open(workflow)
        let job = try #require(hall.dispatcher.started.first)
        #expect(code(await report(job, done, to: hall)) == nil)
        let before = try events()
        #expect(code(await report(job, done, to: hall)) == .staleClaim)
        #expect(try events() == before)
    }

    @Test func result_fromBeforeARestart_changesNothing() async throws {
        let old = try hall()
        _ = try await old.open(workflow)
        let job = try #require(old.dispatcher.started.first)
        let new = try hall()
        #expect(try store.reader.job(job.reference)?.state == .ready, "the claim was released at the start")
        let before = try events()
        #expect(code(await report(job, done, to: new)) == .staleClaim)
        #expect(try events() == before)
        // The job is taken up again under a token that was never given out.
        new.writer.claim([try #require(try store.reader.job(job.reference))])
        await new.writer.flush()
        #expect(new.dispatcher.started.first?.claim == JobClaim(epoch: 2, attempt: 2))
    }

    // MARK: Retries

    @Test func attempt_thatFailed_isTriedAgainAfterItsBackOff() async throws {
        let hall = try hall(retry: .seconds(10))
        _ = try await hall.open(workflow)
        let job = try #require(hall.dispatcher.started.first)
        #expect(code(await report(job, crashed, to: hall)) == .pluginFailure)
        let stored = try #require(try store.reader.job(job.reference))
        #expect(stored.state == .delayed && stored.readyAt == Fixture.monday + .seconds(10) && stored.errorCode == "plugin-crashed")
        #expect(hall.dispatcher.held.map(\.state) == [.delayed] && hall.dispatcher.running == 0)
        #expect(try store.reader.attempts(of: job.reference).map(\.code) == ["plugin-crashed"])
        #expect(try steps() == ["job-1"])
        hall.writer.release([job.reference])
        await hall.writer.flush()
        #expect(hall.dispatcher.started.last?.claim == JobClaim(epoch: 1, attempt: 2))
        #expect(hall.dispatcher.started.last?.row == job.row, "the arguments and the instant stay the same")
    }

    @Test func attempts_thatAreUsedUp_makeADeadLetter() async throws {
        let hall = try hall(retry: .zero)
        _ = try await hall.open(workflow)
        for attempt in 1...3 {
            let job = try #require(hall.dispatcher.started.last)
            #expect(job.claim.attempt == attempt)
            _ = await report(job, crashed, to: hall)
            hall.writer.release([job.reference])
            await hall.writer.flush()
        }
        let reference = try #require(hall.dispatcher.started.first?.reference)
        #expect(try store.reader.job(reference)?.state == .dead)
        #expect(try store.reader.attempts(of: reference).map(\.claim.attempt) == [1, 2, 3])
        #expect(hall.dispatcher.running == 0)
    }

    // MARK: Dead letters

    @Test func failure_thatNoRetryHelps_isADeadLetterAtOnce() async throws {
        let hall = try hall(retry: .seconds(10))
        _ = try await hall.open(workflow)
        let job = try #require(hall.dispatcher.started.first)
        #expect(code(await report(job, hopeless, to: hall)) == nil)
        let stored = try #require(try store.reader.job(job.reference))
        #expect(stored.state == .dead && stored.errorCode == "bad-arguments" && stored.errorMessage == "No template.")
        #expect(try store.reader.attempts(of: job.reference).map(\.code) == ["bad-arguments"])
        #expect(try steps() == ["job-1"], "the case waits for the administrator")
    }

    @Test func deadLetter_thatTheAdministratorRevives_isTriedAgainWithTheNextAttempt() async throws {
        let hall = try hall()
        _ = try await hall.open(workflow)
        let job = try #require(hall.dispatcher.started.first)
        _ = await report(job, hopeless, to: hall)
        let revival = WriterItem.Work.decide(CaseID(1), .jobRevived(step: job.row.step))
        #expect(
            await #expect(throws: Refusal.self) { try await hall.writer.perform(revival, by: .staff(StaffID("li-na"))) }?.code == .wrongRole
        )
        #expect(try store.reader.job(job.reference)?.state == .dead)
        _ = try await hall.writer.perform(revival, by: .staff(StaffID("admin")))
        let revived = try #require(hall.dispatcher.held.last)
        #expect(revived.state == .ready && revived.claim.attempt == 1)
        hall.writer.claim([revived])
        await hall.writer.flush()
        let again = try #require(hall.dispatcher.started.last)
        #expect(again.claim == JobClaim(epoch: 1, attempt: 2) && again.row.requestedAt == job.row.requestedAt)
        #expect(code(await report(again, done, to: hall)) == nil)
        #expect(hall.dispatcher.started.last?.row.arguments == ["n": 2])
    }

    /// A result that its case cannot take is not lost without a word: it is a dead letter with the reason.
    @Test func result_thatTheCaseCannotTake_isADeadLetter() async throws {
        let workflow = try Fixture.workflow(
            "unique",
            """
            duban: 1
            workflow: unique
            title: {en: Unique, zh: 唯一}
            code: UNQ
            steps:
              begin: {task: clerk, limit: 1 working day, then: work}
              work: {job: worker.go, then: enter}
              enter: {record: facts, key: once, then: over}
              over: {end: over}
            """)
        let hall = try HallFixture([workflow], store: store)
        for _ in 0..<2 { _ = try await hall.open(workflow) }
        let jobs = hall.dispatcher.started
        #expect(code(await report(jobs[0], done, to: hall)) == nil)
        #expect(code(await report(jobs[1], done, to: hall)) == .duplicateKey)
        #expect(try store.reader.job(jobs[1].reference)?.state == .dead)
        #expect(try store.reader.job(jobs[1].reference)?.errorCode == "duplicate-key")
        #expect(try store.reader.entries(of: "facts", offset: 0, limit: 10).count == 1)
        #expect(hall.dispatcher.running == 0)
    }

    // MARK: Slots

    @Test func job_withoutAFreeSlot_isHeldAndTakesTheNextSlotOverInTheSameCommit() async throws {
        let hall = try hall(slots: 1)
        for _ in 0..<2 { _ = try await hall.open(workflow) }
        #expect(hall.dispatcher.started.count == 1 && hall.dispatcher.held.count == 1)
        let commits = store.count(.commit)
        _ = await report(hall.dispatcher.started[0], done, to: hall)
        #expect(store.count(.commit) == commits + 1)
        #expect(hall.dispatcher.running == 1)
        #expect(hall.dispatcher.started.map(\.row.caseNumber.text) == ["CHN-2026-0001", "CHN-2026-0002"])
        #expect(hall.dispatcher.held.map(\.row.caseNumber.text) == ["CHN-2026-0001"])
        #expect(try store.reader.job(hall.dispatcher.started[1].reference)?.claim == JobClaim(epoch: 1, attempt: 1))
    }

    /// The slot that a result frees or hands over is counted once, though its transaction is rolled back and run again.
    @Test(arguments: [1, 2])
    func result_whoseCommitFailed_isKeptLaterAndCountsItsSlotOnce(cases: Int) async throws {
        let scheduler = ManualScheduler()
        let hall = try hall(slots: 1, scheduler: scheduler)
        for _ in 0..<cases { _ = try await hall.open(workflow) }
        let job = try #require(hall.dispatcher.started.first)
        let (running, held) = (hall.dispatcher.running, hall.dispatcher.held.count)
        store.fail(.commit)
        hall.writer.finished(job, done)
        #expect(await scheduler.delays.first(1) == [Writer.secondTry])
        #expect(hall.dispatcher.running == running && hall.dispatcher.held.count == held)
        #expect(try store.reader.job(job.reference)?.state == .claimed, "nothing changed")
        scheduler.fire()
        await hall.writer.flush()  // Handed in again,
        await hall.writer.flush()  // and worked off.
        #expect(try store.reader.job(job.reference) == nil)
        #expect(hall.dispatcher.started.count == 2 && hall.dispatcher.running == 1)
    }
}
