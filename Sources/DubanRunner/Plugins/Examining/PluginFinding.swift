/// What came of one question that a plugin was asked.
public struct PluginFinding: Sendable, Hashable {
    /// How it went.
    public enum Verdict: String, Sendable, Hashable {
        /// As the specification says.
        case passed
        /// Otherwise.
        case failed
        /// Not as it could be; the daemon gets along with it.
        case remark
    }

    /// What was looked at, such as `handshake`.
    public let name: String
    /// How it went.
    public let verdict: Verdict
    /// What was seen, or what to do.
    public let detail: String

    /// What came of a question.
    public init(_ name: String, _ verdict: Verdict, _ detail: String) {
        self.name = name
        self.verdict = verdict
        self.detail = detail
    }
}
