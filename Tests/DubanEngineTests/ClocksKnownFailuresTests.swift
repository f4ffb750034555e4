import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Testing

/// The failures of other systems that quality.md lists at its end, each by name, through the engine.
@Suite("Known failures of the peers")
struct ClocksKnownFailuresTests {
    /// Every failure of the list has a test here.
    enum KnownFailure: String, CaseIterable, CustomTestStringConvertible {
        case reminderLostWhenSentBack = "a reminder lost when a case is sent back and enters a step again (Flowable layers)"
        case overdueTimersStuckAfterARestore = "overdue timers stuck after a restore (Camunda)"
        case oneDayCountedAsTwentyFourWorkingHours = "“one day” counted as 24 working hours (jmix)"
        case holdTimeAddedToTheWrongEnd = "hold time added to the wrong end (GLPI)"
        case holidayAddedLaterMovesNothing = "a holiday added later that does not move open cases (Alaveteli)"
        case periodicJobFiredEarlyAndTwice = "a periodic job fired 0.2 s early and therefore twice (vapor/queues#145)"
        case inboxShowsOnlyTheNewestDefinition = "inbox showing only the newest definition's tasks (Camunda)"
        case retryReportedAsSuccess = "retry reported as success although nothing changed (Camunda)"
        case historyIsNeverFreed = "history that is never freed (Camunda, Flowable)"

        var testDescription: String { rawValue }
    }

    @Test(arguments: KnownFailure.allCases)
    func failure_ofAPeer_doesNotHappenHere(_ failure: KnownFailure) throws {
        switch failure {
        case .reminderLostWhenSentBack: try reminderAfterSendingBack()
        case .overdueTimersStuckAfterARestore: try overdueAfterARestore()
        case .oneDayCountedAsTwentyFourWorkingHours: try oneDay()
        case .holdTimeAddedToTheWrongEnd: try holdTime()
        case .holidayAddedLaterMovesNothing: try laterHoliday()
        case .periodicJobFiredEarlyAndTwice: try earlyOccurrence()
        case .inboxShowsOnlyTheNewestDefinition: try inboxOfTwoVersions()
        case .retryReportedAsSuccess: try retryOfNothing()
        case .historyIsNeverFreed: try workedOffTables()
        }
    }

    /// The step's clock of the second entry has its own reminder, although the first one's was reached.
    private func reminderAfterSendingBack() throws {
        let run = try ClocksOffice.underReview()
        let first = try run.clock(.step(run.id("review"))).id
        try run.advance("2026-03-03T18:00")
        #expect(run.rungs(of: first) == [.remind])
        try run.act("review", "send-back", by: "wang-qiang", comment: "页数不符")
        try run.act("intake", by: "li-na")
        let second = try run.clock(.step(run.id("review"))).id
        #expect(second != first)
        try run.advance("2026-03-06T18:00")
        #expect(run.rungs(of: second) == [.remind, .due])
        #expect(run.rungs(of: first) == [.remind], "the first entry's clock ended with it")
        let promised = try run.clock(.promised).id
        #expect(run.rungs(of: promised) == [.remind, .due], "the case's own clock ran through, and each rung came once")
    }

    /// A store that is restored has the ledgers; what is overdue then fires, each rung once, with the instant at which it was due.
    private func overdueAfterARestore() throws {
        let run = try ClocksOffice.underReview()
        let restored = try run.refolded()
        #expect(restored == run.state)
        run.now = Fixture.instant("2026-03-20T09:00+08:00")
        try run.advance("2026-03-20T09:00")
        let promised = try run.clock(.promised).id
        #expect(run.rungs(of: promised) == [.remind, .due, .letter, .escalate, .criticise])
        let due = run.rungs.first { $0.clock == promised && $0.rung == .due }
        #expect(due?.due == "2026-03-05T17:30")
        #expect(due?.noticed == "2026-03-20T09:00", "noticed late, and it says both")
        #expect(try run.reader.timers(dueBy: run.now, limit: 10).isEmpty, "nothing is stuck")
    }

    private func oneDay() throws {
        let run = try ClocksOffice.run(ClocksOffice.permit, "permit")
        try run.open(submits: false)
        #expect(try run.due(.step(run.id("intake"))) == "2026-03-03T17:30", "one working day, not three of eight hours")
    }

    /// Two of three days are left when the clock stops on Wednesday; they are left when it runs on, and nothing that was used up comes back.
    private func holdTime() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-04T10:00")
        let calendar = run.calendar.calendar
        let used = try run.clock(.promised).ledger.consumed(at: run.now, in: calendar)
        #expect(used == ClockTime(1, .workingDays))
        try run.staff("wang-qiang", .stopClocks(reason: "hearing", paper: "听证通知 7 号"))
        #expect(try run.due(.promised) == nil, "it stands still")
        try run.advance("2026-03-06T15:00")
        try run.staff("wang-qiang", .resumeClocks(paper: nil))
        #expect(try run.clock(.promised).ledger.consumed(at: run.now, in: calendar) == used)
        #expect(try run.due(.promised) == "2026-03-10T17:30", "Monday and Tuesday are the two days that were left")
    }

    private func laterHoliday() throws {
        let run = try ClocksOffice.underReview()
        #expect(try run.due(.promised) == "2026-03-05T17:30")
        run.calendar = try Fixture.calendar(Fixture.hallCalendar.replacing("[\"05-01\"]", with: "[\"03-04\", \"05-01\"]"))
        try run.decide(.rederive, by: .staff("admin"))
        #expect(try run.due(.promised) == "2026-03-06T17:30")
        try run.advance("2026-03-05T18:00")
        #expect(!run.rungs.contains { $0.rung == .due }, "the old instant passed without a word")
        try run.advance("2026-03-06T18:00")
        let promised = try run.clock(.promised).id
        #expect(run.rungs(of: promised) == [.remind, .due])
    }

    private func earlyOccurrence() throws {
        let run = try ClocksOffice.run(
            """
            duban: 1
            workflow: monthly
            title: {en: Monthly, zh: 每月}
            code: MON
            data:
              paid: {type: integer}
            steps:
              each-month:
                title: {en: Each month, zh: 每月}
                schedule: monthly on day 5 at 09:00
                until: paid == 99
                then: pay
                finally: ended
              pay:
                title: {en: Pay, zh: 发放}
                task: clerk
                form: [paid]
                limit: 1 working day
                then: each-month
              ended: {end: ended}
            """, "monthly")
        try run.open(submits: false)
        let clock = try run.clock(.step(run.id("each-month")))
        let due = try #require(clock.derived.rungs[.lapse])
        run.now = due - .milliseconds(200)
        #expect(throws: Refusal.self) { try run.decide(.rung(.init(clock: clock.id, rung: .lapse, due: due)), by: .clock) }
        #expect(run.steps == ["each-month"], "0.2 s early nothing happens")
        try run.advance(to: due)
        #expect(run.steps == ["pay"])
        try run.act("pay")
        let next = try run.clock(.step(run.id("each-month")))
        #expect(run.local(try #require(next.derived.rungs[.lapse])) == "2026-04-05T09:00", "from the scheduled instant, not from now")
        #expect(run.kinds.count { $0 == "occurrence-reached" } == 1)
    }

    private func inboxOfTwoVersions() throws {
        let old = try ClocksOffice.run(ClocksOffice.permit, "permit")
        try old.open(submits: false)
        let new = try ClocksOffice.run(ClocksOffice.permit + "\n# a newer version\n", "permit", sharing: old, id: 2)
        try new.open(submits: false)
        #expect(old.definition.hash != new.definition.hash)
        let inbox = try new.reader.tasks(for: TaskAudience(member: "chen-jing", roles: ["clerk"]), limit: 10)
        #expect(inbox.map(\.caseNumber.text) == ["PER-2026-0001", "PER-2026-0002"])
    }

    private func retryOfNothing() throws {
        let run = try ClocksOffice.run(
            """
            duban: 1
            workflow: paper
            title: {en: Paper, zh: 文书}
            code: PAP
            steps:
              make: {title: {en: Make, zh: 制作}, job: documents.render, with: {template: letter}, then: ended}
              ended: {end: ended}
            """, "paper")
        try run.open(submits: false)
        let step = try run.id("make")
        #expect(run.refusal(of: .jobRevived(step: step), by: "admin") == .unknownJob, "a job that is not dead is not retried")
        try run.killJob("make")
        try run.staff("admin", .jobRevived(step: step))
        #expect(run.refusal(of: .jobRevived(step: step), by: "admin") == .unknownJob, "nor is one that was retried already")
    }

    /// What the daemon works from holds nothing of a case that has ended; its history is one row a decision.
    private func workedOffTables() throws {
        let run = try ClocksOffice.underReview()
        try run.act("review", "approve", by: "wang-qiang")
        try run.act("delivery", by: "li-na")
        #expect(run.state.outcome == "issued")
        #expect(try run.reader.earliestTimer() == nil)
        #expect(try run.reader.tasks(limit: 10).isEmpty)
        #expect(try run.reader.jobCounts().isEmpty)
        #expect(run.state.clocks.isEmpty && run.state.steps.isEmpty && run.state.scopes.isEmpty && run.state.undos.isEmpty)
    }
}
