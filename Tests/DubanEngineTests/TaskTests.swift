import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

@Suite struct TaskTests {
    private let run: CaseRun

    init() throws {
        run = try CaseRun(HallWorkflow.load())
        try run.open(["applicant.name": "李娜", "kind": "residence"], materials: ["id-card": 1])
        try run.finishJob("receipt")
    }

    private func code(_ body: () throws -> Void) -> Refusal.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    private var holders: [StaffID?] { get throws { try run.reader.tasks(limit: 10).map(\.holder) } }

    // MARK: Roles and four eyes

    @Test func review_byAnotherReviewer_goesOn() throws {
        try run.act("review", "approve", by: "wang-qiang")
        #expect(run.steps == ["produce"])
        #expect(run.state.completions["intake"] == [StaffID("li-na")] && run.state.completions["review"] == [StaffID("wang-qiang")])
        #expect(run.state.owner == StaffID("wang-qiang"))
        #expect(try run.reader.tasks(limit: 10).isEmpty)
    }

    @Test func review_withoutTheRole_isRefused() throws { #expect(code { try run.act("review", "approve", by: "li-na") } == .wrongRole) }

    /// liu-yan is clerk and reviewer: who took a case in does not review it.
    @Test func review_byWhoTookTheCaseIn_isRefused() throws {
        let own = try CaseRun(HallWorkflow.load())
        try own.open(by: "liu-yan", ["applicant.name": "李娜", "kind": "residence"], materials: ["id-card": 1])
        try own.finishJob("receipt")
        #expect(try own.reader.tasks(limit: 10).map(\.excluded) == [[StaffID("liu-yan")]])
        #expect(code { try own.act("review", "approve", by: "liu-yan") } == .separationOfDuties)
        #expect(code { try own.act("review", "claim", by: "liu-yan") } == .separationOfDuties)
        try own.act("review", "approve", by: "wang-qiang")
    }

    @Test func act_byNobodyOnTheRoster_isRefused() throws {
        #expect(code { try run.act("review", "approve", by: "nobody") } == .unknownCaller)
        let act = Input.act(.init(step: try run.id("review"), action: "approve"))
        for actor in [Actor.clock, .system, .plugin("documents")] { #expect(code { try run.decide(act, by: actor) } == .unknownCaller) }
    }

    @Test func act_thatTheTaskDoesNotHave_isRefusedWithWhatItHas() throws {
        let refusal = try #require(#expect(throws: Refusal.self) { try run.act("review", "aprove", by: "wang-qiang") })
        #expect(refusal.code == .unknownAction)
        #expect(refusal.message.contains("approve"))
    }

    @Test func act_thatNeedsAReason_isRefusedWithoutOne() throws {
        #expect(code { try run.act("review", "refuse", by: "wang-qiang") } == .reasonRequired)
        try run.act("review", "refuse", by: "wang-qiang", comment: "No residence.")
        #expect(run.state.outcome == "refused")
        #expect(run.state.comments["review"] == "No residence.")
    }

    @Test func act_onATaskThatIsDone_isRefused() throws {
        let review = try run.id("review")
        try run.act("review", "approve", by: "wang-qiang")
        for action in ["approve", "claim", "release"] {
            #expect(code { try run.decide(.act(.init(step: review, action: action)), by: .staff(StaffID("liu-yan"))) } == .alreadyDone)
        }
    }

    @Test func case_thatHasEnded_takesNothingMore() throws {
        try run.act("review", "refuse", by: "wang-qiang", comment: "No.")
        #expect(run.state.endedAt == Fixture.monday && run.steps.isEmpty && run.state.clocks.isEmpty)
        #expect(try run.reader.earliestTimer() == nil)
        let amendment = Input.amend(.init(change: DataChange(path: DataPath("kind"), value: "x"), reason: "r"))
        #expect(code { try run.decide(amendment, by: .staff(StaffID("li-na"))) } == .caseEnded)
        #expect(
            code { try run.decide(.readPrivate(.init(paths: [], reason: "r")), by: .staff(StaffID("li-na"))) } == nil,
            "reading leaves a trace")
    }

    // MARK: Accepting

    @Test func task_thatIsClaimed_isItsHoldersAlone() throws {
        try run.act("review", "claim", by: "wang-qiang")
        #expect(try holders == [StaffID("wang-qiang")])
        #expect(run.state.owner == StaffID("wang-qiang"))
        for action in ["approve", "claim", "release"] { #expect(code { try run.act("review", action, by: "liu-yan") } == .alreadyClaimed) }
        try run.act("review", "approve", by: "wang-qiang")
        #expect(run.steps == ["produce"])
    }

    @Test func task_thatIsReleased_isEverybodysAgain() throws {
        try run.act("review", "claim", by: "wang-qiang")
        try run.act("review", "release", by: "wang-qiang")
        #expect(try holders == [nil])
        #expect(code { try run.act("review", "release", by: "wang-qiang") } == .alreadyDone)
        try run.act("review", "claim", by: "liu-yan")
        #expect(try holders == [StaffID("liu-yan")])
    }

    @Test func task_ofASubordinate_canBeReleasedAndDoneByTheSupervisor() throws {
        try run.act("review", "claim", by: "wang-qiang")
        try run.act("review", "release", by: "zhao-min")
        #expect(try holders == [nil])
        // Nobody's task is for those who have the role; the supervisor has it only over who holds it.
        #expect(code { try run.act("review", "claim", by: "zhao-min") } == .wrongRole)
        try run.act("review", "claim", by: "wang-qiang")
        try run.act("review", "approve", by: "zhao-min")
        #expect(run.steps == ["produce"])
    }

    // MARK: Forms and corrections

    @Test func fields_thatDoNotChange_leaveNoEvent() throws {
        let before = run.kinds.filter { $0 == "data-changed" }.count
        try run.act("review", "approve", by: "wang-qiang", ["kind": "residence"])
        #expect(run.kinds.filter { $0 == "data-changed" }.count == before + 1, "the number only")
    }

    @Test func amendment_byWhoHasAPartInTheCase_changesTheField() throws {
        let amendment = Input.amend(.init(change: DataChange(path: DataPath("kind"), value: "departure"), reason: "mistyped"))
        #expect(code { try run.decide(amendment, by: .staff(StaffID("admin"))) } == .notPermitted)
        for member in ["li-na", "wang-qiang", "zhao-min"] { try run.decide(amendment, by: .staff(StaffID(member))) }
        #expect(run.state.data["kind"] == "departure")
        #expect(run.kinds.suffix(1) == ["data-amended"])
    }

    @Test func attachment_ofAPaper_isReceivedAsThat() throws {
        let file = Attachment(name: "scan", hash: .zero, bytes: 10, material: "photo", pages: 3)
        try run.decide(.attach(file), by: .staff(StaffID("li-na")))
        #expect(run.state.attachments == [file])
        #expect(run.state.materials["photo"] == 3)
    }
}
