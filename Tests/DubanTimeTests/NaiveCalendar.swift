import DubanModel
import DubanTime
import Foundation

/// The same questions answered the slow way: day by day and minute by minute, with Foundation's zones.
struct NaiveCalendar {
    let parts: CalendarParts
    let zone: TimeZone
    private let exceptions: [CivilDate: WorkingCalendar.Exception]

    init(_ parts: CalendarParts, zone: TimeZone) {
        self.parts = parts
        self.zone = zone
        exceptions = Dictionary(uniqueKeysWithValues: parts.exceptions.map { ($0.day, $0) })
    }

    func hours(_ day: CivilDate) -> [WorkingCalendar.Hours] {
        let usual = parts.week[day.weekday] ?? []
        guard let exception = exceptions[day] else { return usual }
        guard exception.isWorking else { return [] }
        return exception.hours ?? (usual.isEmpty ? Weekday.allCases.compactMap { parts.week[$0] }.first { !$0.isEmpty } ?? [] : usual)
    }

    func isWorking(_ day: CivilDate) -> Bool { !hours(day).isEmpty }

    /// The last day of a limit, moved as the rule says.
    func lastDay(_ limit: Limit, from start: CivilDate, ending: HolidayRule = .nextWorkingDay) -> CivilDate {
        var day = start
        let amount = limit.amount ?? 0
        if limit.unit == .workingDays {
            var left = amount
            while left > 0 {
                day = day.adding(days: 1)
                if isWorking(day) { left -= 1 }
            }
            return day
        }
        switch limit.unit {
        case .calendarMonths, .calendarYears:
            for _ in 0..<(limit.unit == .calendarYears ? amount * 12 : amount) { day = firstOfNextMonth(day) }
            let length = CivilDate.length(ofMonth: day.components.month, year: day.components.year)
            day = day.adding(days: min(start.components.day, length) - 1)
        default:
            for _ in 0..<amount { day = day.adding(days: 1) }
        }
        while !isWorking(day), ending != .stays { day = day.adding(days: ending == .nextWorkingDay ? 1 : -1) }
        return day
    }

    private func firstOfNextMonth(_ day: CivilDate) -> CivilDate {
        var next = day
        repeat { next = next.adding(days: 1) } while next.components.day != 1
        return next
    }

    /// What the wall clock shows, in minutes from 1970-01-01T00:00.
    private func wall(_ minute: Int64) -> Int64 {
        minute + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute) * 60))) / 60
    }

    /// Goes through time minute by minute and stops where `body` says so; it is told whether business is done in the minute.
    func scan(from start: Instant, _ body: (Int64, Bool) -> Bool) {
        let first = start.milliseconds / 60_000
        // What the clocks show for a second time after they were set back is no new time.
        var shown = (first - 2_880..<first).reduce(Int64.min) { max($0, wall($1)) }
        var minute = first
        while true {
            shown = max(shown, wall(minute))
            let ofDay = shown % 1_440
            let isOpen = hours(CivilDate(daysSinceEpoch: Int(shown / 1_440))).contains { $0.from <= ofDay && ofDay < $0.to }
            if body(minute, isOpen) { return }
            minute += 1
        }
    }

    /// Minutes of business between two instants that are whole minutes.
    func workingMinutes(from: Instant, to: Instant) -> Int64 {
        var sum: Int64 = 0
        scan(from: from) { minute, isOpen in
            if minute * 60_000 >= to.milliseconds { return true }
            if isOpen { sum += 1 }
            return false
        }
        return sum
    }

    /// The instant at which so many minutes of business have passed.
    func instant(workingMinutes amount: Int64, after start: Instant) -> Instant {
        var left = amount
        var found = start
        scan(from: start) { minute, isOpen in
            if isOpen { left -= 1 }
            found = Instant(milliseconds: (minute + 1) * 60_000)
            return left == 0
        }
        return found
    }
}

extension CalendarParts {
    /// A calendar that makes sense, made of random parts.
    static func random(_ zone: String, using generator: inout SeededGenerator) throws -> CalendarParts {
        var week: [Weekday: [WorkingCalendar.Hours]] = [:]
        let usual = WorkingCalendar.Hours.random(using: &generator)
        for weekday in Weekday.allCases where Int.random(in: 0..<7, using: &generator) < 5 {
            week[weekday] = Int.random(in: 0..<4, using: &generator) == 0 ? WorkingCalendar.Hours.random(using: &generator) : usual
        }
        if week.isEmpty { week[.wednesday] = usual }
        let start = CivilDate(daysSinceEpoch: Int.random(in: 17_500..<18_500, using: &generator))
        var exceptions: [WorkingCalendar.Exception] = []
        var day = start
        for _ in 0..<Int.random(in: 0..<80, using: &generator) {
            day = day.adding(days: Int.random(in: 1..<12, using: &generator))
            let hours = week[day.weekday] ?? []
            if hours.isEmpty {
                exceptions.append(.init(day: day, isWorking: true, occasion: named("Worked")))
            } else if Bool.random(using: &generator) {
                exceptions.append(.init(day: day, isWorking: false, occasion: named("Holiday")))
            } else {
                let half = [WorkingCalendar.Hours(from: 9 * 60 + 1, to: 11 * 60)]
                exceptions.append(.init(day: day, isWorking: true, occasion: named("Half day"), hours: half))
            }
        }
        return CalendarParts(
            id: "random", title: named("Random"), zone: try ZoneDatabase.system.rules(zone), week: week,
            exceptions: exceptions.shuffled(using: &generator),
            years: exceptions.isEmpty ? [] : Set((exceptions.map(\.day.year).min() ?? 0)...(exceptions.map(\.day.year).max() ?? 0)))
    }
}

extension WorkingCalendar.Hours {
    /// One to three spans in order, some of them through the night's change of the clocks.
    static func random(using generator: inout SeededGenerator) -> [WorkingCalendar.Hours] {
        let count = Int.random(in: 1...3, using: &generator)
        var marks: Set<Int> = []
        while marks.count < 2 * count { marks.insert(Int.random(in: 0...1_440, using: &generator)) }
        let sorted = marks.sorted()
        return (0..<count).map { WorkingCalendar.Hours(from: sorted[2 * $0], to: sorted[2 * $0 + 1]) }
    }
}
