import DubanModel
import DubanTime
import Testing

/// When limits end, by the official calendar.
struct DueTests {
    static let deadlines: [(from: String, limit: String, due: String)] = [
        // Day one is the working day after the start, also where the start is a day off.
        ("2026-03-02T09:00", "1 working day", "2026-03-03T17:30"), ("2026-03-06T09:00", "1 working day", "2026-03-09T17:30"),
        ("2026-03-07T09:00", "1 working day", "2026-03-09T17:30"), ("2026-03-02T23:59", "1 working day", "2026-03-03T17:30"),
        ("2026-03-02T00:00", "1 working day", "2026-03-03T17:30"), ("2026-03-02", "1 working day", "2026-03-03T17:30"),
        // Spring Festival 2026: Saturday 14 February is worked, 15 to 23 are off.
        ("2026-02-12T10:00", "3 working days", "2026-02-24T17:30"), ("2026-02-13T10:00", "1 working day", "2026-02-14T17:30"),
        // National Day 2013 to 2026 with its weekend days.
        ("2013-09-28T10:00", "2 working days", "2013-09-30T17:30"), ("2013-09-30T10:00", "5 working days", "2013-10-12T17:30"),
        ("2026-09-30T10:00", "3 working days", "2026-10-10T17:30"),
        // Calendar days: the day of the start does not count; one that ends on a day off ends on the next working day.
        ("2026-03-02T09:00", "1 calendar day", "2026-03-03T17:30"), ("2026-03-02T09:00", "30 calendar days", "2026-04-01T17:30"),
        ("2026-09-01T09:00", "30 calendar days", "2026-10-08T17:30"), ("2026-03-06T09:00", "1 calendar day", "2026-03-09T17:30"),
        ("2026-02-13T09:00", "1 calendar day", "2026-02-14T17:30"),
        ("2026-09-01T09:00", "30 calendar days, holiday or not", "2026-10-02T00:00"),
        ("2026-09-01T09:00", "30 calendar days or the working day before", "2026-09-30T17:30"),
        ("2026-03-06T09:00", "1 calendar day or the working day before", "2026-03-09T17:30"),
        // Months: the corresponding day, or the month's last (民法典 §202).
        ("2026-01-30T09:00", "1 calendar month", "2026-02-28T17:30"), ("2026-01-31T09:00", "1 calendar month", "2026-02-28T17:30"),
        ("2024-01-31T09:00", "1 calendar month", "2024-02-29T17:30"), ("2026-01-31T09:00", "2 calendar months", "2026-03-31T17:30"),
        ("2025-08-31T09:00", "6 calendar months", "2026-02-28T17:30"), ("2026-03-01T09:00", "2 calendar months", "2026-05-06T17:30"),
        ("2017-10-01T09:00", "3 calendar years", "2020-10-09T17:30"), ("2024-02-29T09:00", "1 calendar year", "2025-02-28T17:30"),
        ("2024-02-29T09:00", "4 calendar years", "2028-02-29T17:30"),
        // The turn of the year, also where the weekday before it is a holiday of the next.
        ("2018-12-28T09:00", "1 working day", "2018-12-29T17:30"), ("2018-12-29T09:00", "1 working day", "2019-01-02T17:30"),
        // Working hours run from the instant itself, only while business is done: 7 h 30 min a day.
        ("2026-03-02T08:30", "7 working hours", "2026-03-02T17:00"), ("2026-03-02T09:00", "3 working hours", "2026-03-02T12:00"),
        ("2026-03-02T11:00", "1 working hour", "2026-03-02T12:00"), ("2026-03-02T11:30", "1 working hour", "2026-03-02T14:00"),
        ("2026-03-02T12:30", "1 working hour", "2026-03-02T14:30"), ("2026-03-02T10:00", "6 working hours", "2026-03-02T17:30"),
        ("2026-03-02T17:30", "1 working minute", "2026-03-03T08:31"), ("2026-03-06T17:00", "1 working hour", "2026-03-09T09:00"),
        ("2026-02-13T16:00", "8 working hours", "2026-02-14T16:30"), ("2026-02-14T17:00", "1 working hour", "2026-02-24T09:00"),
        // A fixed end.
        ("2026-03-02T09:00", "until 2026-06-30", "2026-06-30T17:30"), ("2026-03-02T09:00", "until 2026-10-01", "2026-10-02T00:00"),
        ("2026-03-02T09:00", "until 2026-10-01 or the next working day", "2026-10-08T17:30"),
        ("2026-03-02T09:00", "until 2026-06-30T12:00", "2026-06-30T12:00"),
    ]

    @Test(arguments: deadlines)
    func due_byTheOfficialCalendar_isTheCloseOfTheLastDay(_ from: String, _ limit: String, _ expected: String) throws {
        #expect(try due(from, limit, officialCalendar()) == "\(expected):00+08:00")
    }

    @Test func due_ofAHugeLimit_answersAtOnceOrIsRefused() throws {
        let calendar = try officialCalendar()
        let start = try instant("2026-03-02T09:00:00+08:00")
        #expect(try calendar.due(from: start, limit: Limit(1_000_000, .workingDays)).day.year == 5859)
        for limit in [Limit(1_000_000, .calendarMonths), Limit(10_000, .calendarYears)] {
            #expect(throws: DeadlineError.self) { try calendar.due(from: start, limit: limit) }
        }
        #expect(throws: DeadlineError.self) { try calendar.day(1_000_000_000, workingDaysAfter: try day("2026-03-02")) }
        #expect(throws: DeadlineError.self) { try calendar.day(Int.max, workingDaysAfter: try day("2026-03-02")) }
        #expect(throws: DeadlineError.self) { try calendar.day(Int.min, workingDaysAfter: try day("2026-03-02")) }
        #expect(throws: DeadlineError.self) { try calendar.instant(workingMilliseconds: Int64.max, after: start) }
        #expect(throws: DeadlineError.self) { try calendar.instant(workingMilliseconds: Int64.min, after: start) }
    }

    @Test func due_atTheEdgesOfTime_isExactOrRefused() throws {
        let calendar = try officialCalendar()
        #expect(try due("9999-12-29T09:00", "2 working days", calendar) == "9999-12-31T17:30:00+08:00")
        #expect(throws: DeadlineError.self) { try due("9999-12-30T09:00", "2 working days", calendar) }
        #expect(throws: DeadlineError.self) { try due("9999-12-31T09:00", "1 calendar day", calendar) }
        // Local mean time was 8:05:43 ahead; the instant is exact, the offset written to the minute.
        #expect(try due("0001-01-01", "1 working day", calendar) == "0001-01-02T17:29:17+08:05")
        #expect(try calendar.day(-1, workingDaysAfter: day("0001-01-02")) == day("0001-01-01"))
        #expect(throws: DeadlineError.self) { try calendar.day(-1, workingDaysAfter: day("0001-01-01")) }
        for milliseconds in [Int64.min, Int64.max] {
            #expect(throws: DeadlineError.self) {
                try calendar.due(from: Instant(milliseconds: milliseconds), limit: Limit(1, .workingDays))
            }
            #expect(throws: DeadlineError.self) {
                try calendar.due(from: Instant(milliseconds: milliseconds), limit: Limit(1, .workingHours))
            }
        }
    }

    @Test func holidayRule_ofTheCalendar_holdsUnlessTheLimitSaysOtherwise() throws {
        let stays = try calendar("Asia/Shanghai", rules: [.calendarDays: .stays, .calendarMonths: .previousWorkingDay])
        #expect(try due("2026-03-06", "1 calendar day", stays) == "2026-03-08T00:00:00+08:00")
        #expect(try due("2026-03-06", "1 calendar day or the next working day", stays) == "2026-03-09T17:30:00+08:00")
        #expect(try due("2026-02-07", "1 calendar month", stays) == "2026-03-06T17:30:00+08:00")
        #expect(try due("2026-02-07", "1 calendar year", stays) == "2027-02-08T17:30:00+08:00")
    }

    @Test func halfDay_isAWorkingDay_thatClosesEarlier() throws {
        let half = try calendar(
            "Asia/Shanghai", exceptions: [workday("2026-02-13", "New Year's Eve", hours: [.init(from: 510, to: 720)])], years: [2026])
        #expect(try due("2026-02-12", "1 working day", half) == "2026-02-13T12:00:00+08:00")
        #expect(try due("2026-02-13T08:30", "4 working hours", half) == "2026-02-16T09:00:00+08:00")
        #expect(
            half.workingMilliseconds(from: try instant("2026-02-13T00:00:00+08:00"), to: try instant("2026-02-14T00:00:00+08:00"))
                == 12_600_000)
    }

    @Test func before_anEnd_isACloseOfBusinessOnAWorkingDay() throws {
        let calendar = try officialCalendar()
        let end = try instant("2026-02-24T17:30:00+08:00")
        func before(_ limit: String) throws -> String { calendar.local(try calendar.instant(Limit(limit), before: end)) }
        #expect(try before("1 working day") == "2026-02-14T17:30:00+08:00")
        #expect(try before("3 working days") == "2026-02-12T17:30:00+08:00")
        // Three calendar days earlier is a Saturday in the holidays: people are told before them.
        #expect(try before("3 calendar days") == "2026-02-14T17:30:00+08:00")
        #expect(try before("1 calendar month") == "2026-01-23T17:30:00+08:00")
        #expect(try before("8 working hours") == "2026-02-14T17:00:00+08:00")
    }

    @Test func between_daysAndInstants_countsBoth() throws {
        let calendar = try officialCalendar()
        #expect(calendar.workingDays(after: try day("2026-02-12"), through: try day("2026-02-28")) == 7)
        #expect(calendar.workingDays(after: try day("2026-02-28"), through: try day("2026-02-12")) == -7)
        let (from, to) = (try instant("2026-02-13T16:00:00+08:00"), try instant("2026-02-24T09:00:00+08:00"))
        #expect(calendar.workingMilliseconds(from: from, to: to) == 9 * 3_600_000 + 1_800_000)
        #expect(calendar.workingMilliseconds(from: to, to: from) == -(9 * 3_600_000 + 1_800_000))
    }
}
