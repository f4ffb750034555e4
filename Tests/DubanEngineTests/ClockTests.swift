import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

/// Time-limited completion (domain.md, promise 4), on a calendar of which each day is known: Fixture.hallCalendar.
@Suite struct ClockTests {
    private let run: CaseRun

    /// A case that was received on Monday, 2 March 2026, at 09:00, and waits for its review.
    init() throws {
        run = try CaseRun(HallWorkflow.load())
        try run.open(["applicant.name": "李娜", "kind": "residence"], materials: ["id-card": 1])
        try run.finishJob("receipt")
    }

    private func local(_ text: String) -> Instant { Fixture.instant(text + "+08:00") }

    private func rows() throws -> [String: Instant] {
        let timers = try run.reader.timers(dueBy: Instant(milliseconds: .max), limit: 100)
        return Dictionary(
            timers.map { timer in ("\(subject(timer)) \(timer.rung.rawValue)", timer.due) }, uniquingKeysWith: { first, _ in first })
    }

    private func subject(_ timer: TimerRow) -> String {
        run.state[timer.clock]?.subject.isOfCase == true ? run.state[timer.clock]?.subject.text ?? "" : "step"
    }

    private var reached: [String] {
        run.decisions.flatMap(\.events).compactMap { event in
            if case .rungReached(_, let rung, _) = event { rung.rawValue } else { nil }
        }
    }

    // MARK: The way of a limit

    @Test func clocks_ofTheCase_startWithTheReceipt() throws {
        #expect(
            try rows() == [
                "promised remind": local("2026-03-04T17:30"), "promised due": local("2026-03-05T17:30"),
                "promised criticise": local("2026-03-12T17:30"), "statutory due": local("2026-03-23T17:30"),
                "step due": local("2026-03-03T17:30"),
            ])
        #expect(run.state.light == .green)
        #expect(try run.reader.summary(of: CaseID(1))?.due == local("2026-03-05T17:30"))
    }

    /// Friday, 1 May is a holiday, Saturday, 9 May a working day: day one is the working day after acceptance.
    @Test func due_overAHolidayAndAShiftedWorkday_countsWorkingDaysOnly() throws {
        let run = try CaseRun(HallWorkflow.load(), now: local("2026-04-29T16:00"))
        try run.open(["applicant.name": "李娜", "kind": "residence"], materials: ["id-card": 1])
        #expect(try run.reader.summary(of: CaseID(1))?.due == local("2026-05-05T17:30"), "30 April, 4 and 5 May")
        let statutory = try #require(run.state.clocks.first { $0.subject == .statutory })
        #expect(statutory.derived.due == local("2026-05-20T17:30"), "with 9 May among the fifteen")
    }

    @Test func reminder_turnsTheCaseYellow() throws {
        try run.advance("2026-03-04T17:29")
        #expect(run.state.light == .green && !reached.contains("remind"))
        try run.advance("2026-03-04T17:30")
        #expect(run.state.light == .yellow)
        #expect(try run.reader.cases(CaseFilter(lights: [.yellow])).count == 1)
        #expect(run.charges.map(\.entry.promise) == ["step-limit"], "a reminder is no breach")
    }

    @Test func breach_turnsTheCaseRedAndChargesWhoIsAnswerable() throws {
        try run.act("review", "claim", by: "wang-qiang")
        try run.advance("2026-03-05T17:29")
        #expect(run.state.light == .yellow)
        try run.advance("2026-03-05T17:30")
        #expect(run.state.light == .red)
        let charge = try #require(run.charges.last)
        #expect(charge.entry.promise == "promised-limit" && charge.entry.person == StaffID("wang-qiang"))
        #expect(charge.entry.supervisor == StaffID("zhao-min") && charge.at == local("2026-03-05T17:30"))
    }

    @Test func breach_ofATaskThatNobodyAccepted_isTheOwners() throws {
        try run.advance("2026-03-03T17:30")
        #expect(run.charges.map(\.entry.person) == [StaffID("li-na")])
        #expect(run.charges.map(\.entry.promise) == ["step-limit"])
        #expect(run.charges.first?.entry.step == run.state.steps.first?.id)
    }

    @Test func rungs_afterAYear_wereReachedOnceEachAtTheirOwnInstants() throws {
        try run.advance("2027-03-01T09:00")
        #expect(reached.sorted() == ["criticise", "due", "due", "due", "remind"])
        #expect(try run.reader.earliestTimer() == nil)
        let instants = run.decisions.filter { $0.events.contains { $0.kind == "rung-reached" } }.map(\.at)
        #expect(
            instants == [
                local("2026-03-03T17:30"), local("2026-03-04T17:30"), local("2026-03-05T17:30"), local("2026-03-12T17:30"),
                local("2026-03-23T17:30"),
            ])
        #expect(run.charges.map(\.entry.promise) == ["step-limit", "promised-limit", "statutory-limit"])
    }

    @Test func rung_thatWasReachedOrIsNotDue_isRefused() throws {
        let clock = try #require(run.state.clocks.first { $0.subject == .promised })
        let due = local("2026-03-05T17:30")
        func fire(_ rung: Rung, _ due: Instant) -> Refusal.Code? {
            do {
                try run.decide(.rung(.init(clock: clock.id, rung: rung, due: due)), by: .clock)
                return nil
            } catch {
                return (error as? Refusal)?.code
            }
        }
        #expect(fire(.due, due) == .staleClaim, "it lies in the future")
        run.now = due
        #expect(fire(.due, due + .milliseconds(1)) == .staleClaim, "it is due at another instant")
        #expect(fire(.lapse, due) == .staleClaim, "the clock has no such rung")
        #expect(fire(.due, due) == nil)
        #expect(fire(.due, due) == .staleClaim, "it was reached")
    }

    /// A late daemon: the event says when the rung was due, and when it was noticed.
    @Test func rung_thatIsNoticedLate_keepsBothInstants() throws {
        let clock = try #require(run.state.clocks.first { $0.subject == .promised })
        run.now = local("2026-03-20T09:00")
        try run.decide(.rung(.init(clock: clock.id, rung: .due, due: local("2026-03-05T17:30"))), by: .clock)
        let decision = try #require(run.decisions.last)
        #expect(decision.at == local("2026-03-20T09:00"))
        guard case .rungReached(_, .due, local("2026-03-05T17:30"))? = decision.events.first else {
            Issue.record("\(decision.events)")
            return
        }
    }

    @Test func stepClock_endsWithItsStep() throws {
        try run.act("review", "approve", by: "wang-qiang")
        #expect(try rows()["step due"] == nil)
        try run.finishJob("produce")
        #expect(try rows()["step due"] == local("2026-03-04T17:30"))
    }

    @Test func clocks_ofACaseThatHasEnded_areGone() throws {
        try run.act("review", "refuse", by: "wang-qiang", comment: "No.")
        #expect(run.state.clocks.isEmpty)
        #expect(try rows().isEmpty)
    }

    // MARK: Standing still

    /// Tuesday, 10:00: the review asks for a paper more; the applicant brings it a week later.
    private func supplement() throws {
        try run.advance("2026-03-03T10:00")
        try run.act("review", "ask", by: "wang-qiang")
        try run.finishJob("one-time-notice")
    }

    @Test func clocks_whileTheApplicantSupplements_standStill() throws {
        try supplement()
        #expect(run.steps == ["supplement"])
        let areStopped = run.state.clocks.filter { $0.subject.isOfCase }.map { $0.isStopped }
        #expect(areStopped == [true, true])
        #expect(try rows().keys.sorted() == ["step lapse"])
        #expect(try run.reader.summary(of: CaseID(1))?.due == nil)
        try run.advance("2026-03-30T09:00")
        #expect(run.state.light == .green)
        #expect(run.charges.isEmpty, "nobody in the hall is answerable for that time")
    }

    /// On Tuesday, the first of the three days, the clock stood still before the day was over: three whole days are left on the Monday
    /// after, and the first of them is the next day.
    @Test func clocks_thatRunOn_keepTheTimeThatWasLeft() throws {
        try supplement()
        try run.advance("2026-03-09T10:00")
        try run.act("supplement", "supplemented")
        #expect(run.steps == ["receipt"])
        let rows = try rows()
        #expect(rows["promised due"] == local("2026-03-12T17:30"))
        #expect(rows["promised remind"] == local("2026-03-11T17:30"))
        #expect(rows["promised criticise"] == local("2026-03-19T17:30"))
        #expect(rows["statutory due"] == local("2026-03-30T17:30"))
        #expect(run.state.clocks.filter { $0.subject == .promised }.count == 1, "the receipt is made again, the clock is not")
    }

    @Test func rung_thatWasReachedBeforeTheStop_isNotReachedAgain() throws {
        try run.advance("2026-03-05T10:00")
        #expect(run.state.light == .yellow)
        try run.act("review", "ask", by: "wang-qiang")
        try run.finishJob("one-time-notice")
        try run.advance("2026-03-16T10:00")
        try run.act("supplement", "supplemented")
        #expect(try rows()["promised remind"] == nil)
        #expect(run.state.light == .yellow)
        try run.advance("2027-03-01T09:00")
        #expect(reached.filter { $0 == "remind" }.count == 1)
        #expect(reached.filter { $0 == "criticise" }.count == 1)
    }

    @Test func rung_ofAClockThatStands_isRefused() throws {
        let clock = try #require(run.state.clocks.first { $0.subject == .promised })
        try supplement()
        run.now = local("2026-03-20T09:00")
        let refusal = #expect(throws: Refusal.self) {
            try run.decide(.rung(.init(clock: clock.id, rung: .due, due: local("2026-03-05T17:30"))), by: .clock)
        }
        #expect(refusal?.code == .staleClaim)
    }

    /// Dropping every derived instant and rebuilding it from the ledgers gives the same to the millisecond (design.md section 6).
    @Test func instants_derivedAnewFromTheLedgers_areTheSame() throws {
        try supplement()
        try run.advance("2026-03-09T10:00")
        try run.act("supplement", "supplemented")
        let refusal = #expect(throws: Refusal.self) { try run.decide(.rederive, by: .system) }
        #expect(refusal?.code == .alreadyDone)
    }
}
