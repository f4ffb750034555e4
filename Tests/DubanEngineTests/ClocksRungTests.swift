import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Testing

/// Promise 4: the rungs around the end of a limit, each once per run of its clock.
@Suite("Rungs of clocks")
struct ClocksRungTests {
    @Test func ladder_ofThePromisedLimit_comesRungByRung() throws {
        let run = try ClocksOffice.underReview()
        let promised = try run.clock(.promised).id
        try run.advance("2026-03-20T09:00")
        let rungs = run.rungs.filter { $0.clock == promised }
        #expect(rungs.map(\.rung) == [.remind, .due, .letter, .escalate, .criticise])
        #expect(
            rungs.map(\.due) == ["2026-03-04T17:30", "2026-03-05T17:30", "2026-03-06T08:30", "2026-03-09T08:30", "2026-03-12T17:30"],
            "the letter goes out in the morning of the next working day, Friday; the work moves on Monday")
        #expect(rungs.allSatisfy { $0.due == $0.noticed }, "nobody was away")
        #expect(run.state.light == .red)
    }

    @Test func rung_thatWasReached_isStaleASecondTime() throws {
        let run = try ClocksOffice.underReview()
        let clock = try run.clock(.promised)
        let due = try #require(clock.derived.rungs[.remind])
        try run.advance(to: due)
        let again = Input.rung(.init(clock: clock.id, rung: .remind, due: due))
        do {
            try run.decide(again, by: .clock)
            Issue.record("the same rung came twice")
        } catch let refusal as Refusal {
            #expect(refusal.code == .staleClaim)
        }
    }

    @Test func letter_isMadeForTheHandlerWithACopyToTheSupervisor() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-06T09:00")
        let asked = run.decisions.flatMap(\.events).compactMap { event -> Event.JobRequested? in
            if case .jobRequested(let requested) = event { requested } else { nil }
        }
        #expect(asked.map(\.plugin) == ["documents"])
        #expect(asked.first?.arguments["template"] == "letter")
        #expect(asked.first?.arguments["data"]["handler"]["name_en"] == "Wang Qiang")
        #expect(asked.first?.arguments["data"]["supervisor"]["name_zh"] == "赵敏")
        #expect(run.steps.contains(EngineStep.letter), "the letter is made beside the way of the case")
        try run.finishJob(EngineStep.letter)
        #expect(run.steps == ["review"], "and does not move it")
    }

    @Test func letter_thatCouldNotBeMade_isTriedAgainFromTheSameTemplate() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-06T09:00")
        try run.killJob(EngineStep.letter)
        let step = try run.id(EngineStep.letter)
        let again = try run.staff("admin", .jobRevived(step: step))
        guard case .jobRequested(let requested)? = again.events.first else { return #expect(Bool(false), "\(again.events)") }
        #expect(requested.arguments["template"] == "letter")
        #expect(try run.refolded() == run.state)
    }

    @Test func escalation_movesTheWorkToTheSupervisorsInbox() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-09T08:30")
        let task = try #require(try run.reader.tasks(of: run.state.id).first { $0.name == "review" })
        #expect(task.holder == "zhao-min")
        #expect(try run.reader.tasks(for: TaskAudience(member: "zhao-min", roles: ["supervisor"]), limit: 9).map(\.name) == ["review"])
        try run.act("review", "approve", by: "zhao-min")
        #expect(run.steps.first == "delivery")
        let shares = run.charges.filter { $0.entry.promise == Promise.promisedLimit }.flatMap(\.entry.shares)
        #expect(shares.map(\.person) == ["li-na", "wang-qiang"] || shares.map(\.person) == ["wang-qiang"], "who escalates takes no blame")
    }

    @Test func lateRungs_afterDowntime_carryBothInstantsAndChargeWhoHeldItThen() throws {
        let run = try ClocksOffice.underReview()
        // The daemon was away from Tuesday to Monday; wang-qiang is on leave from Friday, when the limit had passed.
        run.roster = try Fixture.roster(
            ClocksOffice.staff + "\nabsences:\n  - {member: wang-qiang, from: 2026-03-06, through: 2026-03-13, substitute: liu-yan}\n")
        run.now = Fixture.instant("2026-03-09T10:00+08:00")
        try run.advance("2026-03-09T10:00")
        let promised = run.charges.filter { $0.entry.promise == Promise.promisedLimit }
        #expect(promised.map(\.entry.person) == ["wang-qiang"], "he was there on Thursday, when it passed")
        #expect(promised.map { run.local($0.at) } == ["2026-03-09T10:00"])
        let days = run.charges.flatMap(\.entry.shares).map(\.minutes)
        #expect(days.allSatisfy { $0 <= 4 * 8 * 60 }, "nobody answers for the days after the limit: \(days)")
        #expect(run.rungs.contains { $0.rung == .due && $0.due == "2026-03-05T17:30" && $0.noticed == "2026-03-09T10:00" })
    }

    @Test func silence_ofTheApprover_isConsentWhereTheDefinitionSaysSo() throws {
        let run = try ClocksOffice.run(
            """
            duban: 1
            workflow: consent
            title: {en: Consent, zh: 默许}
            code: CON
            steps:
              ask: {title: {en: Ask, zh: 申请}, task: clerk, limit: 1 working day, then: approve}
              approve:
                title: {en: Approve, zh: 审批}
                task: director
                limit: 2 working days
                on_breach: {deemed: approve}
                actions: {approve: approved, refuse: {then: refused, comment: required}}
              approved: {end: approved}
              refused: {end: refused}
            """, "consent")
        try run.open()
        try run.act("approve", "claim", by: "zhou-wei")
        try run.advance("2026-03-04T17:30")
        #expect(run.state.outcome == "approved")
        let completed = try #require(run.decisions.last)
        #expect(completed.actor == .clock, "nobody is said to have approved; their silence counts")
        #expect(run.charges.map(\.entry.person) == ["zhou-wei"], "the silence is charged all the same")
    }

    @Test func silence_aboutAnApplication_isAcceptanceFromTheReceipt() throws {
        let run = try ClocksOffice.run(
            """
            duban: 1
            workflow: acceptance
            title: {en: Acceptance, zh: 受理}
            code: ACC
            limits: {statutory: 20 working days, promised: 10 working days, starts: review}
            steps:
              check:
                title: {en: Check the papers, zh: 审查材料}
                task: clerk
                limit: 5 working days
                on_breach: {deemed: accept, backdated: true}
                actions: {accept: review, reject: {then: rejected, comment: required}}
              review: {title: {en: Review, zh: 审核}, task: reviewer, limit: 2 working days, then: done}
              done: {end: done}
              rejected: {end: rejected}
            """, "acceptance")
        try run.open(submits: false)
        try run.advance("2026-03-09T17:30")
        #expect(run.steps == ["review"], "deemed accepted (行政许可法 §32)")
        #expect(try run.due(.promised) == "2026-03-16T17:30", "ten working days from Monday 2 March, the day of the receipt")
        #expect(try run.due(.step(run.id("review"))) == "2026-03-11T17:30", "the reviewer's own limit runs from now")
        #expect(try run.clock(.promised).ledger == run.refolded().clocks.first { $0.subject == .promised }?.ledger)
    }

    @Test func backdating_withoutADeemedAction_isAFinding() throws {
        #expect(throws: Fixture.Fault.self) {
            try ClocksOffice.run(
                """
                duban: 1
                workflow: wrong
                title: {en: Wrong, zh: 错}
                code: WRO
                steps:
                  check: {title: {en: Check, zh: 审查}, task: clerk, limit: 1 working day, on_breach: {then: late, backdated: true}, then: done}
                  late: {end: late}
                  done: {end: done}
                """, "wrong")
        }
    }
}
