public import DubanModel

/// A job that belongs to no case, as it is asked for.
public struct NewJobBody: Codable, Sendable {
    /// Plugin and action, such as `documents.render`.
    public let action: String
    /// The arguments; nothing private.
    public let arguments: DataValue?
    /// From -100 to 100; 0 without.
    public let priority: Int?
    /// From when it may run; at once without.
    public let runAt: String?
    /// No other live job may have this name.
    public let uniqueKey: String?
    /// No other live job may ask the same of the same plugin with the same arguments.
    public let uniqueArguments: Bool?
    /// The above within each period of so many seconds, also after the job has ended.
    public let uniqueSeconds: Int?

    /// A job.
    public init(
        action: String, arguments: DataValue? = nil, priority: Int? = nil, runAt: String? = nil, uniqueKey: String? = nil,
        uniqueArguments: Bool? = nil, uniqueSeconds: Int? = nil
    ) {
        self.action = action
        self.arguments = arguments
        self.priority = priority
        self.runAt = runAt
        self.uniqueKey = uniqueKey
        self.uniqueArguments = uniqueArguments
        self.uniqueSeconds = uniqueSeconds
    }
}

/// Puts jobs on a queue, all or none.
public struct EnqueueRequest: Codable, Sendable {
    /// The jobs.
    public let jobs: [NewJobBody]

    /// A request.
    public init(jobs: [NewJobBody]) { self.jobs = jobs }
}

/// Which jobs a list shows, or a change is for.
public struct JobFilterBody: Codable, Sendable {
    /// Only this queue.
    public var queue: String?
    /// Only these states.
    public var states: [String]?
    /// Only this plugin's.
    public var plugin: String?
    /// Only those that failed with this code.
    public var code: String?
    /// Only those that were asked for before this instant.
    public var before: String?
    /// Only these.
    public var keys: [String]?
    /// At most so many.
    public var limit: Int?

    /// A filter.
    public init(
        queue: String? = nil, states: [String]? = nil, plugin: String? = nil, code: String? = nil, before: String? = nil,
        keys: [String]? = nil, limit: Int? = nil
    ) {
        self.queue = queue
        self.states = states
        self.plugin = plugin
        self.code = code
        self.before = before
        self.keys = keys
        self.limit = limit
    }
}

/// Changes the jobs that a filter finds.
public struct JobChangeRequest: Codable, Sendable {
    /// `retry`, `discard` or `cancel`.
    public let verb: String
    /// Which.
    public let filter: JobFilterBody

    /// A request.
    public init(verb: String, filter: JobFilterBody) {
        self.verb = verb
        self.filter = filter
    }
}

/// What happened, job by job.
public struct JobOutcomeBody: Codable, Sendable {
    /// What happened to one.
    public struct Entry: Codable, Sendable {
        /// The job.
        public let key: String
        /// `enqueued`, `exists`, `retried`, `discarded`, `cancelled`, or the code of a refusal.
        public let result: String
        /// Why it was refused.
        public let message: String?

        /// An entry.
        public init(key: String, result: String, message: String?) {
            self.key = key
            self.result = result
            self.message = message
        }
    }

    /// Each job.
    public let jobs: [Entry]

    /// What happened.
    public init(jobs: [Entry]) { self.jobs = jobs }
}

/// A job with its arguments and attempts.
public struct JobDetailBody: Codable, Sendable {
    /// An attempt that failed.
    public struct Attempt: Codable, Sendable {
        /// Which, from 1.
        public let attempt: Int
        /// When it ended, at the office.
        public let endedAt: String
        /// The failure's code.
        public let code: String
        /// In words.
        public let message: String

        /// An attempt.
        public init(attempt: Int, endedAt: String, code: String, message: String) {
            self.attempt = attempt
            self.endedAt = endedAt
            self.code = code
            self.message = message
        }
    }

    /// The job.
    public let job: JobBody
    /// The arguments, private values masked.
    public let arguments: DataValue
    /// The attempts that failed.
    public let attempts: [Attempt]

    /// A job.
    public init(job: JobBody, arguments: DataValue, attempts: [Attempt]) {
        self.job = job
        self.arguments = arguments
        self.attempts = attempts
    }
}

/// How the queues stand, and what to ask for to hear of the next change.
public struct QueueWatchBody: Codable, Sendable {
    /// The version to watch from.
    public let version: UInt64
    /// The queues.
    public let queues: [QueueBody]

    /// A state of the queues.
    public init(version: UInt64, queues: [QueueBody]) {
        self.version = version
        self.queues = queues
    }
}
