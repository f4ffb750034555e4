import DubanModel

/// Counts days, leaving out those that pauses take away.
struct DayWalk {
    /// The days that a pause takes away, and which pause it was; a pause that still lasts takes all.
    struct LostDays {
        let days: ClosedRange<Int>
        let index: Int
    }

    let pauses: [LostDays]
    private let calendar: WorkingCalendar

    init(calendar: WorkingCalendar, pauses: [ClockRun.Pause]) {
        self.calendar = calendar
        var lost: [LostDays] = []
        for (index, pause) in pauses.enumerated() {
            let day = calendar.day(of: pause.from)
            // The day's close falls into the pause, unless business had closed, or the pause was over again by then.
            let closing = calendar.closing(of: day)
            let isLost = pause.from < closing && pause.to.map { $0 >= closing } ?? true
            let first = max(
                day.daysSinceEpoch + (isLost ? 0 : 1),
                lost.last.map { $0.days.upperBound == Int.max ? Int.max : $0.days.upperBound + 1 } ?? Int.min)
            let last = pause.to.map { calendar.day(of: $0).daysSinceEpoch } ?? Int.max
            if first <= last { lost.append(LostDays(days: first...last, index: index)) }
        }
        self.pauses = lost
    }

    /// The day on which `count` days have been counted after `day`; `nil` where a pause that still lasts comes before it.
    func day(_ count: Int, working: Bool, after day: Int) throws(DeadlineError) -> Int? {
        var (left, cursor) = (count, day)
        for pause in pauses where pause.days.upperBound > cursor {
            let available = between(working, after: cursor, through: pause.days.lowerBound - 1)
            if left <= available { break }
            left -= max(0, available)
            cursor = pause.days.upperBound
            if cursor == Int.max { return nil }
        }
        guard working else {
            try calendar.requireSupported(CivilDate(daysSinceEpoch: cursor + left))
            return cursor + left
        }
        return try calendar.day(left, workingDaysAfter: CivilDate(daysSinceEpoch: cursor)).daysSinceEpoch
    }

    /// How many days counted after a day and through another.
    func count(working: Bool, after first: Int, through last: Int) -> Int {
        guard first < last else { return 0 }
        return pauses.reduce(between(working, after: first, through: last)) { sum, pause in
            let (from, to) = (max(pause.days.lowerBound, first + 1), min(pause.days.upperBound, last))
            return from <= to ? sum - between(working, after: from - 1, through: to) : sum
        }
    }

    private func between(_ working: Bool, after first: Int, through last: Int) -> Int {
        guard first < last else { return 0 }
        return working
            ? calendar.workingDays(after: CivilDate(daysSinceEpoch: first), through: CivilDate(daysSinceEpoch: last)) : last - first
    }
}
