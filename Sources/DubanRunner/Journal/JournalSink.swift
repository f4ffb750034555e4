/// Where the journal's entries go: systemd's journal, or a test's list.
public protocol JournalSink: Sendable {
    /// Sends one entry; may block.
    /// - Returns: False where the journal is away.
    func send(_ fields: [(name: String, value: String)]) -> Bool
}
