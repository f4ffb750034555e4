import DubanModel

/// By how much business time differs from what the wall clock shows on the days on which the clocks are set.
///
/// An office that is open through a change of the clocks works an hour less or more that day. The changes that the database lists
/// are few. Those that recur for ever repeat, weekdays and all, after 400 years of the Gregorian calendar: one such cycle is
/// enough for all time.
struct ZoneShifts: Sendable {
    private let listed: PrefixSum
    private let cycle: PrefixSum
    private let cycleStart: Int
    private let cycleSum: Int64

    /// Days in 400 years; a whole number of weeks.
    private static let cycleLength = 146_097

    init(week: [[WorkingCalendar.Hours]], zone: ZoneRules) {
        let last = zone.changes.last.flatMap { $0 > Int64.min ? $0 : nil }
        let start = last.map { Int($0.quotientAndRemainderFloored(by: millisecondsPerDay).quotient) + 3 } ?? 0
        let end = start + ZoneShifts.cycleLength
        let recurring = zone.footer?.daylight == nil ? [] : ZoneShifts.changes(of: zone, from: last ?? 0, throughDay: end)
        var shifts: [Int: Int64] = [:]
        for change in zone.changes.filter({ $0 > Int64.min }) + recurring {
            for (day, shift) in ZoneShifts.shifts(of: week, zone: zone, change: change) { shifts[day] = shift }
        }
        let sorted = shifts.sorted { $0.key < $1.key }
        cycleStart = start
        listed = PrefixSum(sorted.filter { $0.key < start }.map { (day: $0.key, value: $0.value) })
        cycle = PrefixSum(sorted.filter { (start..<end).contains($0.key) }.map { (day: $0.key, value: $0.value) })
        cycleSum = cycle.through(end)
    }

    func through(_ day: Int) -> Int64 {
        guard !cycle.isEmpty, day >= cycleStart else { return listed.through(day) }
        let (cycles, rest) = (day - cycleStart).quotientAndRemainder(dividingBy: ZoneShifts.cycleLength)
        return listed.through(cycleStart - 1) + Int64(cycles) * cycleSum + cycle.through(cycleStart + rest)
    }

    private static func changes(of zone: ZoneRules, from: Int64, throughDay end: Int) -> [Int64] {
        var changes: [Int64] = []
        var stretch = zone.stretch(at: from)
        while stretch.to < Int64(end + 3) * millisecondsPerDay {
            changes.append(stretch.to)
            stretch = zone.stretch(at: stretch.to)
        }
        return changes
    }

    /// What a change of the clocks does to the days around it.
    private static func shifts(of week: [[WorkingCalendar.Hours]], zone: ZoneRules, change: Int64) -> [(day: Int, shift: Int64)] {
        let (before, after) = (change + zone.stretch(at: change - 1).offset, change + zone.stretch(at: change).offset)
        let (from, to) = (min(before, after), max(before, after))
        let first = Int(from.quotientAndRemainderFloored(by: millisecondsPerDay).quotient)
        let last = Int(to.quotientAndRemainderFloored(by: millisecondsPerDay).quotient)
        return (first...last).compactMap { day in
            let hours = week[CivilDate(daysSinceEpoch: day).weekdayIndex]
            let start = Int64(day) * millisecondsPerDay
            let concerned = hours.contains { start + Int64($0.from) * 60_000 <= to && start + Int64($0.to) * 60_000 >= from }
            guard concerned else { return nil }
            return (day, zone.business(hours, on: day) - Int64(hours.reduce(0) { $0 + $1.length }) * 60_000)
        }
    }
}
