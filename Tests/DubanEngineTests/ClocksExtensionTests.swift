import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanTime
import Testing

/// Promise 4: more time is asked for with a reason before the limit, approved by a superior of the rank that the definition names, at most as
/// long and as often as it says, and told to the applicant.
@Suite("Extensions")
struct ClocksExtensionTests {
    private func asking(_ limit: String) throws -> Input { .requestExtension(by: try Limit(limit), reason: .text("专家出差")) }

    @Test func extension_approvedByASuperiorOfTheRank_movesTheLimitAndIsTold() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("wang-qiang", try asking("2 working days"))
        let task = try #require(try run.reader.tasks(of: run.state.id).first { $0.name == EngineStep.extending })
        #expect(task.candidates == ["zhou-wei"], "of those above wang-qiang only the director may; wu-gang leads another office")
        #expect(
            try run.reader.tasks(for: TaskAudience(member: "zhou-wei", roles: ["director"]), limit: 9).map(\.name) == [EngineStep.extending]
        )
        try run.act(EngineStep.extending, "approve", by: "zhou-wei")
        #expect(try run.due(.promised) == "2026-03-09T17:30")
        #expect(try run.due(.statutory) == "2026-03-16T17:30", "the law's own limit does not move")
        #expect(run.kinds.contains("notice-issued"), "the applicant is told by a notice")
        #expect(run.steps.contains(EngineStep.notice))
        #expect(run.state.extensionsGranted == 1)
        #expect(try run.clock(.promised).ledger.extensions.first?.entry.person == "zhou-wei")
    }

    @Test func extension_afterTheReminder_turnsTheLightGreenAndRemindsAgain() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-05T09:00")
        #expect(run.state.light == .yellow)
        try run.staff("wang-qiang", try asking("1 working day"))
        try run.act(EngineStep.extending, "approve", by: "zhou-wei")
        #expect(run.state.light == .green)
        let promised = try run.clock(.promised).id
        try run.advance("2026-03-06T18:00")
        #expect(run.rungs(of: promised) == [.remind, .remind, .due])
    }

    @Test func extension_afterTheLimit_isRefused() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-05T17:30")
        #expect(run.refusal(of: try asking("1 working day"), by: "wang-qiang") == .limitPassed)
    }

    @Test func extension_askedForTwiceAtOnce_isRefused() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("wang-qiang", try asking("1 working day"))
        #expect(run.refusal(of: try asking("1 working day"), by: "wang-qiang") == .alreadyDone)
    }

    @Test func extension_grantedAsOftenAsTheRulesAllow_isRefused() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("wang-qiang", try asking("1 working day"))
        try run.act(EngineStep.extending, "approve", by: "zhou-wei")
        #expect(run.refusal(of: try asking("1 working day"), by: "wang-qiang") == .notPermitted)
    }

    @Test(arguments: ["3 working days", "2 calendar days", "1 calendar month"])
    func extension_longerThanTheRulesAllow_orInAnotherUnit_isRefused(_ limit: String) throws {
        let run = try ClocksOffice.underReview()
        #expect(run.refusal(of: try asking(limit), by: "wang-qiang") == .notPermitted)
    }

    @Test func extension_approvedByASuperiorOfTheWrongRank_isRefused() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("wang-qiang", try asking("1 working day"))
        let approval = Input.act(.init(step: try run.id(EngineStep.extending), action: "approve"))
        #expect(run.refusal(of: approval, by: "zhao-min") == .wrongRole, "a superior, but no director")
        #expect(run.refusal(of: approval, by: "wu-gang") == .wrongRole, "a director, but no superior")
        #expect(run.refusal(of: approval, by: "wang-qiang") == .wrongRole, "nobody approves their own")
    }

    @Test func extension_askedForByWhoIsNotAnswerable_isRefused() throws {
        let run = try ClocksOffice.underReview()
        #expect(run.refusal(of: try asking("1 working day"), by: "liu-yan") == .notPermitted)
    }

    @Test func extension_beforeTheClockStarts_isRefused() throws {
        let run = try ClocksOffice.run(ClocksOffice.permit, "permit")
        try run.open(submits: false)
        #expect(run.refusal(of: try asking("1 working day"), by: "li-na") == .clockStanding)
    }

    @Test func refusal_ofAnExtension_needsAReasonAndMovesNothing() throws {
        let run = try ClocksOffice.underReview()
        let due = try run.due(.promised)
        try run.staff("wang-qiang", try asking("1 working day"))
        let step = try run.id(EngineStep.extending)
        #expect(run.refusal(of: .act(.init(step: step, action: "refuse")), by: "zhou-wei") == .reasonRequired)
        try run.act(EngineStep.extending, "refuse", by: "zhou-wei", comment: .text("人手足够"))
        #expect(try run.due(.promised) == due)
        #expect(run.state.extensionRequest == nil)
        #expect(run.state.extensionsGranted == 0)
    }

    @Test func request_thatNobodyDecidesInTime_isVoid() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("wang-qiang", try asking("1 working day"))
        try run.advance("2026-03-03T17:30")
        #expect(run.state.extensionRequest == nil)
        #expect(run.steps == ["review"])
        #expect(try run.due(.promised) == "2026-03-05T17:30")
    }
}
