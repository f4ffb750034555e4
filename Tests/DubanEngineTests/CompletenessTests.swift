import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

/// One-time notification (domain.md, promise 3): the loop over missing papers.
@Suite struct CompletenessTests {
    private let run: CaseRun

    init() throws { run = try CaseRun(HallWorkflow.load()) }

    private func open(_ kind: DataValue, _ materials: [String: Int] = [:]) throws {
        try run.open(["applicant.name": "李娜", "kind": kind], materials: materials)
    }

    private var named: [[String]] { run.state.notices.map(\.named) }

    @Test func notice_namesAllThatIsMissingAtOnce() throws {
        try open("departure")
        #expect(run.steps == ["one-time-notice"])
        #expect(named == [["id-card", "photo"]])
        #expect(run.state.notices.first?.required == ["id-card", "photo"])
        try run.finishJob("one-time-notice")
        #expect(run.steps == ["supplement"])
        #expect(try run.reader.tasks(limit: 10).map(\.actions) == [["supplemented"]])
    }

    @Test func notice_namesOnlyWhatIsRequiredAndNotThere() throws {
        try open("departure", ["id-card": 2])
        #expect(named == [["photo"]])
        let other = try CaseRun(HallWorkflow.load())
        try other.open(["applicant.name": "李娜", "kind": "residence"])
        #expect(other.state.notices.map(\.named) == [["id-card"]])
    }

    @Test func case_withEverything_getsNoNotice() throws {
        try open("departure", ["id-card": 1, "photo": 1])
        #expect(run.steps == ["receipt"])
        #expect(run.state.notices.isEmpty)
    }

    @Test func supplement_withAllPapers_goesOnToTheReceipt() throws {
        try open("departure")
        try run.finishJob("one-time-notice")
        try run.act("supplement", "supplemented", materials: ["photo": 1, "id-card": 1])
        #expect(run.steps == ["receipt"])
        #expect(run.state.materials == ["photo": 1, "id-card": 1])
    }

    @Test func supplement_withSomePapers_asksForTheRestWithoutACharge() throws {
        try open("departure")
        try run.finishJob("one-time-notice")
        try run.act("supplement", "supplemented", materials: ["id-card": 1])
        #expect(named == [["id-card", "photo"], ["photo"]])
        #expect(run.charges.isEmpty, "the first notice named it")
    }

    /// The kind was corrected meanwhile: the first notice could not have named the photograph.
    @Test func notice_ofWhatWasNotRequiredThen_isNoBrokenPromise() throws {
        try open("residence")
        try run.finishJob("one-time-notice")
        try run.decide(
            .amend(.init(change: DataChange(path: DataPath("kind"), value: "departure"), reason: "mistyped")), by: .staff(StaffID("li-na")))
        try run.act("supplement", "supplemented", materials: ["id-card": 1])
        #expect(named == [["id-card"], ["photo"]])
        #expect(run.charges.isEmpty)
    }

    @Test func supplement_byAnybodyElse_isRefused() throws {
        try open("residence")
        try run.finishJob("one-time-notice")
        #expect(#expect(throws: Refusal.self) { try run.act("supplement", "supplemented", by: "wang-qiang") }?.code == .wrongRole)
        #expect(#expect(throws: Refusal.self) { try run.act("supplement", "done") }?.code == .unknownAction)
    }

    @Test func supplement_thatNeverComes_closesTheCaseAfterThePublishedTime() throws {
        try open("residence")
        try run.finishJob("one-time-notice")
        try run.advance("2026-04-01T17:29")
        #expect(run.steps == ["supplement"])
        try run.advance("2026-04-01T17:30")
        #expect(run.state.outcome == "closed")
        #expect(run.charges.isEmpty, "the matter lay with the applicant")
        #expect(try run.reader.tasks(limit: 10).isEmpty)
        #expect(try run.reader.earliestTimer() == nil)
    }

    @Test func supplement_afterItLapsed_isRefused() throws {
        try open("residence")
        try run.finishJob("one-time-notice")
        let supplement = try run.id("supplement")
        try run.advance("2026-04-02T09:00")
        let act = Input.act(.init(step: supplement, action: "supplemented"))
        #expect(#expect(throws: Refusal.self) { try run.decide(act, by: .staff(StaffID("li-na"))) }?.code == .caseEnded)
    }
}
