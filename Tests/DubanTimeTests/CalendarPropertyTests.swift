import DubanModel
import DubanTime
import Foundation
import Testing

/// Random calendars against the naive loop.
struct CalendarPropertyTests {
    static let zones = ["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kolkata"]

    struct Sample {
        let calendar: WorkingCalendar
        let naive: NaiveCalendar
    }

    static func sample(_ seed: UInt64) throws -> (Sample, SeededGenerator) {
        var generator = SeededGenerator(seed: seed)
        let zone = zones.randomElement(using: &generator) ?? zones[0]
        let parts = try CalendarParts.random(zone, using: &generator)
        let foundation = try #require(TimeZone(identifier: zone))
        return (Sample(calendar: try WorkingCalendar(parts), naive: NaiveCalendar(parts, zone: foundation)), generator)
    }

    private static func randomDay(using generator: inout SeededGenerator) -> CivilDate {
        CivilDate(daysSinceEpoch: Int.random(in: 17_000..<19_500, using: &generator))
    }

    @Test(arguments: UInt64(1)...60)
    func days_onRandomCalendars_agreeWithTheDayLoop(seed: UInt64) throws {
        var (sample, generator) = try Self.sample(seed)
        let (calendar, naive) = (sample.calendar, sample.naive)
        for _ in 0..<30 {
            let start = Self.randomDay(using: &generator)
            let count = Int.random(in: 1...120, using: &generator)
            let unit = Limit.Unit.allCases.prefix(4).randomElement(using: &generator) ?? .workingDays
            let ending = unit == .workingDays ? nil : HolidayRule.allCases.randomElement(using: &generator)
            let limit = Limit(unit == .calendarYears ? count % 9 + 1 : count, unit, ending: ending)
            let expected = naive.lastDay(limit, from: start, ending: ending ?? .nextWorkingDay)
            let found = try calendar.due(from: calendar.midnight(of: start), limit: limit)
            // A working day before the start is none on which a limit could end.
            if expected > start { #expect(found.day == expected, "seed \(seed): \(limit) from \(start)") }
            #expect(found.instant == calendar.closing(of: found.day))
        }
    }

    @Test(arguments: UInt64(1)...60)
    func workingDays_addedThenSubtracted_comeBack(seed: UInt64) throws {
        var (sample, generator) = try Self.sample(seed)
        let calendar = sample.calendar
        for _ in 0..<50 {
            let start = try calendar.day(0, workingDaysAfter: Self.randomDay(using: &generator))
            let count = Int.random(in: 1...5_000, using: &generator)
            let end = try calendar.day(count, workingDaysAfter: start)
            #expect(try calendar.day(-count, workingDaysAfter: end) == start)
            #expect(calendar.workingDays(after: start, through: end) == count)
            #expect(calendar.workingDays(after: end, through: start) == -count)
            #expect(calendar.isWorking(end))
        }
    }

    @Test(arguments: UInt64(1)...60)
    func due_ofALaterStartOrALongerLimit_isNoEarlier(seed: UInt64) throws {
        var (sample, generator) = try Self.sample(seed)
        let calendar = sample.calendar
        for unit in Limit.Unit.allCases {
            var instant = calendar.midnight(of: Self.randomDay(using: &generator))
            var last: Instant?
            for _ in 0..<20 {
                let amount = Int.random(in: 1...60, using: &generator)
                let due = try calendar.due(from: instant, limit: Limit(amount, unit)).instant
                #expect(try calendar.due(from: instant, limit: Limit(amount + 1, unit)).instant >= due)
                #expect(due > instant)
                let fixed = try calendar.due(from: instant, limit: Limit(30, unit)).instant
                if let last { #expect(fixed >= last, "seed \(seed): 30 \(unit.rawValue) from \(instant)") }
                last = fixed
                instant = instant + .seconds(Int.random(in: 1...200_000, using: &generator))
            }
        }
    }

    @Test(arguments: UInt64(1)...40)
    func workingTime_onRandomCalendars_agreesWithTheMinuteLoop(seed: UInt64) throws {
        var (sample, generator) = try Self.sample(seed)
        let (calendar, naive) = (sample.calendar, sample.naive)
        for _ in 0..<2 {
            let start = Instant(milliseconds: Int64.random(in: 25_000_000..<27_500_000, using: &generator) * 60_000)
            let minutes = Int64.random(in: 1...3_000, using: &generator)
            let expected = naive.instant(workingMinutes: minutes, after: start)
            let found = try calendar.instant(workingMilliseconds: minutes * 60_000, after: start)
            #expect(found == expected, "seed \(seed): \(minutes) min from \(start) in \(calendar.zone.id)")
            #expect(calendar.workingMilliseconds(from: start, to: found) == minutes * 60_000)
            let later = start + .seconds(60 * Int64.random(in: 1...20_000, using: &generator))
            #expect(calendar.workingMilliseconds(from: start, to: later) == naive.workingMinutes(from: start, to: later) * 60_000)
        }
    }

    @Test(arguments: UInt64(1)...60)
    func workingTime_addedThenSubtracted_isTheSame(seed: UInt64) throws {
        var (sample, generator) = try Self.sample(seed)
        let calendar = sample.calendar
        for _ in 0..<50 {
            let start = Instant(milliseconds: Int64.random(in: 1_500_000_000_000..<1_650_000_000_000, using: &generator))
            let amount = Int64.random(in: 1...5_000_000_000, using: &generator)
            let end = try calendar.instant(workingMilliseconds: amount, after: start)
            #expect(calendar.workingMilliseconds(from: start, to: end) == amount)
            let back = try calendar.instant(workingMilliseconds: -amount, after: end)
            // From the night before, the way back leads to the morning on which business began.
            #expect(back >= start)
            #expect(calendar.workingMilliseconds(from: start, to: back) == 0)
            let middle = Instant(milliseconds: (start.milliseconds + end.milliseconds) / 2)
            let halves = calendar.workingMilliseconds(from: start, to: middle) + calendar.workingMilliseconds(from: middle, to: end)
            #expect(halves == amount)
        }
    }
}
