/// Where the journal's entries go: systemd's journal, or a test's list.
public protocol JournalSink: Sendable {
    /// Sends one entry; may block.
    /// - Returns: False where the journal is away.
    func send(_ fields: [(name: String, value: String)]) -> Bool
    /// Sends entries in their order; may block.
    /// - Returns: How many were sent; fewer than all where the journal is away.
    func send(_ entries: [JournalEntry]) -> Int
}

extension JournalSink {
    /// One by one.
    public func send(_ entries: [JournalEntry]) -> Int { entries.firstIndex { !send($0.fields) } ?? entries.count }
}
