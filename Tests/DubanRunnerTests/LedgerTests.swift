import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Testing

@testable import DubanRunner

/// What goes in comes out, once, though commits fail at random: an external ledger against registers and events.
@Suite(.timeLimit(.minutes(1))) struct LedgerTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func requests_overADiskThatFails_loseAndDoubleNothing(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let folder = try ScratchFolder("ledger")
        let ledger = try ExternalLedger(path: folder.path("ledger"))
        let store = FaultyStore(MemoryStore())
        let executor = ManualExecutor(answering: { job in
            try? ledger.append(.began(job: job.key, attempt: job.attempt))
            try? ledger.append(.ended(job: job.key, attempt: job.attempt))
            return .done(output: [:], files: [])
        })
        let scheduler = ManualScheduler(patience: Writer.secondTry)
        let clock = VirtualWallClock(Fixture.monday)
        let queues = JobQueues(
            [QueueConfiguration(name: "documents", slots: 2, retry: .standard)], executor: executor, preparer: PlainPreparer(),
            clock: clock,
            reader: store.reader, monotonic: VirtualMonotonicClock(), scheduler: scheduler)
        let workflow = try Fixture.permit()
        let hall = try HallFixture([workflow], store: store, queues: queues, clock: clock, scheduler: scheduler)
        queues.connect(hall.writer)
        let running = Task { try await queues.run() }
        for number in 0..<30 {
            // Each request is sent until it is acknowledged, and then once more.
            if Int.random(in: 0..<3, using: &random) == 0 {
                store.fail([.commit, .append, .perform, .seal].randomElement(using: &random) ?? .commit)
            }
            var answers = 0
            while answers < 2 {
                guard let receipt = try? await hall.open(workflow, key: "r\(number)") else { continue }
                try ledger.append(.acknowledged(key: "r\(number)", case: receipt.number, sequence: receipt.sequence))
                answers += 1
            }
        }
        repeat {
            await queues.settled()
            await hall.writer.flush()
        } while try !queues.isSettled || !store.reader.jobCounts().isEmpty
        running.cancel()
        try await running.value
        #expect(try LedgerChecker.findings(ledger.entries(), store.reader) == [], "seed \(seed)")
        #expect(try store.reader.entries(of: "permits", offset: 0, limit: 100).count == 30)
        var auditor = Auditor(store.reader)
        #expect(try auditor.verify().findings == [], "seed \(seed)")
    }

    /// The checker sees what it is there to see.
    @Test func checker_overALedgerThatSaysOtherwise_findsIt() async throws {
        let hall = try HallFixture([Fixture.permit()])
        let receipt = try await hall.open(Fixture.permit())
        func findings(_ entries: ExternalLedger.Entry...) throws -> [String] { try LedgerChecker.findings(entries, hall.store.reader) }
        #expect(try findings(.acknowledged(key: "a", case: receipt.number, sequence: receipt.sequence)) == [])
        #expect(try findings(.acknowledged(key: "a", case: CaseNumber("PRM-2026-0002"), sequence: 1)).count == 1)
        #expect(try findings(.acknowledged(key: "a", case: receipt.number, sequence: 99)).count == 1)
        #expect(try findings(.began(job: "j", attempt: 1), .began(job: "j", attempt: 1)).count == 1)
        #expect(try findings(.began(job: "j", attempt: 1), .began(job: "j", attempt: 2)) == [])
        let other = try await hall.open(Fixture.permit())
        #expect(
            try findings(
                .acknowledged(key: "a", case: receipt.number, sequence: 1), .acknowledged(key: "a", case: other.number, sequence: 1)
            ).count == 1)
        let job = try #require(hall.dispatcher.started.first)
        _ = try await hall.writer.perform(
            .report(job, .done(output: [:], files: [])), by: .plugin("documents"), request: (RequestKey(caller: "p", key: "k"), []))
        #expect(try findings().count == 1, "nobody did that job")
        #expect(try findings(.ended(job: job.row.key, attempt: 1)) == [])
    }

    @Test func ledger_thatWasCutShort_keepsItsWholeLines() throws {
        let folder = try ScratchFolder("ledger")
        let entries: [ExternalLedger.Entry] = [
            .acknowledged(key: "键", case: CaseNumber("C-1"), sequence: 3), .began(job: "C-1/3", attempt: 1),
            .ended(job: "C-1/3", attempt: 1),
        ]
        let ledger = try ExternalLedger(path: folder.path("ledger"))
        for entry in entries { try ledger.append(entry) }
        #expect(try ExternalLedger(path: folder.path("ledger")).entries() == entries)
        let text = String(decoding: folder.bytes("ledger"), as: UTF8.self)
        try folder.write("cut", String(text.dropLast(5)))
        #expect(try ExternalLedger(path: folder.path("cut")).entries() == Array(entries.dropLast()))
    }
}
