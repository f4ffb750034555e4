import DubanModel

/// Working days and business time from a fixed day long ago to the end of any day: the weekly pattern in closed form, and prefix
/// sums of what departs from it.
struct CalendarSums: Sendable {
    /// Of the pattern, up to a day of the week: entry 0 is nothing, entry 7 the whole week.
    private var weekDays: [Int] = [0]
    private var weekTime: [Int64] = [0]
    /// What the exceptions add.
    private let exceptionDays: PrefixSum
    private let exceptionTime: PrefixSum
    /// What daylight saving adds to business time, where the clocks are set while business is done.
    private let shifts: ZoneShifts

    init(week: [[WorkingCalendar.Hours]], exceptions: [WorkingCalendar.Exception], zone: ZoneRules) {
        for hours in week {
            weekDays.append((weekDays.last ?? 0) + (hours.isEmpty ? 0 : 1))
            weekTime.append((weekTime.last ?? 0) + Int64(hours.reduce(0) { $0 + $1.length }) * 60_000)
        }
        exceptionDays = PrefixSum(
            exceptions.map { exception in
                (exception.day.daysSinceEpoch, (exception.isWorking ? 1 : 0) - (week[exception.day.weekdayIndex].isEmpty ? 0 : 1))
            })
        exceptionTime = PrefixSum(
            exceptions.map { exception in
                let day = exception.day.daysSinceEpoch
                let usual = WorkingCalendar.usualHours(week, weekday: exception.day.weekdayIndex)
                let hours = exception.isWorking ? exception.hours ?? usual : []
                return (day, zone.business(hours, on: day) - zone.business(week[exception.day.weekdayIndex], on: day))
            })
        shifts = ZoneShifts(week: week, zone: zone)
    }

    /// Working days through the end of a day.
    func days(through day: Int) -> Int {
        let (weeks, weekday) = (day + 3).quotientAndRemainderFloored(by: 7)
        return weeks * weekDays[7] + weekDays[weekday + 1] + Int(exceptionDays.through(day))
    }

    /// Milliseconds of business through the end of a day.
    func time(through day: Int) -> Int64 {
        let (weeks, weekday) = (day + 3).quotientAndRemainderFloored(by: 7)
        return Int64(weeks) * weekTime[7] + weekTime[weekday + 1] + exceptionTime.through(day) + shifts.through(day)
    }
}

/// Numbers at days, and the sum of all up to any day in O(log count).
struct PrefixSum: Sendable {
    private let days: [Int]
    private let sums: [Int64]

    init(_ entries: [(day: Int, value: some BinaryInteger)]) {
        let kept = entries.filter { $0.value != 0 }
        days = kept.map(\.day)
        var sum: Int64 = 0
        sums = kept.map { entry in
            sum += Int64(entry.value)
            return sum
        }
    }

    var isEmpty: Bool { days.isEmpty }

    /// The sum of what stands at this day or before it.
    func through(_ day: Int) -> Int64 {
        guard !days.isEmpty else { return 0 }
        let index = days.partitioningIndex { $0 > day }
        return index > 0 ? sums[index - 1] : 0
    }
}

extension ZoneRules {
    /// When a minute of a day comes, in milliseconds since the epoch.
    func boundary(day: Int, minute: Int) -> Int64 { boundary(local: Int64(day) * millisecondsPerDay + Int64(minute) * 60_000) }

    /// Milliseconds that really pass in these hours of a day.
    func business(_ hours: [WorkingCalendar.Hours], on day: Int) -> Int64 {
        hours.reduce(0) { $0 + boundary(day: day, minute: $1.to) - boundary(day: day, minute: $1.from) }
    }
}
