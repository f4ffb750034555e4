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
    /// Starts the jobs of one commit.
    func start(_ jobs: [StoredJob])
    /// Keeps a job that is ready until a slot is free, then asks the authority to claim it; and the back-off of one that failed.
    func hold(_ job: StoredJob)
    /// Keeps the jobs of one commit.
    func hold(_ jobs: [StoredJob])
    /// Forgets a held job, which was discarded.
    func forget(_ job: JobReference)
    /// Forgets a job whose step was given up, and stops its attempt where one runs; what that still reports is stale.
    func abandon(_ job: JobReference)
    /// A job that could take over the slot of one that just finished, so that the writer claims it in the transaction that keeps
    /// the finished one's result; the slot goes over to it. `nil` frees the slot.
    func successor(on queue: String) -> StoredJob?
    /// The transaction in which `successor` was asked for came to nothing; the finished job is decided about again.
    func takeBack(_ successor: StoredJob?, on queue: String)
    /// A commit freed slots of these queues.
    func committed(_ queues: Set<String>)
    /// Starts none of the queue's jobs, or starts them again.
    func setPaused(_ isPaused: Bool, queue: String)
    /// Whether ended jobs of the queue that belong to no case are kept for a while.
    func keepsEnded(_ queue: String) -> Bool
}

extension JobDispatcher {
    /// One by one.
    public func start(_ jobs: [StoredJob]) { for job in jobs { start(job) } }

    /// One by one.
    public func hold(_ jobs: [StoredJob]) { for job in jobs { hold(job) } }

    /// Nothing runs that could be stopped.
    public func abandon(_ job: JobReference) { forget(job) }

    /// Holds the successor again, and takes a slot for the finished job.
    public func takeBack(_ successor: StoredJob?, on queue: String) {
        if let successor { hold(successor) } else { _ = reserveSlot(of: queue) }
    }

    /// Nothing is to be done where slots are looked for at each call.
    public func committed(_ queues: Set<String>) {}

    /// Queues that only record are never paused.
    public func setPaused(_ isPaused: Bool, queue: String) {}

    /// They are kept.
    public func keepsEnded(_ queue: String) -> Bool { true }
}

/// Decides about jobs durably: the side of the writer that the queues see. None of these calls blocks; answers come as calls
/// of the dispatcher.
public protocol JobAuthority: AnyObject, Sendable {
    /// Claims held jobs on slots that are reserved for them; `start` follows, or `returnSlot` where one is not ready any more.
    func claim(_ jobs: [StoredJob])
    /// An attempt has ended. What follows (next step, retry at a time, dead letter) is decided and kept by the writer.
    func finished(_ job: StoredJob, _ report: JobReport)
    /// The wait of delayed jobs is over.
    func release(_ jobs: [JobReference])
}

/// Runs started jobs instead of the queues' own tasks: a simulation, which says the order.
public protocol JobLauncher: Sendable {
    /// Takes jobs over whose claims are durable.
    func launch(_ jobs: [StoredJob])
}

/// How an attempt at a job ended.
public enum JobReport: Sendable, Hashable {
    /// The plugin did it.
    case done(output: DataValue, files: [Document])
    /// It failed. `isWorthRetrying` is false where another attempt cannot help, such as bad arguments.
    case failed(code: String, message: String, isWorthRetrying: Bool)

    /// The code of an attempt that somebody ended.
    public static let cancelled = "cancelled"
    /// The code of an attempt that gave no sign of life.
    public static let leaseExpired = "lease-expired"
}

/// Runs one attempt at a job.
public protocol JobExecutor: Sendable {
    /// Checks that somebody does such jobs, before one is enqueued.
    /// - Throws: A refusal with code `unknown-plugin` or `unknown-action` that names those there are.
    func check(plugin: String, action: String) throws(Refusal)
    /// Does what the job asks for. Private values in the arguments are opened already. Never throws: each failure is a report.
    func execute(_ job: ExecutableJob) async -> JobReport
    /// The same, for who can tell that the job is alive: `heartbeat` begins its lease anew.
    func execute(_ job: ExecutableJob, heartbeat: @escaping @Sendable () -> Void) async -> JobReport
    /// An attempt is not wanted any more; whatever it still reports changes nothing.
    func cancel(key: String, attempt: Int)
    /// No more jobs come: those that run have a limited time to end.
    func drain()
}

extension JobExecutor {
    /// Most do whatever is asked.
    public func check(plugin: String, action: String) throws(Refusal) {}

    /// Most give no sign of life.
    public func execute(_ job: ExecutableJob, heartbeat: @escaping @Sendable () -> Void) async -> JobReport { await execute(job) }

    /// Most end soon.
    public func drain() {}

    /// Most cannot stop what they do.
    public func cancel(key: String, attempt: Int) {}
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
