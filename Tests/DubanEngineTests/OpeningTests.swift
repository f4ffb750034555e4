import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanWorkflows
import Testing

@Suite struct OpeningTests {
    private func run(id: Int64 = 1, now: Instant = Fixture.monday, sharing neighbour: CaseRun? = nil) throws -> CaseRun {
        try CaseRun(HallWorkflow.load(), id: id, now: now, sharing: neighbour)
    }

    private let fields: [String: DataValue] = ["applicant.name": "李娜", "kind": "residence"]

    @Test func opening_thatIsSubmitted_doesTheFirstTaskInTheSameBreath() throws {
        let run = try run()
        try run.open(fields, materials: ["id-card": 2])
        #expect(run.decisions.count == 1)
        #expect(run.state.number == CaseNumber("HAL-2026-0001"))
        #expect(run.state.workflow == "hall" && run.state.definition == run.definition.hash)
        #expect(run.state.openedAt == Fixture.monday && run.state.owner == StaffID("li-na"))
        #expect(run.state.data == ["applicant": ["name": "李娜"], "kind": "residence"])
        #expect(run.state.materials == ["id-card": 2])
        #expect(run.steps == ["receipt"])
        #expect(run.kinds.prefix(4) == ["case-opened", "data-changed", "materials-received", "step-entered"])
        #expect(try run.reader.tasks(limit: 10).isEmpty)
        #expect(try run.reader.jobs(.ready, queue: "documents", limit: 10).map(\.row.key) == ["HAL-2026-0001/\(run.state.steps[0].id)"])
    }

    @Test func opening_asADraft_leavesTheFirstTaskInTheInbox() throws {
        let run = try run()
        try run.open(submits: false)
        let task = try #require(try run.reader.tasks(limit: 10).first)
        #expect(task.number == TaskNumber(1) && task.name == "intake" && task.roles == ["clerk"] && task.holder == nil)
        #expect(task.actions == ["done"] && task.caseNumber == run.state.number && task.openedAt == Fixture.monday)
        #expect(task.step == run.state.steps.first?.id)
        #expect(try run.reader.summary(of: CaseID(1))?.steps == ["intake"])
    }

    @Test func numbers_ofCasesAndTasks_areGaplessOverCases() throws {
        let first = try run()
        try first.open(submits: false)
        let second = try run(id: 2, sharing: first)
        try second.open(submits: false)
        let refused = try run(id: 3, sharing: first)
        #expect(throws: Refusal.self) { try refused.open(by: "nobody") }
        let third = try run(id: 3, sharing: first)
        try third.open(submits: false)
        #expect([first, second, third].map(\.state.number.text) == ["HAL-2026-0001", "HAL-2026-0002", "HAL-2026-0003"])
        #expect(try first.reader.tasks(limit: 10).map(\.number.rawValue) == [1, 2, 3])
    }

    /// The hall's year begins at midnight in Shanghai, which is 16:00 UTC.
    @Test(arguments: [("2026-12-31T15:59:59Z", "HAL-2026-0001"), ("2026-12-31T16:00:00Z", "HAL-2027-0001")])
    func number_atTheTurnOfTheYear_hasTheYearOfTheHall(instant: String, number: String) throws {
        let run = try run(now: Fixture.instant(instant))
        try run.open(submits: false)
        #expect(run.state.number.text == number)
    }

    @Test func number_inANewYear_beginsAnew() throws {
        let old = try run(now: Fixture.instant("2026-12-31T09:00+08:00"))
        try old.open(submits: false)
        let new = try run(id: 2, now: Fixture.instant("2027-01-04T09:00+08:00"), sharing: old)
        try new.open(submits: false)
        #expect(new.state.number == CaseNumber("HAL-2027-0001"))
    }

    // MARK: Refusals

    @Test(arguments: [("nobody", Refusal.Code.unknownCaller), ("wang-qiang", .wrongRole)])
    func opening_byWhoMayNot_isRefused(member: String, code: Refusal.Code) throws {
        let run = try run()
        #expect(#expect(throws: Refusal.self) { try run.open(by: member, fields) }?.code == code)
        #expect(try run.reader.nextSerial("cases/HAL/2026") == 1)
        #expect(run.state == CaseState(id: CaseID(1)))
    }

    @Test func opening_byATimer_isRefused() throws {
        let run = try run()
        let opening = Input.open(.init(id: CaseID(1), changes: [], materials: [:], submits: false))
        #expect(#expect(throws: Refusal.self) { try run.decide(opening, by: .clock) }?.code == .unknownCaller)
    }

    @Test func opening_withEmptyRequiredFields_namesThemAll() throws {
        let run = try run()
        let refusal = try #require(#expect(throws: Refusal.self) { try run.open(["applicant.phone": "1"]) })
        #expect(refusal.code == .invalidData)
        #expect(refusal.problems.map(\.path).sorted() == ["applicant.name", "kind"])
    }
}
