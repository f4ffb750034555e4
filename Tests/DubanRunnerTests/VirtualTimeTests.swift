import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Logging
import Testing

@testable import DubanRunner

/// A virtual clock goes to each due instant in order, and waits until what follows has settled.
@Suite(.timeLimit(.minutes(1))) struct VirtualTimeTests {
    private let text = """
        duban: 1
        workflow: waiting
        title: {en: Waiting, zh: 等待}
        code: WAI
        steps:
          begin: {task: clerk, limit: 1 working day, then: pause}
          pause: {wait: go, by: clerk, at_most: 2 calendar days, lapse: job-1, then: job-1}
          job-1: {job: worker.go, then: job-2}
          job-2: {job: worker.go, then: job-3}
          job-3: {job: worker.go, then: job-4}
          job-4: {job: worker.go, then: job-5}
          job-5: {job: worker.go, then: rest}
          rest: {task: clerk, limit: 1 working day, then: over}
          over: {end: over}
        """

    private let store = MemoryStore()
    private let clock = VirtualWallClock(Fixture.monday)
    private let executor = ManualExecutor(answering: { _ in .done(output: [:], files: []) })
    private let queues: JobQueues

    init() { queues = JobQueues([], executor: executor, preparer: PlainPreparer(), clock: clock, reader: store.reader) }

    private func hall(_ workflow: WorkflowDefinition) throws -> HallFixture {
        let hall = try HallFixture([workflow], store: store, queues: queues, clock: clock)
        queues.connect(hall.writer)
        return hall
    }

    /// Runs the queues, and gives the clock to `body`.
    private func running(_ hall: HallFixture, _ body: (VirtualTime) async throws -> Void) async throws {
        let (writer, logger) = (hall.writer, Logger(label: "test"))
        let timers = TimerService(
            reader: store.reader, clock: clock, heartbeat: Heartbeat("timers", clock: VirtualMonotonicClock()), logger: logger
        ) { rows in
            var refusals: [Refusal?] = []
            for timer in rows {
                do throws(Refusal) {
                    _ = try await writer.perform(
                        .decide(timer.caseID, .rung(.init(clock: timer.clock, rung: timer.rung, due: timer.due))), by: .clock)
                    refusals.append(nil)
                } catch {
                    refusals.append(error)
                }
            }
            return refusals
        }
        let errands = Errands(
            writer: writer, reader: store.reader, versions: hall.versions, vault: try Vault(officeKey: [UInt8](repeating: 1, count: 32)),
            logger: logger)
        let time = VirtualTime(clock: clock, timers: timers, queues: queues, writer: writer, versions: hall.versions, errands: errands)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.queues.run() }
            try await body(time)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func advance_toAnInstant_waitsForEveryJobThatFollows() async throws {
        let workflow = try Fixture.workflow("waiting", text)
        let hall = try hall(workflow)
        try await running(hall) { time throws in
            for _ in 0..<3 { _ = try await hall.open(workflow) }
            let target = Fixture.monday + .seconds(3 * 86_400)
            #expect(try await time.advance(to: target) == target)
            #expect(executor.started.all.count == 15)
            #expect(try store.reader.tasks(limit: 10).map(\.name) == ["rest", "rest", "rest"])
            let lapse = try #require(hall.observer.decisions.first { $0.actor == .clock })
            #expect(lapse.at == Fixture.instant("2026-03-04T17:30+08:00"), "the clock stood at the rung's own instant")
            #expect(try store.reader.meta(.virtualClock) == target.milliseconds)
        }
    }

    @Test func advance_byALimit_goesToTheSameTimeOfThatDay() async throws {
        let hall = try hall(Fixture.workflow("waiting", text))
        try await running(hall) { time throws in
            #expect(try await time.advance(Limit("4 working days")) == Fixture.instant("2026-03-06T09:00+08:00"))
            #expect(try await time.advance(Limit("1 working day")) == Fixture.instant("2026-03-09T09:00+08:00"))
            #expect(try await time.advance(Limit("1 calendar month")) == Fixture.instant("2026-04-09T09:00+08:00"))
        }
    }

    @Test func advance_backwards_isRefused() async throws {
        let hall = try hall(Fixture.workflow("waiting", text))
        try await running(hall) { time throws in
            let refusal = await #expect(throws: Refusal.self) { try await time.advance(to: Fixture.monday - .seconds(1)) }
            #expect(refusal?.code == .invalidRequest)
            #expect(clock.now() == Fixture.monday)
        }
    }

    /// What cannot be worked off is told, not passed over, and does not hang.
    @Test func rung_thatCannotBeDecided_isToldToWhoMovesTheClock() async throws {
        let workflow = try Fixture.workflow(
            "once",
            """
            duban: 1
            workflow: once
            title: {en: Once, zh: 一次}
            code: ONC
            steps:
              begin: {task: clerk, limit: 1 working day, then: pause}
              pause: {wait: go, by: clerk, at_most: 2 calendar days, lapse: enter, then: enter}
              enter: {record: facts, key: once, then: over}
              over: {end: over}
            """)
        let hall = try hall(workflow)
        try await running(hall) { time throws in
            for _ in 0..<2 { _ = try await hall.open(workflow) }
            let refusal = await #expect(throws: Refusal.self) { try await time.advance(to: Fixture.monday + .seconds(3 * 86_400)) }
            #expect(refusal?.code == .duplicateKey)
            #expect(try store.reader.entries(of: "facts", offset: 0, limit: 10).count == 1)
        }
    }
}
