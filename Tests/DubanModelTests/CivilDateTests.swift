import DubanModel
import DubanTestKit
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-03-01", 20_513), ("1600-03-01", -135_080),
        ("9999-12-31", 2_932_896),
        ("0001-01-01", -719_162),
    ])
    func date_read_countsDaysFromTheEpoch(text: String, days: Int) throws {
        let date = try #require(CivilDate(text))
        #expect(date.daysSinceEpoch == days)
        #expect(date.description == text)
    }

    @Test(arguments: [
        "", "2026", "2026-3-1", "2026-03-1", "26-03-01", "2026-00-10", "2026-13-01", "2026-02-29", "1900-02-29", "2026-04-31", "2026-01-00",
        "2026/03/01", "2026-03-01T00:00", "+026-03-01", "2026-+3-01", "-026-03-01", "2026-03-01 ", "２０２６-03-01", "2026--3-01",
    ])
    func date_notWrittenAsIso8601_isNone(text: String) { #expect(CivilDate(text) == nil) }

    @Test func components_everyDayOfTwoCenturies_roundTripAndFollowEachOther() throws {
        var previous = try #require(CivilDate(year: 1_899, month: 1, day: 1))
        let last = try #require(CivilDate(year: 2_101, month: 12, day: 31))
        var broken: [Int] = []
        for days in previous.daysSinceEpoch + 1...last.daysSinceEpoch {
            let date = CivilDate(daysSinceEpoch: days)
            let (year, month, day) = date.components
            let (yearBefore, monthBefore, dayBefore) = previous.components
            let isNextDay = year == yearBefore && month == monthBefore && day == dayBefore + 1
            let isNextMonth = day == 1 && dayBefore == CivilDate.length(ofMonth: monthBefore, year: yearBefore)
            if CivilDate(year: year, month: month, day: day) != date || !(isNextDay || isNextMonth) { broken.append(days) }
            previous = date
        }
        #expect(broken.isEmpty)
        #expect(previous.components == (2_101, 12, 31))
    }

    @Test(arguments: [(2_000, 29), (1_900, 28), (2_024, 29), (2_025, 28), (2_100, 28), (0, 29)])
    func length_ofFebruary_followsTheGregorianRule(year: Int, length: Int) {
        #expect(CivilDate.length(ofMonth: 2, year: year) == length)
    }

    @Test func date_beforeTheYearOne_roundTrips() throws {
        let date = try #require(CivilDate(year: -44, month: 3, day: 15))
        #expect(date.components == (-44, 3, 15))
        #expect(date.year == -44)
        #expect(date.description == "-0044-03-15")
    }

    @Test(arguments: [
        ("1970-01-01", Weekday.thursday), ("1969-12-31", .wednesday), ("2026-03-01", .sunday), ("2000-02-29", .tuesday),
        ("1600-01-01", .saturday),
    ])
    func weekday_ofKnownDays_isThatOfTheCalendar(text: String, weekday: Weekday) throws {
        #expect(try #require(CivilDate(text)).weekday == weekday)
    }

    @Test func adding_days_crossesYearsBothWays() throws {
        let eve = try #require(CivilDate("2025-12-31"))
        #expect(eve.adding(days: 1).description == "2026-01-01")
        #expect(eve.adding(days: 1).adding(days: -1) == eve)
        #expect(eve < eve.adding(days: 1))
    }

    @Test(arguments: [(7, 4, "0007"), (-7, 4, "-0007"), (12_345, 4, "12345"), (0, 2, "00"), (5, 0, "5")])
    func padded_numbers_haveAtLeastTheWidth(number: Int, width: Int, text: String) { #expect(number.padded(to: width) == text) }
}
