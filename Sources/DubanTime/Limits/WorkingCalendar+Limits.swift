public import DubanModel

extension WorkingCalendar {
    /// When a limit that starts at `start` ends.
    ///
    /// Days are counted from the day after the start, to the close of business of the last; hours from the instant itself.
    /// - Throws: `DeadlineError` where that lies beyond the years with which a calendar reckons.
    public func due(from start: Instant, limit: Limit) throws(DeadlineError) -> Due {
        let run = ClockRun(calendar: self, start: start, pauses: [])
        guard let due = try run.due([limit]) else { throw DeadlineError.outOfRange }
        return due
    }

    /// When a limit ends whose day one is the working day, or day, after the one that an earlier limit's end closes.
    public func due(after end: Due, limit: Limit) throws(DeadlineError) -> Due {
        let isTime = limit.unit?.milliseconds != nil
        return try due(from: isTime ? end.instant : midnight(of: end.day), limit: limit)
    }

    /// When a clock with this budget elapses, given the spans in which it ran; the last one still runs.
    public func fires(budget: Limit, spans: [RunSpan]) throws(DeadlineError) -> Due {
        guard let first = spans.first, let last = spans.last, last.to == nil else {
            throw DeadlineError(description: "a clock that stands still elapses at no instant")
        }
        let pauses = zip(spans, spans.dropFirst()).compactMap { earlier, later in
            earlier.to.map { ClockRun.Pause(from: $0, to: later.from) }
        }
        guard let due = try ClockRun(calendar: self, start: first.from, pauses: pauses).due([budget]) else {
            throw DeadlineError.outOfRange
        }
        return due
    }

    /// The instant that lies `limit` before an end: where a reminder of it stands. For days it is the close of business of the
    /// working day so much earlier, or of the last one before that.
    public func instant(_ limit: Limit, before end: Instant) throws(DeadlineError) -> Instant {
        let last = day(closedBy: end)
        let earlier: CivilDate
        switch limit.measure {
        case .until(let moment): return instant(of: moment)
        case .amount(let amount, .workingDays): earlier = try day(-amount, workingDaysAfter: last)
        case .amount(let amount, .calendarDays): earlier = last.adding(days: -amount)
        case .amount(let amount, .calendarMonths): earlier = last.adding(months: -amount)
        case .amount(let amount, .calendarYears): earlier = last.adding(months: -12 * amount)
        case .amount(let amount, let unit):
            return try instant(workingMilliseconds: -Int64(amount) * (unit.milliseconds ?? 0), after: end)
        }
        try requireSupported(earlier)
        return closing(of: isWorking(earlier) ? earlier : try day(-1, workingDaysAfter: earlier))
    }

    /// The instant so much later, as a clock moves on: whole days to the same time of the day, business time exactly.
    public func instant(_ limit: Limit, after start: Instant) throws(DeadlineError) -> Instant {
        let today = day(of: start)
        let target: CivilDate
        switch limit.measure {
        case .until(let moment): return instant(of: moment)
        case .amount(let amount, .workingDays): target = try day(amount, workingDaysAfter: today)
        case .amount(let amount, .calendarDays): target = today.adding(days: amount)
        case .amount(let amount, .calendarMonths): target = today.adding(months: amount)
        case .amount(let amount, .calendarYears): target = today.adding(months: 12 * amount)
        case .amount(let amount, let unit):
            return try instant(workingMilliseconds: Int64(amount) * (unit.milliseconds ?? 0), after: start)
        }
        try requireSupported(target)
        let ofDay = start.milliseconds + zone.offset(at: start) - Int64(today.daysSinceEpoch) * millisecondsPerDay
        return instant(of: .local(target, milliseconds: ofDay))
    }
}
