import DubanModel
import DubanTime
import Foundation
import Testing

/// The shipped calendar against the official data.
struct OfficialCalendarTests {
    static let list = "/work/shared/data/cn-working-days.csv"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: list), "the official list is not on this machine"))
    func officialCalendar_everyDayFrom2012To2026_agreesWithTheOfficialList() throws {
        let calendar = try officialCalendar()
        let lines = try String(contentsOfFile: Self.list, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
        var listed: [CivilDate: (isWorking: Bool, occasion: String)] = [:]
        for line in lines {
            let fields = line.split(separator: ",", maxSplits: 2).map(String.init)
            listed[try day(fields[0])] = (fields[1] == "workday", fields[2])
        }
        #expect(listed.count == 369)
        var date = try day("2012-01-01")
        var working = 0
        while date.year <= 2026 {
            let isWeekend = [.saturday, .sunday].contains(date.weekday)
            let expected = listed[date]?.isWorking ?? !isWeekend
            #expect(calendar.isWorking(date) == expected, "\(date)")
            #expect(calendar.exception(on: date)?.occasion.english == listed[date]?.occasion, "\(date)")
            if expected { working += 1 }
            #expect(calendar.workingDays(after: try day("2011-12-31"), through: date) == working, "\(date)")
            date = date.adding(days: 1)
        }
    }

    /// Working days of each month, counted from the announcements.
    static let counts: [(year: Int, months: [Int])] = [
        (2012, [17, 21, 23, 19, 22, 20, 22, 23, 21, 18, 22, 21]),
        (2013, [22, 17, 21, 21, 22, 19, 23, 22, 21, 19, 21, 22]),
        (2014, [22, 17, 21, 21, 21, 20, 23, 21, 22, 19, 20, 23]),
        (2015, [21, 17, 22, 21, 20, 21, 23, 21, 21, 18, 21, 23]),
        (2016, [20, 18, 23, 20, 21, 21, 21, 23, 21, 18, 22, 22]),
        (2017, [19, 19, 23, 19, 21, 22, 21, 23, 22, 17, 22, 21]),
        (2018, [22, 17, 22, 20, 22, 20, 22, 23, 21, 18, 22, 21]),
        (2019, [22, 17, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
        (2020, [17, 20, 22, 22, 19, 21, 23, 21, 23, 17, 21, 23]),
        (2021, [20, 17, 23, 22, 19, 21, 22, 22, 22, 17, 22, 23]),
        (2022, [21, 16, 23, 21, 20, 21, 21, 23, 21, 18, 22, 22]),
        (2023, [18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21]),
        (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ]

    @Test(arguments: counts)
    func officialCalendar_workingDaysOfEachMonth_areThoseAnnounced(_ year: Int, _ months: [Int]) throws {
        let calendar = try officialCalendar()
        for (index, count) in months.enumerated() {
            let first = try #require(CivilDate(year: year, month: index + 1, day: 1))
            let last = first.adding(days: CivilDate.length(ofMonth: index + 1, year: year) - 1)
            #expect(calendar.workingDays(after: first.adding(days: -1), through: last) == count, "\(year)-\(index + 1)")
        }
    }

    @Test func officialCalendar_eachException_namesThePaperThatAnnouncedIt() throws {
        let calendar = try officialCalendar()
        for exception in calendar.exceptions {
            let paper = try #require(exception.announcement, "\(exception.day)")
            // Each year is announced in the year before, or changed in the year itself; its last days by the next year's paper.
            let years = [exception.day.year - 1, exception.day.year].map { "〔\($0)〕" }
            #expect(years.contains { paper.contains($0) }, "\(exception.day) \(paper)")
        }
        #expect(calendar.exception(on: try day("2018-12-31"))?.announcement == "国办发明电〔2018〕15号")
        #expect(calendar.exception(on: try day("2018-01-01"))?.announcement == "国办发明电〔2017〕12号")
        #expect(calendar.exception(on: try day("2015-09-03"))?.announcement == "国发明电〔2015〕1号")
    }

    @Test func officialCalendar_offices_keepTheHolidaysAtTheirOwnHours() throws {
        let (hall, bank, court) = (try officialCalendar(), try officialCalendar(variant: "bank"), try officialCalendar(variant: "court"))
        for offset in 0..<(15 * 365) {
            let date = try day("2012-01-01").adding(days: offset)
            #expect(hall.isWorking(date) == bank.isWorking(date))
            #expect(hall.isWorking(date) == court.isWorking(date))
        }
        #expect(try due("2026-02-12T10:00", "3 working days", hall) == "2026-02-24T17:30:00+08:00")
        #expect(try due("2026-02-12T10:00", "3 working days", bank) == "2026-02-24T17:00:00+08:00")
        #expect(bank.id == "cn/bank")
    }

    @Test func officialCalendar_afterTheLastPublishedYear_isProvisional() throws {
        let calendar = try officialCalendar()
        #expect(calendar.lastPublishedYear == 2026)
        func due(_ from: String) throws -> Due {
            try calendar.due(from: calendar.instant(of: try Moment(from)), limit: Limit("1 working day"))
        }
        #expect(try !due("2026-12-30").isProvisional)
        #expect(try due("2026-12-31").isProvisional)
        #expect(try due("2005-03-01").isProvisional)
        #expect(try !due("2011-12-31").isProvisional)
    }
}
