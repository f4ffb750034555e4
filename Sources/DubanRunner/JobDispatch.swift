public import DubanEngine
public import DubanModel
public import DubanStore

/// Runs claimed jobs: the side of the queues that the writer sees. None of these calls blocks.
public protocol JobDispatcher: AnyObject, Sendable {
    /// Takes a free slot of a queue, if there is one and the queue is not paused. The writer calls it inside the transaction that
    /// enqueues a job, which is then claimed in the same breath: no polling, no second commit.
    func reserveSlot(of queue: String) -> Bool
    /// Gives a reserved slot back, since the transaction came to nothing.
    func returnSlot(of queue: String)
    /// Starts a job whose claim is durable, on the slot that was reserved for it.
    func start(_ job: StoredJob)
    /// Keeps a job until a slot is free and `readyAt` is reached; then asks the authority to claim it.
    func hold(_ job: StoredJob)
    /// Forgets a held job, which was discarded.
    func forget(_ job: JobReference)
    /// A job that could take over the slot of one that just finished, so that the writer claims it in the transaction that keeps
    /// the finished one's result; the slot goes over to it. `nil` frees the slot.
    func successor(on queue: String) -> StoredJob?
}

/// Decides about jobs durably: the side of the writer that the queues see. None of these calls blocks; answers come as calls
/// of the dispatcher.
public protocol JobAuthority: AnyObject, Sendable {
    /// Claims a held job on a slot that is reserved for it; `start` follows, or `returnSlot` where it is not ready any more.
    func claim(_ job: StoredJob)
    /// An attempt has ended. What follows (next step, retry at a time, dead letter) is decided and kept by the writer.
    func finished(_ job: StoredJob, _ report: JobReport)
}

/// How an attempt at a job ended.
public enum JobReport: Sendable, Hashable {
    /// The plugin did it.
    case done(output: DataValue, files: [Document])
    /// It failed. `isWorthRetrying` is false where another attempt cannot help, such as bad arguments.
    case failed(code: String, message: String, isWorthRetrying: Bool)
}

/// Runs one attempt at a job.
public protocol JobExecutor: Sendable {
    /// Does what the job asks for. Private values in the arguments are opened already. Never throws: each failure is a report.
    func execute(_ job: ExecutableJob) async -> JobReport
}

/// A job on its way to a plugin: private values are opened, in memory only.
public struct ExecutableJob: Sendable {
    /// The stable idempotency key, the same for each attempt.
    public let key: String
    /// Which attempt it is, from 1.
    public let attempt: Int
    /// The plugin.
    public let plugin: String
    /// What it is asked for.
    public let action: String
    /// When the job was asked for; the same for each attempt.
    public let at: Instant
    /// The arguments.
    public let arguments: DataValue

    /// A job.
    public init(key: String, attempt: Int, plugin: String, action: String, at: Instant, arguments: DataValue) {
        self.key = key
        self.attempt = attempt
        self.plugin = plugin
        self.action = action
        self.at = at
        self.arguments = arguments
    }
}

/// Opens the private values of a job's arguments and adds what only the daemon has (the template's text, the verification code).
public protocol JobPreparer: Sendable {
    /// The job as its plugin gets it.
    /// - Throws: `Refusal` where a value cannot be opened; the attempt fails with its code and message.
    func prepare(_ job: StoredJob) async throws -> ExecutableJob
}
