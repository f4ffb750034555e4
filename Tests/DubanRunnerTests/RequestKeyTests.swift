import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Testing

@testable import DubanRunner

/// The same request has one effect and one answer (quality.md, P3).
@Suite(.timeLimit(.minutes(1))) struct RequestKeyTests {
    private let store = FaultyStore(MemoryStore())
    private let workflow: WorkflowDefinition
    private let hall: HallFixture

    init() throws {
        workflow = try Fixture.permit()
        hall = try HallFixture([workflow], store: store)
    }

    private func open(key: String, body: [UInt8] = [1], by member: String = "li-na", in hall: HallFixture? = nil) async throws(Refusal)
        -> Receipt
    {
        try await (hall ?? self.hall).writer.perform(
            HallFixture.opening(workflow, submits: false), by: .staff(StaffID(member)),
            request: (RequestKey(caller: member, key: key), body))
    }

    private var cases: Int { get throws { try store.reader.cases(CaseFilter()).count } }

    @Test func request_thatComesAgain_getsTheSameAnswerAndMakesNothing() async throws {
        let first = try await open(key: "k")
        _ = try await hall.act(first, at: "intake", "claim")  // The case has moved on; the answer has not.
        #expect(try await open(key: "k") == first)
        #expect(try cases == 1)
    }

    @Test func request_afterARestart_getsTheSameAnswer() async throws {
        let first = try await open(key: "k")
        #expect(try await open(key: "k", in: HallFixture([workflow], store: store)) == first)
        #expect(try cases == 1)
    }

    @Test func request_sentAThousandTimesAtOnce_makesOneCase() async throws {
        let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
            for _ in 0..<1_000 { group.addTask { try await self.open(key: "k") } }
            return try await group.reduce(into: Set<Receipt>()) { $0.insert($1) }
        }
        #expect(receipts.count == 1)
        #expect(try cases == 1)
    }

    @Test func key_withAnotherBody_isRefused() async throws {
        _ = try await open(key: "k")
        let refusal = await #expect(throws: Refusal.self) { try await open(key: "k", body: [2]) }
        #expect(refusal?.code == .keyReused)
        #expect(try cases == 1)
    }

    @Test func key_ofAnotherCaller_isAnotherKey() async throws {
        #expect(try await open(key: "k").number != open(key: "k", by: "chen-jing").number)
    }

    @Test func request_thatWasRefused_isDecidedAnew() async throws {
        await #expect(throws: Refusal.self) { try await open(key: "k", by: "nobody") }
        #expect(try store.reader.answer(to: RequestKey(caller: "nobody", key: "k")) == nil)
    }

    @Test func request_whoseCommitFailed_isDecidedAnew() async throws {
        store.fail(.commit)
        await #expect(throws: Refusal.self) { try await open(key: "k") }
        #expect(try await open(key: "k").number == CaseNumber("PRM-2026-0001"))
        #expect(try cases == 1)
    }

    @Test func request_afterTheRetention_countsAsNew() async throws {
        let first = try await open(key: "k")
        let retention = AnswerRetention(store: store, clock: hall.clock)
        #expect(try retention.sweep() == 0)
        hall.clock.advance(to: hall.clock.now() + AnswerRetention.age + .seconds(1))
        #expect(try retention.sweep() == 0, "the newest answers stay whatever their age")
        #expect(try await open(key: "k") == first)
        try fillWithAnswers(AnswerRetention.count)
        #expect(try retention.sweep() == 1)
        #expect(try await open(key: "k") != first)
    }

    /// Answers as they are kept, without cases behind them.
    private func fillWithAnswers(_ count: Int) throws {
        let now = hall.clock.now()
        try store.transact { session in
            for number in 0..<count {
                try session.save(StoredAnswer(fingerprint: [], body: [], at: now), for: RequestKey(caller: "other", key: String(number)))
            }
        }
    }

    @Test func receipt_asItIsKept_readsBack() async throws {
        let receipt = try await open(key: "k")
        #expect(Receipt(stored: receipt.stored) == receipt)
        #expect(receipt.tasks["intake"] == TaskNumber(1))
        #expect(Receipt(stored: []) == nil)
        #expect(Receipt(stored: Array("{\"case\":1}".utf8)) == nil)
    }
}
