public import DubanModel

extension ClockLedger {
    /// When the clock fires; `nil` while it stands still for as long as it takes.
    ///
    /// A clock that has fired before it is stopped has fired: a later stop does not move what is past.
    public func fires(in calendar: WorkingCalendar) throws(DeadlineError) -> Due? {
        let runs = try runs(in: calendar)
        for run in runs {
            if let due = try run.due(parts) { return due }
        }
        return nil
    }

    /// How much of the budget is used up at an instant; after a restart, of the run that began then.
    public func consumed(at instant: Instant, in calendar: WorkingCalendar) throws(DeadlineError) -> ClockTime {
        let unit = timeUnit
        guard let run = try runs(in: calendar).last(where: { $0.start <= instant }) else { return ClockTime(0, unit) }
        let total = try total(from: run.start, in: calendar)
        guard unit != .milliseconds else { return ClockTime(min(total, run.milliseconds(until: instant)), unit) }
        let today = calendar.day(of: instant)
        let closed = calendar.closing(of: today) <= instant ? today : today.adding(days: -1)
        return ClockTime(min(total, Int64(run.count(working: unit == .workingDays, through: closed))), unit)
    }

    /// How much of the budget is left at an instant.
    public func remaining(at instant: Instant, in calendar: WorkingCalendar) throws(DeadlineError) -> ClockTime {
        let run = try runs(in: calendar).last { $0.start <= instant }
        let total = try total(from: run?.start ?? start.at, in: calendar)
        return ClockTime(total - (try consumed(at: instant, in: calendar).amount), timeUnit)
    }

    /// The times in which the clock ran and stood still, in order; each ends where the next begins, and the last has no end.
    /// A stop ends no later than its maximum allows.
    public func spans(in calendar: WorkingCalendar) throws(DeadlineError) -> [ClockSpan] {
        var spans: [ClockSpan] = []
        var run = ClockSpan(kind: .run, from: start.at, to: nil, entry: start)
        for stop in stops {
            let end = try stop.end(in: calendar)
            spans.append(ClockSpan(kind: .run, from: run.from, to: stop.from.at, entry: run.entry))
            spans.append(ClockSpan(kind: .stop, from: stop.from.at, to: end, entry: stop.from))
            guard let end else { return spans }
            run = ClockSpan(kind: .run, from: end, to: nil, entry: stop.to ?? stop.from)
        }
        return spans + [run]
    }

    /// The runs of the clock: one, and one more after each stop that restarts it. In all but the last the stop that ended it lasts
    /// for ever, so that only what fired before it fires.
    func runs(in calendar: WorkingCalendar) throws(DeadlineError) -> [ClockRun] {
        var runs: [ClockRun] = []
        var from = start.at
        var pauses: [ClockRun.Pause] = []
        for stop in stops {
            let end = try stop.end(in: calendar)
            guard stop.rule.afterwards == .restarts, let end else {
                pauses.append(.init(from: stop.from.at, to: end))
                continue
            }
            runs.append(ClockRun(calendar: calendar, start: from, pauses: pauses + [.init(from: stop.from.at, to: nil)]))
            from = end
            pauses = []
        }
        return runs + [ClockRun(calendar: calendar, start: from, pauses: pauses)]
    }

    /// What the budget is counted in: business time, working days, or days where months or several units are part of it.
    var timeUnit: ClockTime.Unit {
        if budget.unit?.milliseconds != nil { return .milliseconds }
        return parts.allSatisfy { $0.unit == .workingDays } ? .workingDays : .calendarDays
    }

    /// The whole budget in its unit, for a run that starts at an instant.
    private func total(from start: Instant, in calendar: WorkingCalendar) throws(DeadlineError) -> Int64 {
        switch timeUnit {
        case .milliseconds: return ClockRun.milliseconds(parts)
        case .workingDays: return Int64(parts.reduce(0) { $0 + ($1.amount ?? 0) })
        case .calendarDays:
            let run = ClockRun(calendar: calendar, start: start, pauses: [])
            guard let last = try run.lastDay(parts) else { return 0 }
            return Int64(max(0, last.daysSinceEpoch - calendar.day(of: start).daysSinceEpoch))
        }
    }
}
