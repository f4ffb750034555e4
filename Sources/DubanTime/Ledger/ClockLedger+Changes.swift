public import DubanModel

extension ClockLedger {
    /// A ledger as it was stored.
    /// - Throws: `LedgerError` where the entries are not in order.
    public init(
        budget: Limit, start: ClockEntry, stops: [(from: ClockEntry, to: ClockEntry?, rule: ClockStop.Rule)],
        extensions: [(by: Limit, entry: ClockEntry)] = []
    ) throws(LedgerError) {
        self.init(budget: budget, start: start)
        var last = start.at
        for (index, stop) in stops.enumerated() {
            guard stop.from.at >= last else { throw .outOfOrder(at: stop.from.at, last: last) }
            if let to = stop.to, to.at < stop.from.at { throw .outOfOrder(at: to.at, last: stop.from.at) }
            if stop.to == nil, index < stops.count - 1 { throw .alreadyStopped(stop.from) }
            last = stop.to?.at ?? stop.from.at
            self.stops.append(ClockStop(from: stop.from, to: stop.to, rule: stop.rule))
        }
        last = start.at
        for addition in extensions {
            guard addition.entry.at >= last else { throw .outOfOrder(at: addition.entry.at, last: last) }
            last = addition.entry.at
            try append(ClockExtension(by: addition.by, entry: addition.entry))
        }
    }

    /// Whether the clock runs at an instant: it is not stopped, or the stop has lasted its maximum.
    public func isRunning(at instant: Instant, in calendar: WorkingCalendar) throws(DeadlineError) -> Bool {
        guard instant >= start.at else { return false }
        guard let stop = stops.last(where: { $0.from.at <= instant }) else { return true }
        return try stop.end(in: calendar).map { $0 <= instant } ?? false
    }

    /// Stops the clock.
    /// - Throws: `LedgerError`: it stands still already, no reason is said, or the entry is out of order.
    public mutating func stop(_ entry: ClockEntry, rule: ClockStop.Rule = .init(), in calendar: WorkingCalendar) throws(LedgerError) {
        try check(entry)
        var closed = stops
        if let open = stops.last, open.to == nil {
            // A stop that has lasted its maximum is over, although nobody said so.
            guard let latest = try derive({ () throws(DeadlineError) in try open.latestEnd(in: calendar) }), latest <= entry.at else {
                throw .alreadyStopped(open.from)
            }
            closed[closed.count - 1].to = ClockEntry(at: latest, reason: open.from.reason)
        }
        stops = closed + [ClockStop(from: entry, to: nil, rule: rule)]
    }

    /// Ends the stop; the clock runs on, or anew, as the stop's rule says.
    /// - Throws: `LedgerError`: it runs, no reason is said, or the entry is out of order.
    public mutating func resume(_ entry: ClockEntry) throws(LedgerError) {
        try check(entry)
        guard let last = stops.indices.last, stops[last].to == nil else { throw .alreadyRunning }
        stops[last].to = entry
    }

    /// Adds time to the budget.
    /// - Throws: `LedgerError`: the limit has passed, the units do not go together, no reason is said, or the entry is out of order.
    public mutating func extend(by limit: Limit, _ entry: ClockEntry, in calendar: WorkingCalendar) throws(LedgerError) {
        try check(entry)
        if let due = try derive({ () throws(DeadlineError) in try fires(in: calendar) }), due.instant <= entry.at {
            throw .limitPassed(due.instant)
        }
        try append(ClockExtension(by: limit, entry: entry))
    }

    private mutating func append(_ addition: ClockExtension) throws(LedgerError) {
        let isTime = budget.unit?.milliseconds != nil
        let added = parts.last.flatMap { $0.adding(addition.by) }
        guard let unit = addition.by.unit, (unit.milliseconds != nil) == isTime, added != nil || parts.last?.unit != unit else {
            throw .unitsDiffer(budget, addition.by)
        }
        extensions.append(addition)
    }

    private func check(_ entry: ClockEntry) throws(LedgerError) {
        guard !entry.reason.allSatisfy(\.isWhitespace) else { throw .reasonMissing }
        guard entry.at >= lastEntry else { throw .outOfOrder(at: entry.at, last: lastEntry) }
    }

    private func derive<Value>(_ body: () throws(DeadlineError) -> Value) throws(LedgerError) -> Value {
        do { return try body() } catch { throw .deadline(error) }
    }
}
