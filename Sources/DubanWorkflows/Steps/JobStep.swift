public import DubanModel

/// A message on a queue that asks a plugin to do something.
public struct JobStep: Sendable {
    /// The plugin, such as `documents`.
    public let plugin: String
    /// What it is asked for, such as `render`.
    public let action: String
    /// The arguments.
    public let arguments: [String: Argument]
    /// The parts of the document that the plugin is given under `data`; private ones are opened only on the way to it.
    public let shares: [DataPath]
    /// Where the output goes in the document.
    public let into: DataPath?
    /// The queue, where it is not the plugin's own.
    public let queue: String?
    /// How often and when it is tried again, where not as the queue says.
    public let retry: RetryPolicy?
    /// The step that follows.
    public let then: String
    /// The step that follows when the job is dead; without one it waits among the dead letters for the administrator.
    public let onError: String?

    /// A job.
    public init(
        plugin: String, action: String, arguments: [String: Argument] = [:], shares: [DataPath] = [], into: DataPath? = nil,
        queue: String? = nil, retry: RetryPolicy? = nil, then: String, onError: String? = nil
    ) {
        self.plugin = plugin
        self.action = action
        self.arguments = arguments
        self.shares = shares
        self.into = into
        self.queue = queue
        self.retry = retry
        self.then = then
        self.onError = onError
    }
}

/// A document for the applicant, made by the documents plugin and kept in the case; what it names counts for promise 3.
public struct NoticeStep: Sendable {
    /// The template's name, such as `one-time-notice`.
    public let template: String
    /// Whether it is the one-time notice that names all missing materials (domain.md, promise 3).
    public let namesMissing: Bool
    /// How the document is made.
    public let job: JobStep
    /// A notice.
    public init(template: String, namesMissing: Bool, job: JobStep) {
        self.template = template
        self.namesMissing = namesMissing
        self.job = job
    }
}
