import DubanModel
import DubanTime
import Testing

/// Clocks that are stopped, resumed, restarted and extended.
struct ClockLedgerTests {
    let calendar: WorkingCalendar
    init() throws { calendar = try officialCalendar() }

    /// An entry at a local time of the hall.
    private func entry(_ at: String, _ reason: String = "supplement", person: String? = "li-na", paper: String? = nil) throws -> ClockEntry
    {
        ClockEntry(at: calendar.instant(of: try Moment(at)), reason: reason, person: person.map { StaffID($0) }, paper: paper)
    }

    private func ledger(_ limit: String, _ start: String) throws -> ClockLedger {
        ClockLedger(budget: try Limit(limit), start: try entry(start, "receipt"))
    }

    private func fires(_ ledger: ClockLedger) throws -> String? {
        try ledger.fires(in: calendar).map { calendar.local($0.instant).prefix(16).description }
    }

    private func at(_ text: String) throws -> Instant { calendar.instant(of: try Moment(text)) }

    @Test func fires_neverStopped_isTheDue() throws {
        for limit in ["3 working days", "30 calendar days", "2 calendar months", "1 calendar year", "8 working hours", "until 2026-10-01"] {
            let ledger = try ledger(limit, "2026-03-02T09:00")
            #expect(try ledger.fires(in: calendar) == calendar.due(from: at("2026-03-02T09:00"), limit: Limit(limit)))
        }
    }

    /// Three working days from Monday 2 March end on Thursday the 5th, unless the clock stands still.
    static let stops: [(from: String, to: String, fires: String)] = [
        // The day of the stop and the day of the resumption do not count: only Tuesday did before, Wednesday next week and Thursday are left.
        ("2026-03-04T10:00", "2026-03-10T09:30", "2026-03-12T17:30"),
        // After business the day has counted.
        ("2026-03-03T17:30", "2026-03-10T09:30", "2026-03-12T17:30"), ("2026-03-03T17:29", "2026-03-10T09:30", "2026-03-13T17:30"),
        // Resumed at midnight, the day that begins counts no more than one on which a clock starts.
        ("2026-03-03T20:00", "2026-03-05T00:00", "2026-03-09T17:30"), ("2026-03-03T20:00", "2026-03-04T23:59", "2026-03-06T17:30"),
        // Within one day, also over its lunch, nothing is lost, since the clock ran when the day began and when it closed.
        ("2026-03-03T10:00", "2026-03-03T16:00", "2026-03-05T17:30"), ("2026-03-03T18:00", "2026-03-03T23:00", "2026-03-05T17:30"),
        // Over the close and on into the evening, the day is lost.
        ("2026-03-03T17:00", "2026-03-03T18:00", "2026-03-06T17:30"),
        // On the day of the start, and over a weekend that would not have counted.
        ("2026-03-02T10:00", "2026-03-02T11:00", "2026-03-05T17:30"), ("2026-03-02T10:00", "2026-03-03T11:00", "2026-03-06T17:30"),
        // After the end nothing moves any more.
        ("2026-03-05T17:30", "2026-03-20T10:00", "2026-03-05T17:30"), ("2026-03-06T10:00", "2026-03-20T10:00", "2026-03-05T17:30"),
        // At the last minute a whole day is left.
        ("2026-03-05T17:29", "2026-03-20T10:00", "2026-03-23T17:30"),
    ]

    @Test(arguments: stops)
    func stop_ofALimitInDays_takesItsDaysAway(_ from: String, _ to: String, _ expected: String) throws {
        var ledger = try ledger("3 working days", "2026-03-02T09:00")
        try ledger.stop(entry(from), in: calendar)
        let early = try ledger.fires(in: calendar)
        #expect((early == nil) == (try at(from) < at("2026-03-05T17:30")))
        try ledger.resume(entry(to))
        #expect(try fires(ledger) == expected)
        let spans = [RunSpan(from: try at("2026-03-02T09:00"), to: try at(from)), RunSpan(from: try at(to), to: nil)]
        #expect(try calendar.fires(budget: Limit("3 working days"), spans: spans) == ledger.fires(in: calendar))
    }

    @Test func stop_ofWorkingHours_movesTheEndByTheBusinessTimeThatItLasted() throws {
        var ledger = try ledger("8 working hours", "2026-03-02T09:00")
        #expect(try fires(ledger) == "2026-03-03T09:30")
        try ledger.stop(entry("2026-03-02T11:00"), in: calendar)
        try ledger.resume(entry("2026-03-02T14:00"))  // An hour and a half of business, the lunch apart.
        #expect(try fires(ledger) == "2026-03-03T11:00")
        try ledger.stop(entry("2026-03-02T20:00"), in: calendar)
        try ledger.resume(entry("2026-03-03T07:00"))  // At night nothing is lost.
        #expect(try fires(ledger) == "2026-03-03T11:00")
    }

    @Test func stop_ofAFixedEnd_doesNotMoveIt() throws {
        var ledger = try ledger("until 2026-06-30", "2026-03-02T09:00")
        try ledger.stop(entry("2026-04-01T10:00"), in: calendar)
        #expect(try fires(ledger) == "2026-06-30T17:30")
    }

    @Test func stop_thatEndsARollOverAHoliday_putsTheEndOffAsWell() throws {
        // Thirty days end on 1 October, a holiday, and so on the 8th; the clock stands still from the 3rd to the 9th.
        var ledger = try ledger("30 calendar days", "2026-09-01T09:00")
        #expect(try fires(ledger) == "2026-10-08T17:30")
        try ledger.stop(entry("2026-10-03T10:00"), in: calendar)
        try ledger.resume(entry("2026-10-09T10:00"))
        #expect(try fires(ledger) == "2026-10-10T17:30")
    }

    @Test func stop_thatRestarts_givesTheWholeBudgetAnew() throws {
        var ledger = try ledger("3 working days", "2026-03-02T09:00")
        try ledger.stop(entry("2026-03-05T10:00"), rule: .init(afterwards: .restarts), in: calendar)
        #expect(try ledger.consumed(at: at("2026-03-06T10:00"), in: calendar) == ClockTime(2, .workingDays))
        try ledger.resume(entry("2026-03-09T10:00"))
        #expect(try fires(ledger) == "2026-03-12T17:30")
        #expect(try ledger.consumed(at: at("2026-03-09T20:00"), in: calendar) == ClockTime(0, .workingDays))
        #expect(try ledger.remaining(at: at("2026-03-10T20:00"), in: calendar) == ClockTime(2, .workingDays))
    }

    @Test func stop_longerThanItsMaximum_runsOnAtTheMaximum() throws {
        var ledger = try ledger("3 working days", "2026-03-02T09:00")
        let rule = ClockStop.Rule(maximum: try Limit("5 working days"))
        try ledger.stop(entry("2026-03-04T10:00", "hearing"), rule: rule, in: calendar)
        // Five working days end on the 11th; the clock runs on at its close, with two days left.
        #expect(try fires(ledger) == "2026-03-13T17:30")
        #expect(try !ledger.isRunning(at: at("2026-03-11T17:29"), in: calendar))
        #expect(try ledger.isRunning(at: at("2026-03-11T17:30"), in: calendar))
        var late = ledger
        try late.resume(entry("2026-03-20T10:00"))
        #expect(try fires(late) == "2026-03-13T17:30")
        var early = ledger
        try early.resume(entry("2026-03-05T10:00"))
        #expect(try fires(early) == "2026-03-09T17:30")
        // A stop that is over by its maximum may be followed by another.
        try ledger.stop(entry("2026-03-12T10:00", "inspection"), in: calendar)
        #expect(try fires(ledger) == nil)
        #expect(ledger.stops.count == 2)
        #expect(try ledger.stops[0].to?.at == at("2026-03-11T17:30"))
    }

    @Test func extension_addsToTheBudget_countedOnFromTheEnd() throws {
        var ledger = try ledger("20 working days", "2026-03-02T09:00")
        #expect(try fires(ledger) == "2026-03-30T17:30")
        try ledger.extend(
            by: Limit("10 working days"), entry("2026-03-20T10:00", "complex case", person: "wang", paper: "延字〔2026〕1号"), in: calendar)
        #expect(try ledger.fires(in: calendar) == calendar.due(from: at("2026-03-02T09:00"), limit: Limit("30 working days")))
        var months = try self.ledger("1 calendar month", "2026-01-31T09:00")
        try months.extend(by: Limit("1 calendar month"), entry("2026-02-10T10:00"), in: calendar)
        // Two months from the start, not a month from the clamped end.
        #expect(try fires(months) == "2026-03-31T17:30")
        var mixed = try self.ledger("2 calendar months", "2026-03-02T09:00")
        #expect(try fires(mixed) == "2026-05-06T17:30")
        try mixed.extend(by: Limit("10 working days"), entry("2026-04-10T10:00"), in: calendar)
        // The two months end on 2 May by themselves; ten working days follow.
        #expect(try mixed.fires(in: calendar)?.day == calendar.day(10, workingDaysAfter: day("2026-05-02")))
    }

    @Test func consumed_atTheCloseOfADay_countsIt() throws {
        let ledger = try ledger("3 working days", "2026-03-02T09:00")
        let steps: [(String, Int64)] = [
            ("2026-03-01T09:00", 0), ("2026-03-02T23:00", 0), ("2026-03-03T17:29", 0), ("2026-03-03T17:30", 1), ("2026-03-04T17:30", 2),
            ("2026-03-05T17:30", 3), ("2026-03-20T17:30", 3),
        ]
        for (time, count) in steps {
            #expect(try ledger.consumed(at: at(time), in: calendar) == ClockTime(count, .workingDays), "\(time)")
            #expect(try ledger.remaining(at: at(time), in: calendar) == ClockTime(3 - count, .workingDays), "\(time)")
        }
        let hours = try self.ledger("8 working hours", "2026-03-02T09:00")
        #expect(try hours.consumed(at: at("2026-03-02T13:00"), in: calendar) == ClockTime(3 * 3_600_000, .milliseconds))
        #expect(try hours.remaining(at: at("2026-03-04T13:00"), in: calendar) == ClockTime(0, .milliseconds))
        let month = try self.ledger("1 calendar month", "2026-03-02T09:00")
        #expect(try month.consumed(at: at("2026-03-12T20:00"), in: calendar) == ClockTime(10, .calendarDays))
        #expect(try month.remaining(at: at("2026-03-12T20:00"), in: calendar) == ClockTime(21, .calendarDays))
    }

    @Test func spans_runAndStop_followEachOther() throws {
        var ledger = try ledger("3 working days", "2026-03-02T09:00")
        try ledger.stop(entry("2026-03-04T10:00", "hearing", paper: "听告〔2026〕3号"), in: calendar)
        try ledger.resume(entry("2026-03-10T09:30", "heard", person: "wang"))
        let spans = try ledger.spans(in: calendar)
        #expect(spans.map(\.kind) == [.run, .stop, .run])
        #expect(spans.map(\.entry.reason) == ["receipt", "hearing", "heard"])
        #expect(spans[1].entry.paper == "听告〔2026〕3号" && spans[2].entry.person == StaffID("wang"))
        #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.to == $1.from })
        #expect(spans.last?.to == nil)
    }

    @Test func rungs_aroundTheEnd_standWhereTheDefinitionSays() throws {
        let wanted: [String: RungOffset] = [
            "remind": .before(try Limit("1 working day")), "due": .atEnd, "letter": .opening(workingDaysAfter: 1),
            "criticise": .after(try Limit("5 working days")),
        ]
        var ledger = try ledger("3 working days", "2026-02-12T10:00")
        func rungs() throws -> [String: String] {
            try ledger.rungs(wanted, in: calendar).mapValues { calendar.local($0).prefix(16).description }
        }
        #expect(
            try rungs() == [
                "remind": "2026-02-14T17:30", "due": "2026-02-24T17:30", "letter": "2026-02-25T08:30", "criticise": "2026-03-02T17:30",
            ])
        try ledger.stop(entry("2026-02-24T10:00"), in: calendar)
        #expect(try rungs().isEmpty)
        // A reminder cannot come before the clock runs on.
        try ledger.resume(entry("2026-03-02T20:00"))
        #expect(
            try rungs() == [
                "remind": "2026-03-02T20:00", "due": "2026-03-03T17:30", "letter": "2026-03-04T08:30", "criticise": "2026-03-10T17:30",
            ])
    }

    @Test func rungs_ofAnEndAtMidnight_areReckonedFromTheDayThatItCloses() throws {
        let wanted: [String: RungOffset] = [
            "letter": .opening(workingDaysAfter: 1), "criticise": .after(try Limit("1 working day")),
            "remind": .before(try Limit("1 calendar day")),
        ]
        // Ends on Sunday 8 March at 24:00, which is Monday 00:00: Monday is the next working day, not Tuesday.
        let ledger = try ledger("2 calendar days, holiday or not", "2026-03-06T09:00")
        let rungs = try ledger.rungs(wanted, in: calendar).mapValues { calendar.local($0).prefix(16).description }
        #expect(rungs == ["letter": "2026-03-09T08:30", "criticise": "2026-03-09T17:30", "remind": "2026-03-06T17:30"])
    }

    @Test func rungs_ofAnOfficeThatClosesAtMidnight_areReckonedFromTheDayThatItCloses() throws {
        let always = try DubanTimeTests.calendar("Asia/Shanghai", hours: allDay)
        let ledger = try ledger("1 working day", "2026-03-02T09:00")
        #expect(try ledger.fires(in: always).map { always.local($0.instant) } == "2026-03-04T00:00:00+08:00")
        let wanted: [String: RungOffset] = ["remind": .before(try Limit("1 working day")), "criticise": .after(try Limit("1 working day"))]
        let rungs = try ledger.rungs(wanted, in: always).mapValues { always.local($0).prefix(16).description }
        #expect(rungs == ["remind": "2026-03-03T00:00", "criticise": "2026-03-05T00:00"])
    }

    @Test func changes_thatCannotBe_areRefusedAndChangeNothing() throws {
        var ledger = try ledger("3 working days", "2026-03-02T09:00")
        let running = ledger
        #expect(throws: LedgerError.alreadyRunning) { try ledger.resume(entry("2026-03-03T10:00")) }
        #expect(throws: LedgerError.reasonMissing) { try ledger.stop(entry("2026-03-03T10:00", " "), in: calendar) }
        #expect(throws: LedgerError.outOfOrder(at: try at("2026-03-01T10:00"), last: try at("2026-03-02T09:00"))) {
            try ledger.stop(entry("2026-03-01T10:00"), in: calendar)
        }
        #expect(throws: LedgerError.limitPassed(try at("2026-03-05T17:30"))) {
            try ledger.extend(by: Limit("1 working day"), entry("2026-03-05T17:30"), in: calendar)
        }
        #expect(throws: LedgerError.reasonMissing) {
            try ledger.extend(by: Limit("1 working day"), entry("2026-03-04T17:30", ""), in: calendar)
        }
        #expect(throws: LedgerError.self) { try ledger.extend(by: Limit("1 working hour"), entry("2026-03-04T10:00"), in: calendar) }
        #expect(throws: LedgerError.self) { try ledger.extend(by: Limit("until 2026-06-30"), entry("2026-03-04T10:00"), in: calendar) }
        #expect(throws: LedgerError.self) { try ledger.extend(by: Limit("999999 working days"), entry("2026-03-04T10:00"), in: calendar) }
        #expect(ledger == running)
        try ledger.stop(entry("2026-03-03T10:00", "hearing"), in: calendar)
        let stopped = ledger
        #expect(throws: LedgerError.alreadyStopped(try entry("2026-03-03T10:00", "hearing"))) {
            try ledger.stop(entry("2026-03-04T10:00"), in: calendar)
        }
        #expect(throws: LedgerError.reasonMissing) { try ledger.resume(entry("2026-03-04T10:00", "")) }
        #expect(throws: LedgerError.self) { try ledger.resume(entry("2026-03-03T09:59")) }
        #expect(ledger == stopped)
        for error: LedgerError in [.alreadyRunning, .reasonMissing, .limitPassed(try at("2026-03-05T17:30"))] {
            #expect(error.description.hasSuffix("."))
        }
    }

    @Test func storedLedger_outOfOrder_isRefused() throws {
        let start = try entry("2026-03-02T09:00")
        let limit = try Limit("3 working days")
        let (early, late) = (try entry("2026-03-03T09:00"), try entry("2026-03-05T09:00"))
        #expect(throws: LedgerError.self) { try ClockLedger(budget: limit, start: late, stops: [(early, nil, .init())]) }
        #expect(throws: LedgerError.self) { try ClockLedger(budget: limit, start: start, stops: [(late, early, .init())]) }
        #expect(throws: LedgerError.self) {
            try ClockLedger(budget: limit, start: start, stops: [(early, nil, .init()), (late, nil, .init())])
        }
        #expect(throws: LedgerError.self) { try ClockLedger(budget: limit, start: late, stops: [], extensions: [(limit, early)]) }
        var ledger = ClockLedger(budget: limit, start: start)
        try ledger.stop(early, in: calendar)
        try ledger.resume(late)
        #expect(try ClockLedger(budget: limit, start: start, stops: [(early, late, .init())]) == ledger)
    }
}
