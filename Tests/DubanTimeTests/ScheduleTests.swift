import DubanModel
import DubanTime
import Testing

/// What recurs.
struct ScheduleTests {
    let calendar: WorkingCalendar
    init() throws { calendar = try officialCalendar() }

    private func at(_ text: String) throws -> Instant { calendar.instant(of: try Moment(text)) }

    /// A schedule in English, the same in Chinese where it can be said, and its first occurrences after the turn of 2025.
    static let schedules: [(text: String, chinese: String?, occurrences: [String])] = [
        ("every day", "每天", ["2026-01-01T08:30", "2026-01-02T08:30"]),
        ("daily at 23:30", "每日23:30", ["2026-01-01T23:30", "2026-01-02T23:30"]),
        ("every 10 days at 00:00", "每10天00:00", ["2026-01-02T00:00", "2026-01-12T00:00", "2026-01-22T00:00"]),
        ("every week", "每周", []),
        ("every 2 weeks", "每2周", ["2026-01-01T08:30", "2026-01-15T08:30"]),
        ("every working day", "每个工作日", ["2026-01-04T08:30", "2026-01-05T08:30"]),
        ("every 3 working days", "每3个工作日", ["2026-01-04T08:30", "2026-01-07T08:30", "2026-01-12T08:30"]),
        ("every 90 minutes", "每90分钟", ["2026-01-01T01:30", "2026-01-01T03:00"]),
        ("every hour", "每小时", ["2026-01-01T01:00", "2026-01-01T02:00"]),
        ("every Monday", "每周一", ["2026-01-05T08:30", "2026-01-12T08:30"]),
        ("Every monday, wednesday and FRIDAY at 9:00", "每周一、三、五 9:00", ["2026-01-02T09:00", "2026-01-05T09:00", "2026-01-07T09:00"]),
        ("weekly on Sunday", "每周日", ["2026-01-04T08:30", "2026-01-11T08:30"]),
        // In Golden Week both move to the same day, which comes once.
        ("every Thursday and Friday or the next working day", nil, ["2026-01-04T08:30", "2026-01-08T08:30", "2026-01-09T08:30"]),
        ("monthly on day 15", "每月15日", ["2026-01-15T08:30", "2026-02-15T08:30", "2026-03-15T08:30"]),
        ("monthly on the 15th or the next working day", "每月十五日,节假日顺延", ["2026-01-15T08:30", "2026-02-24T08:30", "2026-03-16T08:30"]),
        ("monthly on day 15 or the working day before at 10:00", nil, ["2026-01-15T10:00", "2026-02-14T10:00", "2026-03-13T10:00"]),
        // A month that lacks the day has its last; the day comes back, and does not drift.
        ("monthly on day 31", "每月31日", ["2026-01-31T08:30", "2026-02-28T08:30", "2026-03-31T08:30", "2026-04-30T08:30"]),
        ("monthly on the last day at 17:00", "每月最后一天17:00", ["2026-01-31T17:00", "2026-02-28T17:00"]),
        ("monthly on the last working day", "每月最后一个工作日", ["2026-01-30T08:30", "2026-02-28T08:30", "2026-03-31T08:30"]),
        ("monthly on the first working day", "每月首个工作日", ["2026-01-04T08:30", "2026-02-02T08:30", "2026-03-02T08:30"]),
        ("monthly on the 3rd working day", "每月第3个工作日", ["2026-01-06T08:30", "2026-02-04T08:30"]),
        ("monthly on working day 31", nil, ["2026-01-30T08:30", "2026-02-28T08:30"]),
        (
            "quarterly on the last working day", "每季度最后一个工作日",
            ["2026-03-31T08:30", "2026-06-30T08:30", "2026-09-30T08:30", "2026-12-31T08:30"]
        ),
        ("quarterly on day 1", "每季度1日", ["2026-01-01T08:30", "2026-04-01T08:30", "2026-07-01T08:30"]),
        ("yearly on 03-01", "每年3月1日", ["2026-03-01T08:30", "2027-03-01T08:30"]),
        ("yearly on 02-29", "每年二月二十九日", ["2026-02-28T08:30", "2027-02-28T08:30", "2028-02-29T08:30"]),
        ("yearly on the last working day", "每年最后一个工作日", ["2026-12-31T08:30", "2027-12-31T08:30"]),
    ]

    @Test(arguments: schedules)
    func occurrences_ofASchedule_comeInOrder(_ text: String, _ chinese: String?, _ expected: [String]) throws {
        let schedule = try Schedule(text)
        #expect(try Schedule(schedule.description) == schedule)
        if let chinese, !expected.isEmpty { #expect(try Schedule(chinese) == schedule) }
        var last = try at("2026-01-01T00:00")
        var first = true
        for next in expected {
            last = first ? try schedule.firstOccurrence(after: last, in: calendar) : try schedule.occurrence(after: last, in: calendar)
            first = false
            #expect(calendar.local(last).prefix(16) == next)
        }
    }

    @Test(arguments: schedules.map(\.text))
    func occurrence_afterAnother_isLaterAndStartsFromTheScheduledInstant(_ text: String) throws {
        let schedule = try Schedule(text)
        var scheduled = try schedule.firstOccurrence(after: at("2025-06-01T00:00"), in: calendar)
        for _ in 0..<200 {
            let next = try schedule.occurrence(after: scheduled, in: calendar)
            #expect(next > scheduled)
            #expect(try schedule.occurrence(after: scheduled, in: calendar) == next)
            scheduled = next
        }
        let missed = try schedule.occurrences(after: scheduled, through: scheduled + .seconds(1_000_000_000), atMost: 3, in: calendar)
        #expect(missed.count == 3)
        #expect(try missed.first == schedule.occurrence(after: scheduled, in: calendar))
        #expect(try schedule.occurrences(after: scheduled, through: scheduled, atMost: 3, in: calendar).isEmpty)
    }

    @Test func occurrence_acrossDaylightSaving_staysAtItsTimeOfTheDay() throws {
        let york = try DubanTimeTests.calendar("America/New_York", weekly: Weekday.allCases)
        let schedule = try Schedule("every day at 02:30")
        var last = york.instant(of: try Moment("2026-03-06T02:30"))
        var times: [String] = []
        for _ in 0..<3 {
            last = try schedule.occurrence(after: last, in: york)
            times.append(york.local(last))
        }
        // 02:30 does not come on the 8th: the jump stands for it, and the next day is at its time again.
        #expect(times == ["2026-03-07T02:30:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"])
    }

    @Test func firstOccurrence_onADayOff_isTheOneThatIsMovedPastIt() throws {
        let schedule = try Schedule("every Saturday or the next working day")
        #expect(try schedule.firstOccurrence(after: at("2026-03-08T12:00"), in: calendar) == at("2026-03-09T08:30"))
        #expect(try schedule.firstOccurrence(after: at("2026-02-18T12:00"), in: calendar) == at("2026-02-24T08:30"))
    }

    @Test func occurrence_movedByHolidays_isTheOneThatADayLoopFinds() throws {
        let schedule = try Schedule("every Tuesday and Saturday or the next working day")
        var date = try day("2012-01-01")
        var expected: Set<Instant> = []
        while date.year < 2026 {
            if [.tuesday, .saturday].contains(date.weekday) {
                var moved = date
                while !calendar.isWorking(moved) { moved = moved.adding(days: 1) }
                expected.insert(calendar.opening(of: moved))
            }
            date = date.adding(days: 1)
        }
        var found: [Instant] = []
        var last = try at("2012-01-01T00:00")
        while let end = expected.max(), last < end {
            last = try schedule.occurrence(after: last, in: calendar)
            found.append(last)
        }
        #expect(found == expected.sorted())
    }

    static let refused: [(text: String, says: String)] = [
        ("", "write such as"), ("sometimes", "write such as"), ("every", "write such as"), ("every 0 days", "from 1 to"),
        ("every 99999 days", "from 1 to"),
        ("every Mondey", "did you mean \"monday\"?"), ("monthly", "write such as"), ("monthly on day 32", "no day 32"),
        ("monthly on the 0th", "no day 0"),
        ("montly on day 3", "did you mean \"monthly\"?"), ("yearly on 02-30", "no year has"), ("yearly on 13-01", "no year has"),
        ("every day at 25:00", "no time of the day"),
        ("every day at 24:00", "no time of the day"), ("every 3 days or the next working day", "drift"),
        ("every 5 minutes at 09:00", "no time of the day"),
        ("monthly on working day 99", "no working day 99"), ("每月32日", "write such as"), ("每", "write such as"),
        ("every 3 fortnights", "write such as"),
        (String(repeating: "x", count: 300), "too long"),
    ]

    @Test(arguments: refused)
    func schedule_thatIsNone_isRefusedWithWhatToWrite(_ text: String, _ says: String) throws {
        let error = #expect(throws: ScheduleError.self) { try Schedule(text) }
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
}
