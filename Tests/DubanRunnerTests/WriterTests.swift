import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanWorkflows
import Testing

@testable import DubanRunner

/// Group commit, and what a write that fails does not do.
@Suite(.timeLimit(.minutes(1))) struct WriterTests {
    private let store = FaultyStore(MemoryStore())
    private let workflow: WorkflowDefinition
    private let hall: HallFixture
    private let answers = Collected<Result<WriterAnswer, Refusal>>()

    init() throws {
        workflow = try Fixture.permit()
        hall = try HallFixture([workflow], store: store)
    }

    private func item(by member: String = "li-na", key: String? = nil, submits: Bool = true) -> WriterItem {
        let answers = self.answers
        return WriterItem(
            HallFixture.opening(workflow, [DataChange(path: DataPath("purpose"), value: "travel")], submits: submits),
            by: .staff(StaffID(member)), request: key.map { (RequestKey(caller: member, key: $0), Array($0.utf8)) }
        ) { answers.append($0) }
    }

    private func receipt(_ result: Result<WriterAnswer, Refusal>) -> Receipt? {
        if case .success(.decided(let receipt)) = result { receipt } else { nil }
    }

    private func findings() throws -> [String] {
        var auditor = Auditor(store.reader)
        return try auditor.verify().findings
    }

    /// Holds the first commit, and has what `items` names wait behind it.
    private func batch(_ items: [WriterItem]) async -> [Result<WriterAnswer, Refusal>] {
        let (gate, before) = (store.hold(.commit), answers.all.count)
        hall.writer.submit(item(submits: false))
        await gate.reached()
        for item in items { hall.writer.submit(item) }
        gate.open()
        return Array(await answers.first(before + items.count + 1).dropFirst(before + 1))
    }

    // MARK: Group commit

    @Test func inputs_thatGatherDuringACommit_shareTheNextOne() async throws {
        let before = store.count(.commit)
        let results = await batch((0..<100).map { _ in item() })
        #expect(results.compactMap { receipt($0) }.count == 100)
        #expect(store.count(.commit) == before + 2)
        #expect(try store.reader.seals(after: 0, limit: 10).count == 2)
        #expect(try findings() == [])
    }

    /// The disk is busy with the first commit: those after it are decided and committed meanwhile, and nobody is answered; then one
    /// confirmation does for all of them.
    @Test func inputs_whileTheDiskIsBusy_areCommittedAndAnsweredOnceItConfirmed() async throws {
        let scheduler = DispatchScheduler(label: "test.writer")
        let hall = try HallFixture([workflow], store: store, scheduler: scheduler)
        let before = (commits: store.count(.commit), confirmations: store.count(.harden))
        let (first, disk) = (store.hold(.commit), store.hold(.harden))
        hall.writer.submit(item())
        await first.reached()
        let second = store.hold(.commit)
        hall.writer.submit(item())
        first.open()
        await disk.reached()
        await second.reached()
        for _ in 0..<100 { hall.writer.submit(item()) }
        let third = store.hold(.commit)
        second.open()
        await third.reached()
        #expect(store.count(.commit) == before.commits + 3)
        third.open()
        // The writer rests: everything is committed, and nothing is answered.
        await withCheckedContinuation { continuation in scheduler.async { continuation.resume() } }
        #expect(answers.all.isEmpty && hall.dispatcher.started.isEmpty && hall.observer.decisions.isEmpty)
        disk.open()
        #expect(
            await answers.first(102).compactMap { receipt($0)?.number.text }
                == (1...102).map { "PRM-2026-\(String(10_000 + $0).dropFirst())" })
        #expect(store.count(.commit) == before.commits + 3)
        #expect(store.count(.harden) == before.confirmations + 2)
        #expect(hall.observer.decisions.map(\.position) == Array(1...102))
        #expect(try findings() == [])
    }

    @Test func inputs_moreThanABatch_areCommittedInSeveral() async throws {
        let small = try HallFixture([workflow], store: store, batchSize: 10)
        let before = store.count(.commit)
        let gate = store.hold(.commit)
        small.writer.submit(item())
        await gate.reached()
        for _ in 0..<25 { small.writer.submit(item()) }
        gate.open()
        _ = await answers.first(26)
        #expect(store.count(.commit) == before + 1 + 3)
    }

    @Test func answers_jobsAndNews_comeOnlyAfterTheCommit() async throws {
        let gate = store.hold(.commit)
        hall.writer.submit(item())
        await gate.reached()
        #expect(answers.all.isEmpty)
        #expect(hall.dispatcher.started.isEmpty)
        #expect(hall.observer.decisions.isEmpty && hall.observer.scheduledRungs.isEmpty)
        #expect(try store.reader.lastPosition() == 0)
        gate.open()
        #expect(receipt(await answers.first(1)[0])?.number == CaseNumber("PRM-2026-0001"))
        #expect(hall.dispatcher.started.map(\.row.key) == ["PRM-2026-0001/\(hall.dispatcher.started[0].row.step)"])
        #expect(hall.observer.decisions.map(\.position) == [1])
        #expect(hall.observer.scheduledRungs.count == 1)
        #expect(try store.reader.lastPosition() == 1)
    }

    @Test func flush_waitsForWhatWasSubmittedBefore() async throws {
        for _ in 0..<20 { hall.writer.submit(item()) }
        await hall.writer.flush()
        #expect(answers.all.count == 20)
    }

    // MARK: Bad inputs and their neighbours

    @Test func input_thatIsRefused_doesNotFailItsNeighbours() async throws {
        let results = await batch([item(), item(by: "wang-qiang"), item(by: "nobody"), item()])
        #expect(results.map { receipt($0) != nil } == [true, false, false, true])
        let codes = results.compactMap { result in if case .failure(let refusal) = result { refusal.code } else { nil } }
        #expect(codes == [.wrongRole, .unknownCaller])
        #expect(store.count(.commit) == 3, "one transaction holds them all")
        // A refused opening uses up no number.
        #expect(results.compactMap { receipt($0)?.number.text } == ["PRM-2026-0002", "PRM-2026-0003"])
        #expect(try findings() == [])
    }

    @Test(arguments: [FaultyStore.Call.append, .perform, .save, .seal, .commit])
    func write_thatFailsOnce_rollsBackAndRunsItsBatchOneByOne(call: FaultyStore.Call) async throws {
        let gate = store.hold(.commit)
        hall.writer.submit(item())
        await gate.reached()
        for key in ["a", "b", "c"] { hall.writer.submit(item(key: key)) }
        store.fail(call, skipping: call == .commit ? 0 : 1)
        gate.open()
        let results = await answers.first(4)
        #expect(results.compactMap { receipt($0)?.number.text } == (1...4).map { "PRM-2026-000\($0)" })
        #expect(try store.reader.cases(CaseFilter()).count == 4)
        #expect(hall.dispatcher.running == 4 && hall.dispatcher.started.count == 4)
        #expect(try findings() == [])
    }

    /// The number that the next permit would get stands in the register already: only the database sees that.
    @Test func input_whoseWriteAlwaysFails_failsAlone() async throws {
        let results = await batch([item(submits: false), item(), item(submits: false)])
        #expect(results.compactMap { receipt($0) }.count == 3)
        let entry = RegisterRow(
            register: "permits", key: nil, label: "PRM-2026-0002", caseID: CaseID(99), caseNumber: CaseNumber("X"), sequence: 1,
            at: Fixture.monday, fields: .emptyRecord)
        try store.transact { try $0.perform(.register(entry), of: CaseID(99), claim: nil) }
        let more = await batch([item(submits: false), item(), item(submits: false)])
        #expect(more.map { receipt($0) != nil } == [true, false, true])
        if case .failure(let refusal) = more.dropFirst().first { #expect(refusal.code == .storeFailure) }
        #expect(hall.dispatcher.running == hall.dispatcher.started.count)
    }

    @Test func case_whoseCommitFailed_goesOnFromWhatIsStored() async throws {
        let opened = try await hall.open(workflow, submits: false)
        store.fail(.commit)
        let refusal = await #expect(throws: Refusal.self) { try await hall.act(opened, at: "intake", "claim") }
        #expect(refusal?.code == .storeFailure)
        #expect(try store.reader.tasks(limit: 10).map(\.holder) == [nil])
        let claimed = try await hall.act(opened, at: "intake", "claim")
        #expect(claimed.sequence == opened.sequence + 1)
        let done = try await hall.act(claimed, at: "intake")
        #expect(done.steps == ["produce"])
        #expect(try findings() == [])
    }

    @Test func slots_ofACommitThatFailed_areFreeAgain() async throws {
        let narrow = try HallFixture([workflow], store: store, slots: 1)
        store.fail(.commit)
        await #expect(throws: Refusal.self) { try await narrow.open(workflow) }
        #expect(narrow.dispatcher.running == 0)
        _ = try await narrow.open(workflow)
        #expect(narrow.dispatcher.running == 1 && narrow.dispatcher.started.count == 1)
    }

    // MARK: The daemon's own

    @Test func journalCursor_isKeptWithTheNextCommit() async throws {
        _ = try await hall.open(workflow)
        #expect(try store.reader.meta(.journalCursor) == nil)
        hall.observer.journalCursor = 1
        _ = try await hall.open(workflow)
        #expect(try store.reader.meta(.journalCursor) == 1)
        let count = store.count(.meta)
        _ = try await hall.open(workflow)
        #expect(store.count(.meta) == count, "it is not written again while it stands still")
    }

    @Test func journalCursor_ofACommitThatFailed_isKeptWithTheNextOne() async throws {
        hall.observer.journalCursor = 7
        store.fail(.commit)
        await #expect(throws: Refusal.self) { try await hall.open(workflow) }
        #expect(try store.reader.meta(.journalCursor) == nil)
        _ = try await hall.open(workflow)
        #expect(try store.reader.meta(.journalCursor) == 7)
    }

    @Test func start_countsTheEpochAndGoesOnWithCasesOfEarlierOnes() async throws {
        #expect(hall.writer.epoch == 1)
        let opened = try await hall.open(workflow, submits: false)
        let next = try HallFixture([workflow], store: store)
        #expect(next.writer.epoch == 2)
        #expect(try await next.act(opened, at: "intake").steps == ["produce"])
        #expect(try findings() == [])
    }

    /// Nothing in memory can be trusted then: the process is to end, and the writer takes nothing in (quality.md, P8).
    @Test func commit_whoseOutcomeIsUnknown_endsTheWriter() async throws {
        let ends = Collected<OutcomeUnknown>()
        let hall = try HallFixture([workflow], store: store, onUnknownOutcome: { ends.append($0) })
        store.fail(.commit, with: OutcomeUnknown("fsync: Input/output error"))
        hall.writer.submit(item())
        #expect(await ends.first(1) == [OutcomeUnknown("fsync: Input/output error")])
        let commits = store.count(.begin)
        hall.writer.submit(item())
        await hall.writer.flush()
        #expect(answers.all.isEmpty)
        #expect(store.count(.begin) == commits)
        #expect(ends.all.count == 1)
    }

    /// The same where the disk fails at confirming: what was committed may be durable or not, so nobody is told anything; nor of what the
    /// writer was committing meanwhile, though the disk should say yes to that.
    @Test func commit_thatTheDiskDoesNotConfirm_endsTheWriter() async throws {
        let ends = Collected<OutcomeUnknown>()
        let hall = try HallFixture([workflow], store: store, onUnknownOutcome: { ends.append($0) })
        let (first, disk) = (store.hold(.commit), store.hold(.harden))
        store.fail(.harden, with: OutcomeUnknown("fdatasync: Input/output error"))
        hall.writer.submit(item())
        await first.reached()
        for _ in 0..<2 { hall.writer.submit(item()) }
        let second = store.hold(.commit)
        first.open()
        await disk.reached()
        await second.reached()
        disk.open()
        #expect(await ends.first(1) == [OutcomeUnknown("fdatasync: Input/output error")])
        second.open()
        await hall.writer.flush()
        let commits = store.count(.begin)
        hall.writer.submit(item())
        await hall.writer.flush()
        #expect(answers.all.isEmpty && hall.dispatcher.started.isEmpty && hall.observer.decisions.isEmpty)
        #expect(store.count(.begin) == commits)
        #expect(ends.all.count == 1)
    }
}
