import DubanEngine
import DubanModel
public import DubanStore
public import DubanTime
public import DubanWorkflows
import Dispatch
public import ServiceLifecycle
import Synchronization

/// The named queues: how many of their jobs run at once, which comes next, and which waits for its back-off. Jobs run on Dispatch,
/// each queue on its own; nothing here polls.
public final class JobQueues: JobDispatcher, Service {
    /// How a queue stands, for `duban queue`.
    public struct Standing: Sendable, Hashable {
        /// The queue.
        public let name: String
        /// How many of its jobs run at once.
        public let slots: Int
        /// How many run.
        public let running: Int
        /// How many wait for a slot.
        public let waiting: Int
        /// How many wait for their back-off.
        public let delayed: Int
        /// Whether it starts none.
        public let isPaused: Bool
    }

    private struct Lane {
        let configuration: QueueConfiguration
        let executor: DispatchTaskExecutor
        var running = 0
        var isPaused = false
        var waiting: [StoredJob] = []
        var delayed: [JobReference: StoredJob] = [:]

        /// The first that waits, unless the queue is paused.
        mutating func next() -> StoredJob? { isPaused || waiting.isEmpty ? nil : waiting.removeFirst() }
    }

    private struct State {
        var lanes: [String: Lane] = [:]
        var configurations: [String: QueueConfiguration]
        var settling: [CheckedContinuation<Void, Never>] = []
        var isStopping = false

        mutating func with<Result>(_ name: String, _ body: (inout Lane) -> Result) -> Result {
            var lane =
                lanes[name]
                ?? Lane(
                    configuration: configurations[name] ?? QueueConfiguration(name: name, slots: JobQueues.standardSlots, retry: .standard),
                    executor: DispatchTaskExecutor(label: "duban.queue.\(name)"))
            defer { lanes[name] = lane }
            return body(&lane)
        }

        var isSettled: Bool { lanes.values.allSatisfy { $0.running == 0 && ($0.waiting.isEmpty || $0.isPaused) } }
    }

    /// Slots of a queue that nobody configured.
    public static let standardSlots = 2

    private let state: Mutex<State>
    private let executor: any JobExecutor
    private let preparer: any JobPreparer
    private let clock: any WallClock
    private let timers = DispatchQueue(label: "duban.back-off")
    private let authority = Mutex<(any JobAuthority)?>(nil)
    private let started: AsyncStream<StoredJob>
    private let starter: AsyncStream<StoredJob>.Continuation

    /// Queues.
    public init(
        _ configurations: [QueueConfiguration], executor: any JobExecutor, preparer: any JobPreparer, clock: any WallClock
    ) {
        let byName = Dictionary(configurations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        state = Mutex(State(configurations: byName))
        self.executor = executor
        self.preparer = preparer
        self.clock = clock
        (started, starter) = AsyncStream.makeStream()
    }

    /// Says who decides about jobs; once, before anything is started.
    public func connect(_ authority: any JobAuthority) { self.authority.withLock { $0 = authority } }

    /// Runs jobs until the daemon stops; those that run then are given their time to end by the plugin host.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await job in started {
                    let lane = state.withLock { $0.with(job.row.queue) { $0.executor } }
                    group.addTask(executorPreference: lane) { await self.run(job) }
                }
            }
        } onCancelOrGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.starter.finish()
        }
    }

    private func run(_ job: StoredJob) async {
        let report: JobReport
        do {
            report = await executor.execute(try await preparer.prepare(job))
        } catch {
            let refusal = error as? Refusal
            report = .failed(
                code: refusal?.code.rawValue ?? "not-prepared", message: refusal?.message ?? "The job could not be prepared.",
                isWorthRetrying: false)
        }
        // A stopping daemon leaves the claim to the next start, which releases it unspent.
        if state.withLock({ $0.isStopping }), case .failed = report { return }
        authority.withLock { $0 }?.finished(job, report)
    }

    /// How a failed job of the queue is tried again.
    public func retryPolicy(of queue: String) -> RetryPolicy { state.withLock { $0.with(queue) { $0.configuration.retry } } }

    // MARK: The writer's side

    /// Takes a free slot of a queue, if there is one and nobody waits for it.
    public func reserveSlot(of queue: String) -> Bool {
        state.withLock { state in
            guard !state.isStopping else { return false }
            return state.with(queue) { lane in
                guard lane.running < lane.configuration.slots, !lane.isPaused, lane.waiting.isEmpty else { return false }
                lane.running += 1
                return true
            }
        }
    }

    /// Gives a reserved slot back, to the next that waits.
    public func returnSlot(of queue: String) {
        state.withLock { state in state.with(queue) { $0.running -= 1 } }
        advance(queue)
    }

    /// Starts a job whose claim is durable.
    public func start(_ job: StoredJob) { starter.yield(job) }

    /// Keeps a job until it may run and a slot is free.
    public func hold(_ job: StoredJob) {
        let wait = job.readyAt - clock.now()
        if job.claim.attempt > 0, wait > .zero {
            state.withLock { state in state.with(job.row.queue) { $0.delayed[job.reference] = job } }
            let (seconds, attoseconds) = wait.components
            let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
            timers.asyncAfter(deadline: .now() + .nanoseconds(Int(nanoseconds))) { self.wake(job) }
        } else {
            state.withLock { state in state.with(job.row.queue) { $0.waiting.append(job) } }
            advance(job.row.queue)
        }
    }

    private func wake(_ job: StoredJob) {
        let isWanted = state.withLock { state in
            state.with(job.row.queue) { lane in
                guard lane.delayed.removeValue(forKey: job.reference) != nil else { return false }
                lane.waiting.append(job)
                return true
            }
        }
        if isWanted { advance(job.row.queue) }
    }

    /// Forgets a held job.
    public func forget(_ job: JobReference) {
        state.withLock { state in
            for name in state.lanes.keys {
                state.with(name) { lane in
                    lane.delayed[job] = nil
                    lane.waiting.removeAll { $0.reference == job }
                }
            }
        }
    }

    /// The job that takes over the slot of one that just finished; without one the slot is free.
    public func successor(on queue: String) -> StoredJob? {
        let next = state.withLock { state in
            state.with(queue) { lane -> StoredJob? in
                let next = lane.running <= lane.configuration.slots ? lane.next() : nil
                if next == nil { lane.running -= 1 }
                return next
            }
        }
        if next == nil { tellSettled() }
        return next
    }

    /// Has as many waiting jobs claimed as slots are free.
    private func advance(_ queue: String) {
        let jobs = state.withLock { state in
            state.with(queue) { lane -> [StoredJob] in
                var jobs: [StoredJob] = []
                while lane.running < lane.configuration.slots, let job = lane.next() {
                    lane.running += 1
                    jobs.append(job)
                }
                return jobs
            }
        }
        let authority = authority.withLock { $0 }
        for job in jobs { authority?.claim(job) }
        tellSettled()
    }

    // MARK: The administrator's side

    /// How the queues stand, by name.
    public var standings: [Standing] {
        state.withLock { state in
            state.lanes.values.map { lane in
                Standing(
                    name: lane.configuration.name, slots: lane.configuration.slots, running: lane.running,
                    waiting: lane.waiting.count, delayed: lane.delayed.count, isPaused: lane.isPaused)
            }.sorted { $0.name < $1.name }
        }
    }

    /// Whether the queue is known: configured, or used before.
    public func isKnown(_ queue: String) -> Bool {
        state.withLock { $0.lanes[queue] != nil || $0.configurations[queue] != nil }
    }

    /// Starts none of the queue's jobs, or starts them again.
    public func setPaused(_ isPaused: Bool, queue: String) {
        state.withLock { state in state.with(queue) { $0.isPaused = isPaused } }
        advance(queue)
    }

    /// Has jobs that wait for their back-off run now.
    public func hurry(queue: String) {
        let jobs = state.withLock { state in state.with(queue) { Array($0.delayed.values) } }
        for job in jobs { wake(job) }
    }

    /// Returns once no job runs or waits for a slot. Jobs in back-off, which counts real time, are not waited for.
    public func settled() async {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                if !state.isSettled { state.settling.append(continuation) }
                return state.isSettled
            }
            if isSettled { continuation.resume() }
        }
    }

    private func tellSettled() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard state.isSettled else { return [] }
            defer { state.settling = [] }
            return state.settling
        }
        for continuation in waiting { continuation.resume() }
    }
}
