public import DubanModel

/// A job as it is put on its queue.
public struct JobRow: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// What people call the case.
    public let caseNumber: CaseNumber
    /// The step instance.
    public let step: StepID
    /// The queue.
    public let queue: String
    /// The plugin.
    public let plugin: String
    /// What it is asked for.
    public let action: String
    /// The arguments; private values are sealed references.
    public let arguments: DataValue
    /// When it was asked for; the same for each attempt, so that a retried document has the same bytes.
    public let requestedAt: Instant

    /// A job.
    public init(
        caseID: CaseID, caseNumber: CaseNumber, step: StepID, queue: String, plugin: String, action: String,
        arguments: DataValue, requestedAt: Instant
    ) {
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.step = step
        self.queue = queue
        self.plugin = plugin
        self.action = action
        self.arguments = arguments
        self.requestedAt = requestedAt
    }

    /// The stable idempotency key, the same for each attempt: `CERT-2026-0001/12`.
    public var key: String { "\(caseNumber)/\(step)" }
}
