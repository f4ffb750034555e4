import DubanModel
import DubanTime
import Testing

/// What is known to go wrong in the peers (quality.md), as far as it is arithmetic; the rest is tested on the engine.
struct KnownFailuresTests {
    let calendar: WorkingCalendar
    init() throws { calendar = try officialCalendar() }

    private func at(_ text: String) throws -> Instant { calendar.instant(of: try Moment(text)) }

    private func entry(_ text: String, _ reason: String = "hold") throws -> ClockEntry { ClockEntry(at: try at(text), reason: reason) }

    @Test func jmix_oneDayCountedAs24WorkingHours() throws {
        #expect(try due("2026-03-02T09:00", "1 working day", calendar) == "2026-03-03T17:30:00+08:00")
        // At seven and a half hours a day, 24 hours of business are more than three days.
        #expect(try due("2026-03-02T09:00", "24 working hours", calendar) == "2026-03-05T10:30:00+08:00")
    }

    @Test func glpi_holdTimeAddedToTheWrongEnd() throws {
        // Hold time belongs after the hold, in business time: the start stays, and a hold over the weekend costs no weekend.
        var ledger = ClockLedger(budget: try Limit("14 working hours"), start: try entry("2026-03-05T09:00"))
        let free = try #require(try ledger.fires(in: calendar))
        try ledger.stop(entry("2026-03-06T16:30"), in: calendar)
        try ledger.resume(entry("2026-03-09T09:30"))
        let held = try #require(try ledger.fires(in: calendar))
        #expect(calendar.workingMilliseconds(from: free.instant, to: held.instant) == 2 * 3_600_000)
        #expect(calendar.workingMilliseconds(from: try at("2026-03-06T16:30"), to: try at("2026-03-09T09:30")) == 2 * 3_600_000)
        // A hold that begins after the end moves nothing, and one before it never makes the end earlier.
        var late = ClockLedger(budget: try Limit("14 working hours"), start: try entry("2026-03-05T09:00"))
        try late.stop(entry("2026-03-06T17:00"), in: calendar)
        #expect(try late.fires(in: calendar) == free)
        #expect(held.instant > free.instant)
    }

    @Test func alaveteli_aHolidayAddedLaterDoesNotMoveOpenCases() throws {
        let ledger = ClockLedger(budget: try Limit("3 working days"), start: try entry("2026-03-02T09:00"))
        let before = try #require(try ledger.fires(in: calendar))
        #expect(try before.instant == at("2026-03-05T17:30"))
        let corrected = try DubanTimeTests.calendar("Asia/Shanghai", exceptions: [holiday("2026-03-04", "Mourning")], years: [2026])
        #expect(try ledger.fires(in: corrected)?.instant == at("2026-03-06T17:30"))
        #expect(
            try ledger.rungs(["due": .atEnd, "remind": .before(Limit("1 working day"))], in: corrected) == [
                "due": at("2026-03-06T17:30"), "remind": at("2026-03-05T17:30"),
            ])
        #expect(try ledger.fires(in: calendar) == before)
    }

    @Test func vapor_aPeriodicJobFired200msEarlyAndThereforeTwice() throws {
        let schedule = try Schedule("every Monday at 09:00")
        let scheduled = try at("2026-03-02T09:00")
        let next = try schedule.occurrence(after: scheduled, in: calendar)
        #expect(try next == at("2026-03-09T09:00"))
        // Whoever reckons from the instant at which it woke, 200 ms early, gets the same occurrence again: so nobody may.
        let woken = scheduled - .milliseconds(200)
        #expect(try schedule.occurrence(after: woken, in: calendar) == scheduled)
        #expect(try schedule.occurrence(after: scheduled, in: calendar) == next)
    }

    @Test func flowable_aReminderLostWhenAStepIsEnteredAgain() throws {
        let wanted: [String: RungOffset] = ["remind": .before(try Limit("1 working day")), "due": .atEnd]
        let first = ClockLedger(budget: try Limit("3 working days"), start: try entry("2026-03-02T09:00"))
        #expect(try first.rungs(wanted, in: calendar) == ["remind": at("2026-03-04T17:30"), "due": at("2026-03-05T17:30")])
        // Sent back: the step's next instance has a clock of its own, with every rung.
        let second = ClockLedger(budget: first.budget, start: try entry("2026-03-06T09:00"))
        #expect(try second.rungs(wanted, in: calendar) == ["remind": at("2026-03-10T17:30"), "due": at("2026-03-11T17:30")])
        // And so has a clock that a stop restarts.
        var restarted = first
        try restarted.stop(entry("2026-03-05T09:00"), rule: .init(afterwards: .restarts), in: calendar)
        try restarted.resume(entry("2026-03-06T09:00"))
        #expect(try restarted.rungs(wanted, in: calendar) == second.rungs(wanted, in: calendar))
    }

    @Test func camunda_overdueTimersStuckAfterARestore() throws {
        // An overdue rung is an instant in the past, however late anybody looks: nothing is skipped to the next occasion.
        let ledger = ClockLedger(budget: try Limit("3 working days"), start: try entry("2012-03-05T09:00"))
        let rungs = try ledger.rungs(["due": .atEnd, "criticise": .after(Limit("5 working days"))], in: calendar)
        #expect(try rungs == ["due": at("2012-03-08T17:30"), "criticise": at("2012-03-15T17:30")])
        let missed = try Schedule("monthly on the last working day").occurrences(
            after: at("2012-01-31T08:30"), through: at("2012-05-01T00:00"), atMost: 10, in: calendar)
        #expect(try missed == [at("2012-02-29T08:30"), at("2012-03-31T08:30"), at("2012-04-28T08:30")])
    }
}
