import Crypto
import DubanEngine
public import DubanModel
public import DubanStore
public import DubanWorkflows

/// What is done with queues and jobs besides deciding about cases.
public enum JobOperation: Sendable {
    /// Puts jobs that belong to no case on their queues.
    case enqueue([NewJob])
    /// Has dead jobs tried again.
    case retry([JobReference])
    /// Takes dead or waiting jobs that belong to no case off their queue.
    case discard([JobReference])
    /// Pauses a queue, or opens it again; kept over a restart.
    case setPaused(Bool, queue: String)
    /// Enqueues what is due of a periodic job.
    case occur(PeriodicJob)
    /// Deletes ended jobs of a queue.
    case sweep(queue: String, endedBefore: Instant, keeping: Int, limit: Int)
}

/// A job that belongs to no case, as somebody asks for it.
public struct NewJob: Sendable, Hashable {
    /// What a job must not share with another one that is kept.
    public struct Uniqueness: Sendable, Hashable {
        /// A name of the client's.
        public var key: String?
        /// Plugin, action and arguments.
        public var byArguments: Bool
        /// Only within each period of this length, counted from 1970; the key stays taken for it although the job has ended.
        public var period: Duration?

        /// A condition.
        public init(key: String? = nil, byArguments: Bool = false, period: Duration? = nil) {
            self.key = key
            self.byArguments = byArguments
            self.period = period
        }
    }

    /// The queue.
    public let queue: String
    /// The plugin.
    public let plugin: String
    /// What it is asked for.
    public let action: String
    /// The arguments; nothing private, since no case's key seals them.
    public let arguments: DataValue
    /// How urgent it is, in `JobPriority.range`.
    public let priority: Int
    /// From when it may run.
    public let runAt: Instant?
    /// What it must not share with another job.
    public let uniqueness: Uniqueness?

    /// A job.
    public init(
        queue: String, plugin: String, action: String, arguments: DataValue = .emptyRecord, priority: Int = 0, runAt: Instant? = nil,
        uniqueness: Uniqueness? = nil
    ) {
        self.queue = queue
        self.plugin = plugin
        self.action = action
        self.arguments = arguments
        self.priority = priority
        self.runAt = runAt
        self.uniqueness = uniqueness
    }

    /// The order for it, under its number.
    func order(_ number: Int64, at now: Instant) -> JobOrder {
        let row = JobRow(
            caseID: JobReference.noCase, caseNumber: JobRow.noCaseNumber, step: StepID(Int(number)), queue: queue, plugin: plugin,
            action: action, arguments: arguments, requestedAt: now)
        let delayed = runAt.flatMap { $0 > now ? $0 : nil }
        guard let uniqueness else { return JobOrder(row: row, priority: priority, runAt: delayed) }
        var hasher = SHA256()
        func add(_ text: String) {
            hasher.update(data: Array(text.utf8))
            hasher.update(data: [0])
        }
        add(uniqueness.key ?? "")
        if uniqueness.byArguments || uniqueness.key == nil {
            add("\(plugin).\(action)")
            if uniqueness.byArguments { hasher.update(data: arguments.json) }
        }
        var until: Instant?
        if let period = uniqueness.period {
            let length = max(1, period.components.seconds * 1_000 + period.components.attoseconds / 1_000_000_000_000_000)
            let bucket = (delayed ?? now).milliseconds / length
            add("period \(length) \(bucket)")
            until = Instant(milliseconds: (bucket + 1) * length)
        }
        return JobOrder(row: row, priority: priority, runAt: delayed, uniqueKey: Array(hasher.finalize()), uniqueUntil: until)
    }
}

/// What came of an operation, job by job: what happened, not what was asked for.
public struct JobOutcome: Sendable, Hashable {
    /// What happened to one job.
    public struct Entry: Sendable, Hashable {
        /// The job's key, such as `JOB/17` or `CERT-2026-0001/12`.
        public let key: String
        /// `enqueued`, `exists`, `retried`, `discarded`, or the code of a refusal.
        public let result: String
        /// Why, where it was refused.
        public let message: String?

        /// What happened.
        public init(key: String, result: String, message: String? = nil) {
            self.key = key
            self.result = result
            self.message = message
        }
    }

    /// Each job.
    public var entries: [Entry]

    /// What came of it.
    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// How many entries have a result.
    public func count(_ result: String) -> Int { entries.reduce(0) { $0 + ($1.result == result ? 1 : 0) } }

    var data: DataValue {
        [
            "jobs": .list(
                entries.map { entry in
                    .list([.text(entry.key), .text(entry.result)] + (entry.message.map { [.text($0)] } ?? []))
                })
        ]
    }

    init?(stored bytes: [UInt8]) {
        guard let items = (try? JSONReader.read(bytes))?["jobs"].items else { return nil }
        entries = items.compactMap { item in
            guard let parts = item.items, parts.count >= 2, let key = parts[0].textValue, let result = parts[1].textValue else {
                return nil
            }
            return Entry(key: key, result: result, message: parts.count > 2 ? parts[2].textValue : nil)
        }
    }
}
