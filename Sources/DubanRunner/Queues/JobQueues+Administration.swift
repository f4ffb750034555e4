import DubanEngine
public import DubanModel
public import DubanStore
import DubanTime
public import DubanWorkflows
import Synchronization

extension JobQueues {
    /// How a queue stands, for `duban queue`.
    public struct Standing: Sendable, Hashable {
        /// The queue.
        public let name: String
        /// How many of its jobs run at once.
        public let slots: Int
        /// How many run.
        public let running: Int
        /// How many of those that wait for a slot are held in memory.
        public let waiting: Int
        /// How many wait for their back-off.
        public let delayed: Int
        /// Whether it starts none.
        public let isPaused: Bool
    }

    /// How the queues stand, by name.
    public var standings: [Standing] {
        state.withLock { state in
            let delayed = Dictionary(grouping: state.backingOff.values, by: \.row.queue).mapValues(\.count)
            return state.lanes.map { lane in
                Standing(
                    name: lane.configuration.name, slots: lane.configuration.slots, running: lane.running.count,
                    waiting: lane.waiting.count, delayed: delayed[lane.configuration.name] ?? 0, isPaused: lane.isPaused)
            }.sorted { $0.name < $1.name }
        }
    }

    /// Checks that a queue is there: configured, or used before.
    /// - Throws: A refusal with code `unknown-queue` that names those that are.
    public func check(_ queue: String) throws(Refusal) {
        guard state.withLock({ $0.isKnown(queue) }) else {
            let known = standings.map(\.name).joined(separator: ", ")
            throw Refusal(.unknownQueue, "There is no queue \"\(queue)\"; there are \(known).")
        }
    }

    /// Checks that jobs of this kind can run: their queue is there, and a plugin does them.
    public func check(queue: String, plugin: String, action: String) throws(Refusal) {
        try check(queue)
        try executor.check(plugin: plugin, action: action)
    }

    /// How a queue is set up.
    public func configuration(of queue: String) -> QueueConfiguration {
        state.withLock { $0.with(queue, .zero) { $0.configuration } }
    }

    /// Whether ended jobs of the queue are kept for a while.
    public func keepsEnded(_ queue: String) -> Bool { configuration(of: queue).retention.count > 0 }

    /// The queues that are known.
    public var names: [String] {
        state.withLock { state in Set(state.configurations.keys).union(state.lanes.map(\.configuration.name)).sorted() }
    }

    /// How a failed job of the queue is tried again.
    public func retryPolicy(of queue: String) -> RetryPolicy { configuration(of: queue).retry }

    /// Starts none of the queue's jobs, or starts them again. What is kept over a restart is the writer's to keep.
    public func setPaused(_ isPaused: Bool, queue: String) {
        state.withLock { state in state.with(queue, .zero) { $0.isPaused = isPaused } }
        advance(queue)
    }

    /// Has jobs that wait for their back-off run now.
    public func hurry(queue: String) {
        let jobs = state.withLock { state -> [JobReference] in
            let jobs = state.backingOff.values.filter { $0.row.queue == queue }.map(\.reference)
            for job in jobs { state.backingOff[job] = nil }
            return jobs
        }
        if !jobs.isEmpty { decider?.release(jobs) }
    }

    /// Whether no slot is taken and nothing waits that could run.
    public var isQuiet: Bool { state.withLock { $0.isSettled } }

    /// The jobs that run.
    public var runningJobs: [StoredJob] { state.withLock { $0.lanes.flatMap { $0.running.values.map(\.job) } } }

    /// Ends a running attempt: the queue holds it to have failed at once, its plugin is asked to stop, and what it still reports
    /// changes nothing.
    /// - Returns: False where the job does not run.
    public func cancel(_ reference: JobReference) -> Bool {
        guard let job = runningJobs.first(where: { $0.reference == reference }) else { return false }
        ended(job, .failed(code: JobReport.cancelled, message: "The attempt was cancelled.", isWorthRetrying: false))
        executor.cancel(key: job.row.key, attempt: job.claim.attempt)
        return true
    }

    // MARK: Leases

    /// A running job gave a sign of life.
    public func heartbeat(_ job: JobReference, on queue: String) {
        let now = monotonic.elapsed()
        state.withLock { state in state.with(queue, now) { $0.beat(job, now: now) } }
    }

    /// Takes up again what gave no sign of life within its lease, and waits for the next lease to end.
    func watchLeases() {
        let now = monotonic.elapsed()
        let (late, next) = state.withLock { state -> ([StoredJob], Duration?) in
            var late: [StoredJob] = []
            for index in state.lanes.indices { late += state.lanes[index].expired(now: now) }
            let next = state.lanes.compactMap(\.nextDeadline).min()
            state.isLeaseWatched = next != nil
            return (late, next)
        }
        for job in late {
            let message = "The attempt gave no sign of life within the lease of queue \(job.row.queue)."
            decider?.finished(job, .failed(code: JobReport.leaseExpired, message: message, isWorthRetrying: true))
            executor.cancel(key: job.row.key, attempt: job.claim.attempt)
        }
        if let next { scheduler.after(next - now) { self.watchLeases() } }
    }
}
