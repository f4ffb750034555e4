import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import Logging
import Synchronization
import Testing

@testable import DubanRunner

@Suite(.timeLimit(.minutes(1))) struct JournalReaderTests {
    /// A journal that can be away, and can be slow.
    private final class Sink: JournalSink {
        let events = Collected<String>()
        private let refusing = Mutex<Set<String>>([])
        private let gate = Mutex<Gate?>(nil)
        /// What was offered while the journal was away.
        let refused = Collected<String>()

        func refuse(_ event: String) { refusing.withLock { _ = $0.insert(event) } }
        func accept() { refusing.withLock { $0 = [] } }
        func hold() -> Gate {
            let gate = Gate()
            self.gate.withLock { $0 = gate }
            return gate
        }

        func send(_ fields: [(name: String, value: String)]) -> Bool {
            gate.withLock { gate in
                defer { gate = nil }
                return gate
            }?.pass()
            let event = fields.first { $0.name == "DUBAN_EVENT" }?.value ?? "?"
            if refusing.withLock({ $0.contains(event) }) {
                refused.append(event)
                return false
            }
            events.append(event)
            return true
        }
    }

    private let store = MemoryStore()
    private let hall: HallFixture
    private let sink = Sink()

    init() throws { hall = try HallFixture([try Fixture.jobs(1)], store: store) }

    private func reader(after cursor: Int64 = 0) -> JournalReader {
        JournalReader(
            reader: store.reader, sink: sink, cursor: cursor, heartbeat: Heartbeat("journal", clock: VirtualMonotonicClock()),
            logger: Logger(label: "test"))
    }

    /// Runs a reader while `body` runs.
    private func running(_ reader: JournalReader, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reader.run() }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func openCases(_ count: Int) async throws {
        let workflow = try Fixture.jobs(1)
        for _ in 0..<count { _ = try await hall.open(workflow) }
    }

    /// Every event of the log after a position, as the journal should have it.
    private func log(after position: Int64 = 0) throws -> [String] {
        try store.reader.log(after: position, limit: 1_000).flatMap { logged in
            (0..<logged.decision.count).map { "\(logged.number)/\(logged.decision.sequence + $0)" }
        }
    }

    @Test func start_withEventsInTheLog_sendsThoseAfterTheCursorInOrder() async throws {
        try await openCases(3)
        let expected = try log(after: 1)
        #expect(expected.count > 2)
        let reader = reader(after: 1)
        #expect(try reader.lag() == 2)
        try await running(reader) { _ = await sink.events.first(expected.count) }
        #expect(sink.events.all == expected)
        #expect(reader.cursor == 3)
        #expect(try reader.lag() == 0)
    }

    @Test func decisions_thatAreOffered_areSentOnceAndInOrder() async throws {
        let reader = reader()
        try await running(reader) { () throws in
            for round in 1...5 {
                try await openCases(1)
                reader.offer(Array(hall.observer.decisions.suffix(1)))
                _ = await sink.events.first(try log().count)
                #expect(try store.reader.lastPosition() == Int64(round))
            }
        }
        #expect(try sink.events.all == log())
        #expect(reader.cursor == 5)
    }

    /// Two commits may be offered in another order than that of their positions; a decision may be offered twice.
    @Test func decisions_outOfOrderOrTwice_areSentByTheLog() async throws {
        try await openCases(4)
        let decisions = hall.observer.decisions
        let reader = reader()
        reader.offer([decisions[2], decisions[0], decisions[0]])
        try await running(reader) { _ = await sink.events.first(try log().count) }
        #expect(try sink.events.all == log())
    }

    @Test func journal_thatIsAway_getsEverythingOnceItIsBack() async throws {
        try await openCases(2)
        let all = try log()
        sink.refuse(all[2])
        let reader = reader()
        try await running(reader) { () throws in
            _ = await sink.refused.first(1)
            #expect(reader.cursor == 0, "the first decision was not sent as a whole")
            #expect(try reader.lag() == 2)
            sink.accept()
            reader.offer([])  // Any commit wakes it.
            _ = await sink.events.first(2 + all.count)
        }
        // The decision that was sent in part is sent again, as often as it is tried: a doubled entry has the same DUBAN_EVENT.
        let (sent, tries) = (sink.events.all, sink.events.all.count - all.count)
        #expect(tries >= 2 && sent == Array(repeating: Array(all[..<2]), count: tries / 2).joined() + all)
        #expect(reader.cursor == 2)
    }

    @Test func restart_afterTheJournalWasAway_sendsWhatIsMissing() async throws {
        try await openCases(3)
        let all = try log()
        let perCase = all.count / 3
        sink.refuse(all[perCase])
        let first = reader()
        try await running(first) { _ = await sink.refused.first(1) }
        #expect(first.cursor == 1)
        sink.accept()
        let second = reader(after: first.cursor)
        try await running(second) { _ = await sink.events.first(all.count) }
        #expect(sink.events.all == all)
    }

    @Test func stop_withEventsLeft_sendsThemFirst() async throws {
        let reader = reader()
        let gate = sink.hold()
        try await openCases(1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reader.run() }
            await gate.reached()
            try await openCases(2)
            group.cancelAll()
            gate.open()
            try await group.waitForAll()
        }
        #expect(try sink.events.all == log())
    }

    /// A decision that is in no log, by which the backlog's content shows.
    private func phantom(_ position: Int64) throws -> CommittedDecision {
        CommittedDecision(
            position: position, number: CaseNumber("PHANTOM"), workflow: "w", sequence: 1, at: Fixture.monday, actor: .system,
            events: [.taskReleased(step: StepID(1))])
    }

    @Test func backlog_thatIsFull_isDroppedForTheLog() async throws {
        try await openCases(1)
        let count = try log().count
        let reader = reader()
        let gate = sink.hold()
        try await running(reader) { () throws in
            await gate.reached()
            reader.offer([CommittedDecision](repeating: try phantom(2), count: JournalReader.backlogLimit))
            reader.offer([try phantom(2)])  // One more than fits.
            gate.open()
            _ = await sink.events.first(count)
            try await openCases(1)
            reader.offer([])
            _ = await sink.events.first(count * 2)
        }
        #expect(try sink.events.all == log())
    }

    @Test func backlog_thatIsNotFull_isSentFromMemory() async throws {
        let reader = reader()
        reader.offer([try phantom(1)])
        try await running(reader) { _ = await sink.events.first(1) }
        #expect(sink.events.all == ["PHANTOM/1"])
    }

    /// Takes five milliseconds for each entry of its own clock, while somebody else commits.
    private final class SlowSink: JournalSink {
        let clock = VirtualMonotonicClock()
        let rests = Collected<Duration>()
        let sent = Collected<String>()
        private let meanwhile: Mutex<(@Sendable () -> Void)?>

        init(_ meanwhile: @escaping @Sendable () -> Void) { self.meanwhile = Mutex(meanwhile) }

        func send(_ fields: [(name: String, value: String)]) -> Bool {
            clock.advance(by: .milliseconds(5))
            meanwhile.withLock { work in
                defer { work = nil }
                return work
            }?()
            sent.append(fields.first { $0.name == "DUBAN_EVENT" }?.value ?? "?")
            return true
        }
    }

    @Test func journal_thatFallsBehind_restsOnce_andThenSendsTheRest() async throws {
        let (first, others) = (try phantom(1), [try phantom(2), try phantom(3)])
        let offering = Mutex<JournalReader?>(nil)
        let sink = SlowSink { offering.withLock { $0 }?.offer(others) }
        let reader = JournalReader(
            reader: store.reader, sink: sink, cursor: 0, heartbeat: Heartbeat("journal", clock: VirtualMonotonicClock()),
            logger: Logger(label: "test"), monotonic: sink.clock
        ) { sink.rests.append($0) }
        offering.withLock { $0 = reader }
        reader.offer([first])
        try await running(reader) { _ = await sink.sent.first(3) }
        #expect(sink.rests.all == [.milliseconds(15)], "two were committed while one was sent, none while those were")
    }
}
