/// Takes over entries that were checked when they were decided, from events that are folded: no calendar is read.
extension ClockLedger {
    /// The clock was stopped.
    public mutating func foldStop(_ entry: ClockEntry, rule: ClockStop.Rule) { stops.append(ClockStop(from: entry, to: nil, rule: rule)) }

    /// The stop was ended.
    public mutating func foldResume(_ entry: ClockEntry) {
        guard let last = stops.indices.last, stops[last].to == nil else { return }
        stops[last].to = entry
    }

    /// The budget was extended.
    public mutating func foldExtension(_ by: Limit, _ entry: ClockEntry) { extensions.append(ClockExtension(by: by, entry: entry)) }
}
