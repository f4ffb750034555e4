import DubanModel

extension ClockLedger {
    /// Why the clock fires when it does.
    public func explanation(in calendar: WorkingCalendar) throws(DeadlineError) -> Explanation {
        let due = try fires(in: calendar)
        var days: [Explanation.Entry] = []
        var firstStop = 0
        let runs = try runs(in: calendar)
        for (index, run) in runs.enumerated() where budget.unit != nil {
            let due = try run.due(parts)
            let next = index + 1 < runs.count ? calendar.day(of: runs[index + 1].start).adding(days: -1) : nil
            let judge = try DayJudge(run: run, parts: parts, due: due, entries: stops[firstStop...].map(\.from))
            let last = due.map { max($0.day, judge.lastCounted ?? $0.day) } ?? next ?? calendar.day(of: lastEntry)
            days += judge.days(from: calendar.day(of: run.start), through: last)
            if due != nil { break }
            firstStop += run.pauses.count
        }
        return Explanation(parts: parts, start: start, entries: try withEvents(days, calendar), due: due, calendar: calendar)
    }

    /// Puts stops, resumptions and extensions after the days on which they were made.
    private func withEvents(_ days: [Explanation.Entry], _ calendar: WorkingCalendar) throws(DeadlineError) -> [Explanation.Entry] {
        var events: [(at: Instant, entry: Explanation.Entry)] = extensions.map { ($0.entry.at, .extended($0)) }
        for stop in stops {
            events.append((stop.from.at, .stopped(stop)))
            if let end = try stop.end(in: calendar) { events.append((end, .resumed(stop, at: end))) }
        }
        var left = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)[...]
        var entries: [Explanation.Entry] = []
        for day in days {
            entries.append(day)
            let end = calendar.midnight(of: day.lastDay.adding(days: 1))
            while let next = left.first, next.at < end {
                entries.append(next.entry)
                left = left.dropFirst()
            }
        }
        return entries + left.map(\.entry)
    }
}

extension Explanation.Entry {
    /// The last day that the entry is about, where it is about days.
    fileprivate var lastDay: CivilDate {
        switch self {
        case .day(let day): day.day
        case .days(_, let last, _): last
        case .stopped, .resumed, .extended: WorkingCalendar.supportedDays.lowerBound
        }
    }
}

/// Judges the days of one run.
private struct DayJudge {
    let run: ClockRun
    let parts: [Limit]
    let due: Due?
    /// The entries of the stops that the run's pauses stand for.
    let entries: [ClockEntry]
    private let ends: [CivilDate]
    private let isTime: Bool

    init(run: ClockRun, parts: [Limit], due: Due?, entries: [ClockEntry]) throws(DeadlineError) {
        self.run = run
        self.parts = parts
        self.due = due
        self.entries = entries
        isTime = parts[0].unit?.milliseconds != nil
        ends = isTime ? [] : try run.ends(of: parts)
    }

    /// The day on which the budget is used up, a day off or not.
    var lastCounted: CivilDate? { ends.count == parts.count ? ends.last : nil }

    func days(from first: CivilDate, through last: CivilDate) -> [Explanation.Entry] {
        guard first <= last else { return [] }
        let all = first.daysSinceEpoch...last.daysSinceEpoch
        let half = Explanation.maximumDays / 2
        guard all.count > Explanation.maximumDays else { return all.map { .day(judge(CivilDate(daysSinceEpoch: $0))) } }
        let from = first.adding(days: half)
        let through = last.adding(days: -half)
        return all.prefix(half).map { .day(judge(CivilDate(daysSinceEpoch: $0))) }
            + [.days(from: from, through: through, used: used(from, through))]
            + all.suffix(half).map { .day(judge(CivilDate(daysSinceEpoch: $0))) }
    }

    private func used(_ from: CivilDate, _ through: CivilDate) -> ClockTime {
        if isTime { return ClockTime(business(from, through), .milliseconds) }
        let working = parts.allSatisfy { $0.unit == .workingDays }
        let count = run.count(working: working, after: from.adding(days: -1), through: through)
        return ClockTime(Int64(count), working ? .workingDays : .calendarDays)
    }

    private func judge(_ day: CivilDate) -> Explanation.Day {
        Explanation.Day(day: day, verdict: isTime ? timeVerdict(day) : dayVerdict(day), exception: run.calendar.exception(on: day))
    }

    private func dayVerdict(_ day: CivilDate) -> Explanation.Verdict {
        if day == run.calendar.day(of: run.start) { return .start }
        if let pause = run.pause(over: day) { return .stopped(entries[pause]) }
        let isWorking = run.calendar.isWorking(day)
        guard let index = parts.indices.first(where: { $0 >= ends.count || day <= ends[$0] }) else { return isWorking ? .moved : .dayOff }
        let working = parts[index].unit == .workingDays
        if working, !isWorking { return .dayOff }
        return .counted(run.count(working: working, after: index > 0 ? ends[index - 1] : nil, through: day), of: parts[index])
    }

    private func timeVerdict(_ day: CivilDate) -> Explanation.Verdict {
        guard run.calendar.isWorking(day) else { return .dayOff }
        let counted = business(day, day)
        if counted == 0 {
            if day == run.calendar.day(of: run.start) { return .start }
            let (opening, closing) = (run.calendar.opening(of: day), run.calendar.closing(of: day))
            let pause = run.pauses.firstIndex { $0.from < closing && $0.to.map { $0 > opening } ?? true }
            if let pause { return .stopped(entries[pause]) }
        }
        return .business(counted)
    }

    private func business(_ first: CivilDate, _ last: CivilDate) -> Int64 {
        let end = run.calendar.midnight(of: last.adding(days: 1))
        return run.milliseconds(until: due.map { min($0.instant, end) } ?? end) - run.milliseconds(until: run.calendar.midnight(of: first))
    }
}
