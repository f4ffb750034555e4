import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanWorkflows
import Testing

@Suite struct RegisterTests {
    private let text = """
        duban: 1
        workflow: register
        title: {en: Register, zh: 登记}
        code: REG
        data:
          holder: {type: text, required: true, title: {en: Holder, zh: 持有人}}
          number: {type: text, title: {en: Number, zh: 编号}}
          second: {type: text, title: {en: Second number, zh: 第二编号}}
        steps:
          begin: {task: clerk, form: [holder], limit: 1 working day, then: first}
          first: {record: certificates, as: number, serial: "C-{year}-{000}", key: = holder, fields: {who: = holder, fixed: yes}, then: second}
          second: {record: certificates, as: second, serial: "C-{year}-{000}", fields: {who: = number, fixed: yes}, then: over}
          over: {end: over}
        """

    private func run(id: Int64 = 1, now: Instant = Fixture.monday, sharing neighbour: CaseRun? = nil) throws -> CaseRun {
        try CaseRun(Fixture.workflow("register", text), id: id, now: now, sharing: neighbour)
    }

    @Test func entry_ofARecord_hasSerialKeyAndFields() throws {
        let run = try run()
        try run.open(["holder": "a"])
        #expect(run.state.data == ["holder": "a", "number": "C-2026-001", "second": "C-2026-002"])
        #expect(run.state.outcome == "over")
        let entries = try run.reader.entries(of: "certificates", offset: 0, limit: 10)
        #expect(entries.map(\.label) == ["C-2026-001", "C-2026-002"])
        #expect(entries.map(\.key) == ["a", nil])
        #expect(entries.map(\.fields) == [["who": "a", "fixed": "yes"], ["who": "C-2026-001", "fixed": "yes"]])
        #expect(entries.allSatisfy { $0.at == Fixture.monday && $0.caseNumber == run.state.number && $0.caseID == CaseID(1) })
        let sequences = run.decisions.flatMap(\.events).enumerated().filter { $0.element.kind == "register-entered" }.map { $0.offset + 1 }
        #expect(entries.map(\.sequence) == sequences)
    }

    @Test func serials_overCases_haveNoGapAndNoDouble() throws {
        var previous: CaseRun?
        for id in 1...5 {
            let run = try run(id: Int64(id), sharing: previous)
            // Every second opening is refused, after its serials were taken.
            let key = DataValue.text(id % 2 == 0 ? "1" : "\(id)")
            do { try run.open(["holder": key]) } catch { #expect((error as? Refusal)?.code == .duplicateKey) }
            previous = run
        }
        let entries = try #require(previous).reader.entries(of: "certificates", offset: 0, limit: 100)
        #expect(entries.compactMap(\.label) == (1...6).map { "C-2026-00\($0)" })
        #expect(try #require(previous).reader.nextSerial("register/certificates/2026") == 7)
    }

    @Test func serials_ofANewYear_beginAnew() throws {
        let old = try run(now: Fixture.instant("2026-12-31T23:59:59+08:00"))
        try old.open(["holder": "a"])
        let new = try run(id: 2, now: Fixture.instant("2027-01-01T00:00:00+08:00"), sharing: old)
        try new.open(["holder": "b"])
        #expect(old.state.data["number"] == "C-2026-001")
        #expect(new.state.data["number"] == "C-2027-001")
    }

    /// Nobody is given the same thing twice, whoever asks, and however often.
    @Test func key_thatStandsInTheRegister_isRefusedForEver() throws {
        let first = try run()
        try first.open(["holder": "a"])
        for id in 2...3 {
            let again = try run(id: Int64(id), now: Fixture.instant("2036-01-01T00:00+08:00"), sharing: first)
            let refusal = #expect(throws: Refusal.self) { try again.open(["holder": "a"]) }
            #expect(refusal?.code == .duplicateKey)
            #expect(again.state == CaseState(id: CaseID(Int64(id))))
        }
        #expect(try first.reader.entries(of: "certificates", offset: 0, limit: 10).count == 2)
        #expect(try first.reader.nextSerial("cases/REG/2036") == 1)
    }

    @Test func key_ofAPrivateField_isWithoutItsValue() throws {
        let sealed = DataValue.sealed(SealedReference(digest: .zero))
        let run = try run()
        try run.open(["holder": sealed])
        let entry = try #require(run.reader.entries(of: "certificates", offset: 0, limit: 10).first)
        #expect(entry.fields["who"] == sealed)
        #expect(entry.key?.isEmpty == false)
    }
}
