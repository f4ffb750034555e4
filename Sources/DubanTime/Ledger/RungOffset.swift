public import DubanModel

/// Where a rung of a clock stands: a point around its end at which something happens (domain.md, promise 4).
public enum RungOffset: Sendable, Hashable {
    /// So long before the end, at a close of business: the yellow light. One that would lie before the clock ran stands where it
    /// begins to run.
    case before(Limit)
    /// At the end: the red light.
    case atEnd
    /// When business opens on the working day so many working days after the last day: the letter, and what people do in the
    /// morning. The number is at least 1.
    case opening(workingDaysAfter: Int)
    /// So long after the end, counted like a limit from its last day: public criticism.
    case after(Limit)
}

extension WorkingCalendar {
    /// The instant of a rung around an end.
    public func instant(of rung: RungOffset, around end: Due) throws(DeadlineError) -> Instant {
        switch rung {
        case .before(let limit): try instant(limit, before: end.instant)
        case .atEnd: end.instant
        case .opening(let count): opening(of: try day(max(1, count), workingDaysAfter: end.day))
        case .after(let limit): try due(after: end, limit: limit).instant
        }
    }
}

extension ClockLedger {
    /// The instants of the rungs; none while the clock stands still.
    public func rungs<Name: Hashable>(_ rungs: [Name: RungOffset], in calendar: WorkingCalendar) throws(DeadlineError) -> [Name: Instant] {
        guard let end = try fires(in: calendar) else { return [:] }
        let runsSince = try spans(in: calendar).last { $0.kind == .run && $0.from <= end.instant }?.from ?? start.at
        var instants: [Name: Instant] = [:]
        for (name, rung) in rungs {
            let instant = try calendar.instant(of: rung, around: end)
            if case .before = rung { instants[name] = max(instant, runsSince) } else { instants[name] = instant }
        }
        return instants
    }
}
