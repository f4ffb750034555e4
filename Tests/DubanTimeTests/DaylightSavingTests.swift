import DubanModel
import DubanTime
import Testing

/// Limits in zones that set their clocks.
struct DaylightSavingTests {
    static let deadlines: [(zone: String, from: String, limit: String, due: String)] = [
        // Days close at the office's own time, whatever its offset is then.
        ("America/New_York", "2026-03-06T10:00:00-05:00", "1 working day", "2026-03-09T17:30:00-04:00"),
        ("America/New_York", "2026-10-30T10:00:00-04:00", "1 working day", "2026-11-02T17:30:00-05:00"),
        ("Europe/London", "2026-03-27T10:00:00Z", "2 working days", "2026-03-31T17:30:00+01:00"),
        ("Australia/Lord_Howe", "2026-04-02T10:00:00+11:00", "2 working days", "2026-04-06T17:30:00+10:30"),
        ("Asia/Shanghai", "2026-02-28T10:00:00+08:00", "1 calendar month", "2026-03-30T17:30:00+08:00"),
        // An instant belongs to the office's day, not to the day of whoever wrote it.
        ("Asia/Shanghai", "2026-03-02T23:30:00Z", "1 working day", "2026-03-04T17:30:00+08:00"),
        ("Asia/Shanghai", "2026-03-02T10:00:00-10:00", "1 working day", "2026-03-04T17:30:00+08:00"),
        ("America/New_York", "2026-03-03T03:00:00Z", "1 working day", "2026-03-03T17:30:00-05:00"),
        // 30 December 2011 never was in Samoa: it is no working day.
        ("Pacific/Apia", "2011-12-28T10:00", "2 working days", "2012-01-02T17:30:00+14:00"),
        ("Pacific/Apia", "2011-12-29T10:00", "1 calendar day", "2012-01-02T17:30:00+14:00"),
    ]

    @Test(arguments: deadlines)
    func due_inAZone_closesAtTheOfficesOwnTime(_ zone: String, _ from: String, _ limit: String, _ expected: String) throws {
        #expect(try due(from, limit, calendar(zone)) == expected)
    }

    @Test func workingHours_ofANightOffice_passAsTheyReallyPass() throws {
        let night = try calendar("America/New_York", hours: [.init(from: 0, to: 8 * 60)], weekly: Weekday.allCases)
        // The night of 8 March is an hour shorter, and that of 1 November an hour longer.
        #expect(
            night.workingMilliseconds(from: try instant("2026-03-08T05:00:00Z"), to: try instant("2026-03-09T04:00:00Z")) == 7 * 3_600_000)
        #expect(
            night.workingMilliseconds(from: try instant("2026-11-01T04:00:00Z"), to: try instant("2026-11-02T05:00:00Z")) == 9 * 3_600_000)
        #expect(try due("2026-03-08T00:00", "7 working hours", night) == "2026-03-08T08:00:00-04:00")
        #expect(try due("2026-03-08T00:00", "8 working hours", night) == "2026-03-09T01:00:00-04:00")
        #expect(try due("2026-11-01T00:00", "9 working hours", night) == "2026-11-01T08:00:00-05:00")
    }

    @Test func workingHours_overManyYears_countEveryChangeOfTheClocks() throws {
        let always = try calendar("America/New_York", hours: allDay, weekly: Weekday.allCases)
        // An office that never closes: business time is time.
        for (from, to) in [
            ("1985-01-01T00:00:00Z", "2026-07-01T00:00:00Z"), ("2026-01-01T00:00:00Z", "2900-07-01T00:00:00Z"),
            ("1884-01-01T00:00:00Z", "9990-01-01T00:00:00Z"),
        ] {
            let (from, to) = (try instant(from), try instant(to))
            #expect(always.workingMilliseconds(from: from, to: to) == to.milliseconds - from.milliseconds)
            #expect(try always.instant(workingMilliseconds: to.milliseconds - from.milliseconds, after: from) == to)
            #expect(try always.instant(workingMilliseconds: from.milliseconds - to.milliseconds, after: to) == from)
        }
    }

    @Test func workingHours_thatEachSpringTakesAway_areMissingEveryYearForEver() throws {
        // Open on Sundays from 02:00 to 03:00, the hour that does not come on one Sunday a year.
        let hour = try calendar("America/New_York", hours: [.init(from: 120, to: 180)], weekly: [.sunday])
        for (first, last) in [(1990, 2000), (2030, 2040), (2100, 3100), (2000, 9_000)] {
            let (from, to) = (try #require(CivilDate(year: first, month: 1, day: 1)), try #require(CivilDate(year: last, month: 1, day: 1)))
            let sundays = hour.workingDays(after: from.adding(days: -1), through: to.adding(days: -1))
            let hours = hour.workingMilliseconds(from: hour.midnight(of: from), to: hour.midnight(of: to)) / 3_600_000
            #expect(hours == Int64(sundays - (last - first)), "\(first) to \(last)")
        }
    }

    @Test func workingHours_whoseSpansEndInAGap_neverOverlap() throws {
        // 02:30 does not come on 8 March: the first span ends at the jump, and the second begins there.
        let odd = try calendar("America/New_York", hours: [.init(from: 60, to: 150), .init(from: 165, to: 240)], weekly: [.sunday])
        #expect(
            odd.workingMilliseconds(from: try instant("2026-03-08T05:00:00Z"), to: try instant("2026-03-09T04:00:00Z")) == 2 * 3_600_000)
        #expect(try due("2026-03-08T00:00", "90 working minutes", odd) == "2026-03-08T03:30:00-04:00")
    }
}
