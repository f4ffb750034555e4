import DubanEngine
import DubanModel
import DubanStore
import Testing

@Suite struct ChainTests {
    private let base = Samples.decision(Samples.one, 5, count: 2)

    /// The base with one column changed.
    private func changed(_ column: String) -> StoredDecision {
        StoredDecision(
            position: base.position, caseID: column == "case" ? Samples.two : base.caseID,
            sequence: base.sequence + (column == "sequence" ? 1 : 0),
            count: base.count + (column == "count" ? 1 : 0), at: column == "at" ? base.at + .milliseconds(1) : base.at,
            actor: column == "actor" ? "staff:li-nb" : base.actor, events: column == "events" ? base.events + [0x20] : base.events,
            hash: base.hash)
    }

    @Test(arguments: ["case", "sequence", "count", "at", "actor", "events"])
    func decisionHash_withAnyColumnChanged_isAnother(column: String) {
        let hash = DecisionChain.hash(of: base, previous: .zero)
        #expect(DecisionChain.hash(of: changed(""), previous: .zero) == hash)
        #expect(DecisionChain.hash(of: changed(column), previous: .zero) != hash)
    }

    @Test func decisionHash_afterAnotherPredecessor_isAnother() {
        #expect(DecisionChain.hash(of: base, previous: .zero) != DecisionChain.hash(of: base, previous: Samples.hash(1)))
    }

    @Test func decisionHash_whereActorAndEventsTradeBytes_isAnother() {
        func hash(_ actor: String, _ events: String) -> ContentHash {
            DecisionChain.hash(
                previous: .zero, caseID: Samples.one, sequence: 1, count: 1, at: Samples.at(0), actor: actor, events: Array(events.utf8))
        }
        #expect(hash("clock[", "]") != hash("clock", "[]"))
    }

    /// The bytes that are hashed are a format: a database of an earlier version must still verify.
    @Test func decisionHash_ofAKnownDecision_neverChanges() {
        let hash = DecisionChain.hash(
            previous: Samples.hash(0xAB), caseID: CaseID(7), sequence: 3, count: 2, at: Instant(milliseconds: 1_772_357_400_250),
            actor: "staff:li-na",
            events: Array("[]".utf8))
        #expect(hash.description == "b07209b01eb07f2353ecb14e830acac61d61478dea306c5de2c681763a76e187")
    }

    @Test func sealHash_ofAKnownSeal_neverChanges() {
        let seal = SealChain.seal(
            after: nil, heads: [.init(caseID: CaseID(7), sequence: 4, hash: Samples.hash(0xCD))], position: 9,
            at: Instant(milliseconds: 1_772_357_400_250))
        #expect(seal.hash.description == "a9a2e1465747fb4cac708d630f016574900eda9fdb858a4f4ab328c433ae3e61")
    }

    @Test func seal_afterAnother_countsOnAndCoversEachColumn() {
        let heads = [SealChain.Head(caseID: Samples.one, sequence: 4, hash: Samples.hash(1))]
        let first = SealChain.seal(after: nil, heads: heads, position: 2, at: Samples.at(0))
        let second = SealChain.seal(after: first, heads: [], position: 2, at: Samples.at(1))
        #expect([first.number, second.number] == [1, 2])
        let at = Samples.at(0)
        #expect(SealChain.hash(previous: .zero, number: 1, at: at, position: 2, heads: first.heads) == first.hash)
        let others = [
            SealChain.hash(previous: Samples.hash(1), number: 1, at: at, position: 2, heads: first.heads),
            SealChain.hash(previous: .zero, number: 2, at: at, position: 2, heads: first.heads),
            SealChain.hash(previous: .zero, number: 1, at: Samples.at(1), position: 2, heads: first.heads),
            SealChain.hash(previous: .zero, number: 1, at: at, position: 3, heads: first.heads),
            SealChain.hash(previous: .zero, number: 1, at: at, position: 2, heads: first.heads.dropLast() + [9]),
        ]
        #expect(!others.contains(first.hash))
        #expect(Set(others).count == others.count)
    }

    @Test func heads_ofASeal_readBack() {
        let heads = [
            SealChain.Head(caseID: CaseID(1), sequence: 1, hash: Samples.hash(1)),
            .init(caseID: CaseID(.max), sequence: 4_000_000_000, hash: .zero),
        ]
        let seal = SealChain.seal(after: nil, heads: heads, position: 1, at: Samples.at(0))
        #expect(SealChain.decode(seal.heads) == heads)
        #expect(SealChain.decode(seal.heads.dropLast()) == nil)
        #expect(SealChain.decode([]) == [])
    }

    // MARK: Jobs

    @Test func payload_ofAJob_readsBack() throws {
        let job = Samples.job(step: 12, queue: "q", at: 77)
        #expect(try JobRow(caseID: job.caseID, step: job.step, queue: job.queue, payload: job.payload) == job)
    }

    @Test(arguments: [
        "", "{}", "[]", "{\"number\":\"C\",\"plugin\":\"p\",\"action\":\"a\"}", "{\"number\":1,\"plugin\":\"p\",\"action\":\"a\",\"at\":0}",
    ])
    func payload_thatIsDamaged_isRefused(text: String) {
        let refusal = #expect(throws: Refusal.self) {
            try JobRow(caseID: Samples.one, step: Samples.reference().step, queue: "q", payload: Array(text.utf8))
        }
        #expect(refusal?.code == .internalInconsistency)
    }
}
