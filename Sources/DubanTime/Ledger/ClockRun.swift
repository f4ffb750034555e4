import DubanModel

/// One run of a clock from its start, with the times in which it stood still: all arithmetic of deadlines is here.
///
/// **A day counts when the clock ran both when the day began and when its business closed.** So the day of the start does not
/// count (Civil Code 民法典 §201), nor does the day on which a clock is resumed; the day on which it is stopped counts only where
/// business had closed; and a stop that begins and ends within one day takes nothing away from a limit in days. Business time
/// counts exactly.
struct ClockRun {
    /// A time in which the clock stood still; without an end it still does.
    struct Pause {
        let from: Instant
        let to: Instant?
    }

    let calendar: WorkingCalendar
    let start: Instant
    let pauses: [Pause]
    private let walk: DayWalk
    private let startDay: Int

    init(calendar: WorkingCalendar, start: Instant, pauses: [Pause]) {
        self.calendar = calendar
        self.start = start
        self.pauses = pauses
        startDay = calendar.day(of: start).daysSinceEpoch
        walk = DayWalk(calendar: calendar, pauses: pauses)
    }

    /// When a budget of these parts, one after another, is used up; `nil` where the clock stands still before.
    func due(_ parts: [Limit]) throws(DeadlineError) -> Due? {
        try calendar.requireSupported(calendar.day(of: start))
        if parts.allSatisfy({ $0.unit?.milliseconds != nil }) { return try due(milliseconds: ClockRun.milliseconds(parts)) }
        if parts.count == 1, case .until(let moment) = parts[0].measure { return try due(until: moment, of: parts[0]) }
        guard let last = try lastDay(parts), let due = try settled(last, parts) else { return nil }
        return Due(instant: calendar.closing(of: due), day: due, isProvisional: isProvisional(due))
    }

    static func milliseconds(_ parts: [Limit]) -> Int64 {
        parts.reduce(0) { $0 + Int64($1.amount ?? 0) * ($1.unit?.milliseconds ?? 0) }
    }

    // MARK: Days

    /// The day on which the last part is used up, a day off or not; `nil` where the clock stands still before.
    func lastDay(_ parts: [Limit]) throws(DeadlineError) -> CivilDate? {
        let ends = try ends(of: parts)
        return ends.count == parts.count ? ends.last : nil
    }

    /// The days on which the parts are used up, one after another; fewer than the parts where the clock stands still before.
    func ends(of parts: [Limit]) throws(DeadlineError) -> [CivilDate] {
        var ends: [CivilDate] = []
        var day = startDay
        for part in parts {
            switch part.measure {
            case .until(let moment): day = calendar.day(closedBy: fixedEnd(moment)).daysSinceEpoch
            case .amount(let amount, let unit):
                guard let count = days(amount, unit, after: day) else {
                    throw DeadlineError(
                        description: "a limit in days cannot go on in hours: \(parts.map(\.description).joined(separator: " and "))")
                }
                guard let next = try walk.day(count, working: unit == .workingDays, after: day) else { return ends }
                day = next
            }
            ends.append(CivilDate(daysSinceEpoch: day))
        }
        return ends
    }

    /// How many days a part in whole days is, counted after a day; `nil` for business time.
    private func days(_ amount: Int, _ unit: Limit.Unit, after day: Int) -> Int? {
        switch unit {
        case .workingDays, .calendarDays: amount
        case .calendarMonths: CivilDate(daysSinceEpoch: day).adding(months: amount).daysSinceEpoch - day
        case .calendarYears: CivilDate(daysSinceEpoch: day).adding(months: 12 * amount).daysSinceEpoch - day
        case .workingHours, .workingMinutes: nil
        }
    }

    /// The day itself, or the one to which the rule moves it from a day off.
    private func settled(_ day: CivilDate, _ parts: [Limit]) throws(DeadlineError) -> CivilDate? {
        guard !calendar.isWorking(day), let last = parts.last else { return day }
        switch parts[0].ending ?? calendar.holidayRule(of: last) {
        case .stays: return day
        case .previousWorkingDay:
            let earlier = count(working: true, through: day)
            // Where no working day has counted yet, there is none before the day off on which the limit could end.
            guard earlier > 0 else { fallthrough }
            return try walk.day(earlier, working: true, after: startDay).map { CivilDate(daysSinceEpoch: $0) }
        case .nextWorkingDay:
            return try walk.day(1, working: true, after: day.daysSinceEpoch).map { CivilDate(daysSinceEpoch: $0) }
        }
    }

    /// How many days counted through the end of a day, after another or after the start.
    func count(working: Bool, after first: CivilDate? = nil, through day: CivilDate) -> Int {
        walk.count(working: working, after: first?.daysSinceEpoch ?? startDay, through: day.daysSinceEpoch)
    }

    /// Whether a day is lost to a pause, by the pause's index.
    func pause(over day: CivilDate) -> Int? {
        walk.pauses.firstIndex { $0.days.contains(day.daysSinceEpoch) }.map { walk.pauses[$0].index }
    }

    // MARK: Business time

    private func due(milliseconds budget: Int64) throws(DeadlineError) -> Due? {
        var left = budget
        for run in runs {
            if let to = run.to {
                let length = calendar.workingMilliseconds(from: run.from, to: to)
                if length < left {
                    left -= length
                    continue
                }
            }
            let instant = try calendar.instant(workingMilliseconds: left, after: run.from)
            let day = calendar.day(closedBy: instant)
            return Due(instant: instant, day: day, isProvisional: isProvisional(day) || !calendar.isPublished(calendar.day(of: start)))
        }
        return nil
    }

    /// Business time that has passed while the clock ran, until an instant.
    func milliseconds(until instant: Instant) -> Int64 {
        runs.reduce(0) { sum, run in
            let to = min(run.to ?? instant, instant)
            return run.from < to ? sum + calendar.workingMilliseconds(from: run.from, to: to) : sum
        }
    }

    /// The times in which the clock runs; the last has no end unless the clock stands still.
    var runs: [RunSpan] {
        var runs: [RunSpan] = []
        var from: Instant? = start
        for pause in pauses {
            if let from, from < pause.from || runs.isEmpty { runs.append(RunSpan(from: from, to: pause.from)) }
            from = pause.to
        }
        if let from { runs.append(RunSpan(from: from, to: nil)) }
        return runs
    }

    // MARK: A fixed end

    /// A date does not move: it comes whether the clock runs or stands still.
    private func due(until moment: Moment, of limit: Limit) throws(DeadlineError) -> Due? {
        let instant = fixedEnd(moment)
        let last = calendar.day(closedBy: instant)
        try calendar.requireSupported(last)
        let day: CivilDate
        switch calendar.isWorking(last) ? .stays : calendar.holidayRule(of: limit) {
        case .stays: return Due(instant: instant, day: last, isProvisional: isProvisional(last))
        case .nextWorkingDay: day = try calendar.day(1, workingDaysAfter: last)
        case .previousWorkingDay: day = try calendar.day(-1, workingDaysAfter: last)
        }
        return Due(instant: calendar.closing(of: day), day: day, isProvisional: isProvisional(day))
    }

    private func fixedEnd(_ moment: Moment) -> Instant {
        if case .day(let day) = moment { calendar.closing(of: day) } else { calendar.instant(of: moment) }
    }

    private func isProvisional(_ day: CivilDate) -> Bool {
        !calendar.isPublished(day) || !calendar.isPublished(CivilDate(daysSinceEpoch: min(startDay + 1, day.daysSinceEpoch)))
    }
}
