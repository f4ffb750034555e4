import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Testing

/// Promises 1 and 5: a breach is charged to who held the step then, and only for the time that was theirs.
@Suite("Answerability")
struct ClocksAnswerabilityTests {
    private func promised(_ run: CaseRun) -> [AccountabilityRow] { run.charges.filter { $0.entry.promise == Promise.promisedLimit } }

    // MARK: Hand-overs

    @Test func handOver_thatNobodyAccepts_leavesTheOwnerUnchanged() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("wang-qiang", .offerHandOver(step: try run.id("review"), to: "liu-yan", returns: false))
        #expect(run.state.owner == "wang-qiang")
        #expect(try run.reader.cases(offeredTo: "liu-yan", limit: 9).map(\.number) == [run.state.number], "the offer stands in her inbox")
        try run.staff("liu-yan", .answerHandOver(accepts: false))
        #expect(run.state.owner == "wang-qiang")
        #expect(try run.reader.cases(offeredTo: "liu-yan", limit: 9).isEmpty)
        try run.advance("2026-03-05T18:00")
        #expect(promised(run).map(\.entry.person) == ["wang-qiang"])
    }

    @Test func handOver_toOneself_orWithoutTheRole_isRefused() throws {
        let run = try ClocksOffice.underReview()
        let review = try run.id("review")
        func offer(_ member: StaffID) -> Input { .offerHandOver(step: review, to: member, returns: false) }
        #expect(run.refusal(of: offer("wang-qiang"), by: "wang-qiang") == .notPermitted)
        #expect(run.refusal(of: offer("chen-jing"), by: "wang-qiang") == .wrongRole)
        #expect(run.refusal(of: offer("nobody"), by: "wang-qiang") == .unknownCaller)
        #expect(run.refusal(of: offer("wang-qiang"), by: "liu-yan") == .notPermitted, "only the holder hands it over")
        #expect(run.refusal(of: .answerHandOver(accepts: true), by: "liu-yan") == .alreadyDone, "nothing is offered to her")
    }

    @Test func charge_afterAHandOver_isTheNewHoldersWithTheSharesOfBoth() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-03T12:00")
        try run.staff("wang-qiang", .offerHandOver(step: try run.id("review"), to: "liu-yan", returns: false))
        try run.advance("2026-03-04T12:00")
        try run.staff("liu-yan", .answerHandOver(accepts: true))
        #expect(run.state.owner == "liu-yan")
        try run.advance("2026-03-05T18:00")
        let entry = try #require(promised(run).first?.entry)
        #expect(entry.person == "liu-yan")
        #expect(entry.supervisor == "zhao-min")
        // Monday 09:00 to Wednesday 12:00 was his, while the offer stood too; Wednesday afternoon and Thursday were hers. A day of
        // business has 7 h 30 min, of which 30 min were over when the case came on Monday.
        let day = 7 * 60 + 30
        let minutes = Dictionary(entry.shares.map { ($0.person, $0.minutes) }, uniquingKeysWith: { first, _ in first })
        #expect(minutes == ["wang-qiang": day - 30 + day + 3 * 60 + 30, "liu-yan": 4 * 60 + day])
    }

    @Test func delegation_comesBackOnceItIsGivenBack() throws {
        let run = try ClocksOffice.underReview()
        let review = try run.id("review")
        try run.staff("wang-qiang", .offerHandOver(step: review, to: "liu-yan", returns: true))
        try run.staff("liu-yan", .answerHandOver(accepts: true))
        #expect(run.state[review]?.holder == "liu-yan")
        try run.act("review", "release", by: "liu-yan")
        #expect(run.state[review]?.holder == "wang-qiang")
    }

    // MARK: Absences

    @Test func breach_ofWhoIsAway_isTheSubstitutes() throws {
        let run = try ClocksOffice.underReview()
        run.roster = try Fixture.roster(
            ClocksOffice.staff + "\nabsences:\n  - {member: wang-qiang, from: 2026-03-04, through: 2026-03-10, substitute: liu-yan}\n")
        try run.advance("2026-03-05T18:00")
        #expect(promised(run).map(\.entry.person) == ["liu-yan"])
        try run.act("review", "approve", by: "liu-yan")
        #expect(run.steps.contains("delivery"), "who stands in may do what the absent one holds")
    }

    @Test func breach_ofWhoIsAwayWithoutASubstitute_isNobodys() throws {
        let run = try ClocksOffice.underReview()
        run.roster = try Fixture.roster(
            ClocksOffice.staff + "\nabsences:\n  - {member: wang-qiang, from: 2026-03-04, through: 2026-03-10}\n")
        try run.advance("2026-03-05T18:00")
        #expect(promised(run).map(\.entry.person) == [nil])
    }

    @Test func breach_whileTheApplicantIsAwaited_isNobodys() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("zhao-min", .suspend(reason: .text("…")))
        try run.advance("2026-03-20T18:00")
        #expect(run.charges.isEmpty)
    }

    @Test func task_thatNobodyAccepted_isChargedToTheOwner() throws {
        let run = try ClocksOffice.run(ClocksOffice.permit, "permit")
        try run.open()
        try run.advance("2026-03-05T18:00")
        #expect(promised(run).map(\.entry.person) == ["li-na"], "the first asked owns it until somebody else has accepted it")
    }

    // MARK: Contesting

    @Test func entry_isContestedByThePersonChargedAndSettledByASuperiorOnly() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-05T18:00")
        let entry = try #require(promised(run).first?.sequence)
        let contest = Input.contest(entry: entry, reason: .text("系统停机"))
        #expect(run.refusal(of: contest, by: "liu-yan") == .notPermitted)
        #expect(run.refusal(of: contest, by: "zhao-min") == .notPermitted)
        #expect(
            run.refusal(of: .settle(entry: entry, isSetAside: true, reason: .text("…")), by: "zhao-min") == .alreadyDone,
            "nobody contests it yet")
        try run.staff("wang-qiang", contest)
        #expect(run.refusal(of: contest, by: "wang-qiang") == .alreadyDone)
        let settle = Input.settle(entry: entry, isSetAside: true, reason: .text("属实"))
        #expect(run.refusal(of: settle, by: "wang-qiang") == .notPermitted, "nobody settles their own")
        #expect(run.refusal(of: settle, by: "wu-gang") == .notPermitted, "no superior of his")
        #expect(run.refusal(of: .contest(entry: 999, reason: .text("…")), by: "wang-qiang") == .unknownField)
        try run.staff("zhou-wei", settle)
        #expect(promised(run).map(\.standing) == [.setAside], "it stays readable as that")
        #expect(run.refusal(of: settle, by: "zhou-wei") == .alreadyDone)
    }

    @Test func entry_thatIsUpheld_staysAgainstThePerson() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-05T18:00")
        let entry = try #require(promised(run).first?.sequence)
        try run.staff("wang-qiang", .contest(entry: entry, reason: .text("…")))
        try run.staff("zhao-min", .settle(entry: entry, isSetAside: false, reason: .text("理由不成立")))
        #expect(promised(run).map(\.standing) == [.upheld])
    }

    @Test func reason_ofAContestedEntry_isReadableForWhoSettlesIt() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-05T18:00")
        let reading = Input.readPrivate(.init(paths: [DataPath("events.1.reason")], reason: .text("…")))
        #expect(run.refusal(of: reading, by: "zhou-wei") == .notPermitted)
        try run.staff("wang-qiang", .contest(entry: try #require(promised(run).first?.sequence), reason: .text("…")))
        try run.staff("zhou-wei", reading)
        #expect(run.kinds.last == "private-read")
    }

    // MARK: Migration

    @Test func migration_isTheAdministratorsAndKeepsTheTimeLeft() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-03T12:00")
        #expect(run.refusal(of: .migrate(steps: [:]), by: "zhao-min") == .wrongRole)
        let longer = ClocksOffice.permit.replacing("promised: 3 working days", with: "promised: 5 working days")
        let next = try Fixture.workflow("permit", longer, templates: ClocksOffice.templates)
        let left = try run.clock(.promised).ledger.remaining(at: run.now, in: run.calendar.calendar)
        try run.migrate(to: next, by: "admin")
        #expect(run.state.definition == next.hash)
        #expect(try run.clock(.promised).ledger.remaining(at: run.now, in: run.calendar.calendar) == left)
        #expect(try run.due(.promised) == "2026-03-05T17:30", "what was promised to this applicant stays promised")
    }

    @Test func migration_ofARenamedStep_listsItsTaskAsTheNewVersionHasIt() throws {
        let run = try ClocksOffice.underReview()
        let renamed = ClocksOffice.permit.replacing("  review:\n    title: {en: Review, zh: 审核}", with: "  check:\n    title: {en: Check, zh: 核查}")
            .replacing("then: review", with: "then: check").replacing("starts: review", with: "starts: check")
        let next = try Fixture.workflow("permit", renamed, templates: ClocksOffice.templates)
        #expect(throws: Refusal.self) { try run.migrate(to: next, by: "admin") }
        #expect(throws: Refusal.self, "delivery is no review") { try run.migrate(to: next, ["review": "issued"], by: "admin") }
        try run.migrate(to: next, ["review": "check"], by: "admin")
        let task = try #require(try run.reader.tasks(of: run.state.id).first)
        #expect(task.name == "check" && task.title.chinese == "核查" && task.holder == "wang-qiang")
        try run.act("check", "approve", by: "wang-qiang")
        #expect(run.steps == ["delivery"])
    }
}
