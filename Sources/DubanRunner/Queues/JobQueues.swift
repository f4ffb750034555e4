import DubanEngine
import DubanModel
public import DubanStore
public import DubanTime
public import DubanWorkflows
public import ServiceLifecycle
import Synchronization

/// The named queues: how many of their jobs run at once, which comes next, and which waits for its back-off. Jobs run on Dispatch,
/// each queue on an executor of its own; nothing here polls.
public final class JobQueues: JobDispatcher, Service {
    struct State {
        var lanes: [Lane] = []
        var executors: [DispatchTaskExecutor] = []
        private var indices: [String: Int] = [:]
        let configurations: [String: QueueConfiguration]
        /// Jobs in back-off, whose wait is measured here; the store has their instant for a restart.
        var backingOff: [JobReference: StoredJob] = [:]
        /// Those who wait for a state of the queues.
        var waiters: [Waiter] = []
        /// Counts changes, for those who watch.
        var version: UInt64 = 0
        var isStopping = false
        var isLeaseWatched = false

        init(_ configurations: [String: QueueConfiguration]) {
            self.configurations = configurations
            for name in configurations.keys.sorted() { _ = index(of: name, .zero) }
        }

        /// Works on a lane in place; one that only a workflow names is made.
        mutating func with<Result>(_ name: String, _ now: Duration, _ body: (inout Lane) -> Result) -> Result {
            body(&lanes[index(of: name, now)])
        }

        mutating func index(of name: String, _ now: Duration) -> Int {
            if let index = indices[name] { return index }
            let configuration =
                configurations[name] ?? QueueConfiguration(name: name, slots: QueueConfiguration.standardSlots, retry: .standard)
            lanes.append(Lane(configuration, now: now))
            executors.append(DispatchTaskExecutor(label: "duban.queue.\(name)"))
            indices[name] = lanes.count - 1
            return lanes.count - 1
        }

        func isKnown(_ name: String) -> Bool { indices[name] != nil }

        var isSettled: Bool { lanes.allSatisfy { $0.isSettled } }

        func isIdle(_ name: String) -> Bool { indices[name].map { lanes[$0].taken == 0 } ?? true }

        struct Waiter {
            let condition: @Sendable (borrowing State) -> Bool
            let continuation: CheckedContinuation<Void, Never>
        }
    }

    /// Back-offs that are measured in memory; the wait of further ones ends by the wall clock.
    static let backOffLimit = 10_000

    let state: Mutex<State>
    let monotonic: any MonotonicClock
    let scheduler: any Scheduler
    let executor: any JobExecutor
    private let preparer: any JobPreparer
    private let reader: (any StoreReader)?
    private let launcher: (any JobLauncher)?
    let clock: any WallClock
    private let authority = Mutex<(any JobAuthority)?>(nil)
    private let started: AsyncStream<[StoredJob]>
    private let starter: AsyncStream<[StoredJob]>.Continuation

    /// Queues.
    /// - Parameters:
    ///   - reader: Where waiting jobs stand that are not held in memory; without one, all are held.
    ///   - monotonic: Measures back-off, leases and rates.
    ///   - scheduler: Runs what is due later.
    ///   - launcher: Runs jobs instead of `run()`, in a simulation.
    public init(
        _ configurations: [QueueConfiguration], executor: any JobExecutor, preparer: any JobPreparer, clock: any WallClock,
        reader: (any StoreReader)? = nil, monotonic: any MonotonicClock = SystemMonotonicClock(),
        scheduler: any Scheduler = DispatchScheduler(label: "duban.queues"), launcher: (any JobLauncher)? = nil
    ) {
        state = Mutex(State(Dictionary(configurations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })))
        self.executor = executor
        self.preparer = preparer
        self.clock = clock
        self.reader = reader
        self.monotonic = monotonic
        self.scheduler = scheduler
        self.launcher = launcher
        (started, starter) = AsyncStream.makeStream()
    }

    /// Says who decides about jobs; once, before anything is started.
    public func connect(_ authority: any JobAuthority) { self.authority.withLock { $0 = authority } }

    var decider: (any JobAuthority)? { authority.withLock { $0 } }

    /// Runs jobs until the daemon stops; those that run then are given their time to end by the plugin host.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await jobs in started {
                    for job in jobs {
                        let lane = state.withLock { $0.executors[$0.index(of: job.row.queue, .zero)] }
                        group.addTask(executorPreference: lane) { await self.run(job) }
                    }
                }
            }
        } onCancelOrGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.starter.finish()
            self.executor.drain()
        }
    }

    /// Runs one attempt and reports its end.
    public func run(_ job: StoredJob) async {
        let report: JobReport
        do {
            let prepared = try await preparer.prepare(job)
            report = await executor.execute(prepared) { self.heartbeat(job.reference, on: job.row.queue) }
        } catch {
            let refusal = error as? Refusal
            report = .failed(
                code: refusal?.code.rawValue ?? "not-prepared", message: refusal?.message ?? "The job could not be prepared.",
                isWorthRetrying: false)
        }
        ended(job, report)
    }

    /// An attempt has ended. A report for a claim that its lease or a cancellation ended before changes nothing.
    public func ended(_ job: StoredJob, _ report: JobReport) {
        let isFresh = state.withLock { state in
            // A stopping daemon leaves the claim of a failed attempt to the next start, which releases it unspent.
            if state.isStopping, case .failed = report { return false }
            return state.with(job.row.queue, .zero) { $0.ended(job) }
        }
        if isFresh { decider?.finished(job, report) }
    }

    // MARK: The writer's side

    /// Takes a free slot of a queue, if there is one and nobody waits for it.
    public func reserveSlot(of queue: String) -> Bool {
        let now = monotonic.elapsed()
        return state.withLock { state in !state.isStopping && state.with(queue, now) { $0.reserve(now: now) } }
    }

    /// Gives a reserved slot back, to the next that waits.
    public func returnSlot(of queue: String) {
        state.withLock { state in state.with(queue, .zero) { $0.giveBack() } }
        advance(queue)
    }

    /// Starts a job whose claim is durable.
    public func start(_ job: StoredJob) { start([job]) }

    /// Keeps a job until it may run and a slot is free.
    public func hold(_ job: StoredJob) { hold([job]) }

    /// Starts jobs whose claims are durable.
    public func start(_ jobs: [StoredJob]) {
        guard !jobs.isEmpty else { return }
        let now = monotonic.elapsed()
        let lease = state.withLock { state -> Duration? in
            for job in jobs { state.with(job.row.queue, now) { $0.started(job, now: now) } }
            guard !state.isLeaseWatched else { return nil }
            state.isLeaseWatched = true
            return state.lanes.compactMap { $0.nextDeadline }.min().map { $0 - now }
        }
        if let lease { scheduler.after(lease) { self.watchLeases() } }
        if let launcher { launcher.launch(jobs) } else { starter.yield(jobs) }
    }

    /// Keeps jobs until they may run and a slot is free.
    public func hold(_ jobs: [StoredJob]) {
        var queues: Set<String> = []
        for job in jobs where job.state == .ready {
            state.withLock { state in state.with(job.row.queue, .zero) { $0.hold(job) } }
            queues.insert(job.row.queue)
        }
        for job in jobs where job.state == .delayed { backOff(job) }
        for queue in queues { advance(queue) }
        if queues.isEmpty { tellWaiters() }
    }

    /// The wait of a job that failed counts time that passes; that of one which was asked for later, the wall clock (`TimerService`).
    private func backOff(_ job: StoredJob) {
        guard job.claim.attempt > 0 else { return }
        let isMeasured = state.withLock { state in
            guard state.backingOff.count < JobQueues.backOffLimit else { return false }
            state.backingOff[job.reference] = job
            return true
        }
        if isMeasured { scheduler.after(max(.zero, job.readyAt - clock.now())) { self.wake(job) } }
    }

    private func wake(_ job: StoredJob) {
        if state.withLock({ $0.backingOff.removeValue(forKey: job.reference) }) != nil { decider?.release([job.reference]) }
    }

    /// Forgets a held job.
    public func forget(_ job: JobReference) {
        state.withLock { state in
            state.backingOff[job] = nil
            for index in state.lanes.indices { state.lanes[index].waiting.remove(job) }
        }
        tellWaiters()
    }

    /// Forgets a job whose step was given up, and has its plugin stop the attempt that runs; its slot is free once it has.
    public func abandon(_ job: JobReference) {
        forget(job)
        let running = state.withLock { state in state.lanes.lazy.compactMap { $0.running[job]?.job }.first }
        if let running { executor.cancel(key: running.row.key, attempt: running.claim.attempt) }
    }

    /// The job that takes over the slot of one that just finished; without one the slot is free.
    public func successor(on queue: String) -> StoredJob? {
        let now = monotonic.elapsed()
        return state.withLock { state in state.with(queue, now) { $0.handOver(now: now) } }
    }

    /// The transaction came to nothing: the slot is the finished job's again, and its successor waits.
    public func takeBack(_ successor: StoredJob?, on queue: String) {
        state.withLock { state in state.with(queue, .zero) { $0.takeBack(successor) } }
    }

    /// After a commit: what is settled, what can start, what is to be read.
    public func committed(_ queues: Set<String>) { for queue in queues { advance(queue) } }

    /// Has as many waiting jobs claimed as slots are free, and reads more where the window runs low.
    func advance(_ queue: String) {
        let now = monotonic.elapsed()
        let (jobs, wait, wantsMore) = state.withLock { state in
            state.isStopping
                ? ([], nil, false)
                : state.with(queue, now) { lane in (lane.claimable(now: now), lane.throttled(now: now), lane.wantsMore()) }
        }
        if !jobs.isEmpty { decider?.claim(jobs) }
        if let wait, state.withLock({ $0.with(queue, now) { $0.noteWake() } }) {
            scheduler.after(wait) {
                self.state.withLock { $0.with(queue, now) { $0.wakeCame() } }
                self.advance(queue)
            }
        }
        if wantsMore { scheduler.async { self.refill(queue) } }
        tellWaiters()
    }

    private func refill(_ queue: String) {
        guard let reader else { return }
        let jobs = (try? reader.waitingJobs(of: queue, limit: Lane.windowLimit)) ?? []
        state.withLock { state in state.with(queue, .zero) { $0.refill(jobs, isAll: jobs.count < Lane.windowLimit) } }
        advance(queue)
    }

    /// Goes on where an earlier daemon stopped: its pauses hold, its waiting jobs wait, its back-offs go on.
    public func resume() throws {
        guard let reader else { return }
        for queue in try reader.pausedQueues() { state.withLock { state in state.with(queue, .zero) { $0.isPaused = true } } }
        hold(try reader.backingOff(limit: JobQueues.backOffLimit))
        for queue in try reader.queuesWithWaitingJobs() {
            state.withLock { state in state.with(queue, .zero) { $0.recall() } }
            advance(queue)
        }
    }
}
