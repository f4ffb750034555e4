import DubanModel
import DubanStore
import DubanWorkflows

/// One queue in memory: which of its jobs run, which comes next. It decides and does nothing: what is to be claimed, read or waited for
/// is what its functions return.
///
/// Only a window of the waiting jobs is held: beyond `windowLimit` they stay in the store, and are read when the window runs low.
/// `horizon` is the rank from which on the store has jobs that the window has not.
struct Lane {
    /// A slot that is taken by a running job.
    struct Running {
        let job: StoredJob
        /// When its lease ends, on the monotonic clock, unless a heartbeat comes before.
        var deadline: Duration
    }

    /// Waiting jobs that are held in memory.
    static let windowLimit = 8_192
    /// The store is asked for more when fewer are held.
    static let lowWater = 2_048

    var configuration: QueueConfiguration
    /// Slots taken: by running jobs, and by those whose claim is under way.
    private(set) var taken = 0
    private(set) var running: [JobReference: Running] = [:]
    var waiting = JobHeap()
    var isPaused = false
    private var bucket: TokenBucket?
    private(set) var horizon: Int64?
    private(set) var isReading = false
    /// The least rank of the jobs that came while the store was being read.
    private var leftOut: Int64?
    private var isWakeSet = false

    init(_ configuration: QueueConfiguration, now: Duration) {
        self.configuration = configuration
        bucket = configuration.rate.map { TokenBucket(perSecond: $0.perSecond, burst: $0.burst, now: now) }
    }

    /// Whether nothing runs, and nothing waits that could run.
    var isSettled: Bool { taken == 0 && (isPaused || (waiting.isEmpty && horizon == nil)) }

    // MARK: Slots

    /// Takes a slot for a job that is being enqueued, where one is free and nobody waits for it.
    mutating func reserve(now: Duration) -> Bool {
        guard !isPaused, taken < configuration.slots, waiting.isEmpty, horizon == nil, takeToken(now) else { return false }
        taken += 1
        return true
    }

    /// Gives a slot back whose job did not start.
    mutating func giveBack() {
        taken -= 1
        bucket?.giveBack()
    }

    /// The slot of a job that ended goes over to the next that waits, where there is one; otherwise it is free.
    mutating func handOver(now: Duration) -> StoredJob? {
        if taken <= configuration.slots, !isPaused, !waiting.isEmpty, takeToken(now), let next = waiting.pop() { return next }
        taken -= 1
        return nil
    }

    /// The hand-over came to nothing: the slot is the finished job's again, and its successor waits.
    mutating func takeBack(_ successor: StoredJob?) {
        if let successor { waiting.push(successor) } else { taken += 1 }
        if successor != nil { bucket?.giveBack() }
    }

    /// Takes slots for as many waiting jobs as may start now.
    mutating func claimable(now: Duration) -> [StoredJob] {
        var jobs: [StoredJob] = []
        while !isPaused, taken < configuration.slots, !waiting.isEmpty, takeToken(now), let job = waiting.pop() {
            taken += 1
            jobs.append(job)
        }
        return jobs
    }

    /// How long until the rate limit lets the next start; `nil` where that is not what holds it up.
    mutating func throttled(now: Duration) -> Duration? {
        guard !isPaused, taken < configuration.slots, !waiting.isEmpty, let wait = bucket?.wait(now: now), wait > .zero else { return nil }
        return wait
    }

    /// Whether a waking is to be set for the rate limit; it is noted as set.
    mutating func noteWake() -> Bool {
        defer { isWakeSet = true }
        return !isWakeSet
    }

    /// The waking came.
    mutating func wakeCame() { isWakeSet = false }

    private mutating func takeToken(_ now: Duration) -> Bool { bucket?.take(now: now) ?? true }

    // MARK: Running jobs

    mutating func started(_ job: StoredJob, now: Duration) {
        running[job.reference] = Running(job: job, deadline: now + configuration.lease)
    }

    /// An attempt ended.
    /// - Returns: False where the job does not run under this claim any more: its slot went over already, and the report is stale.
    mutating func ended(_ job: StoredJob) -> Bool {
        guard let holder = running[job.reference], holder.job.claim == job.claim else { return false }
        running[job.reference] = nil
        return true
    }

    /// A sign of life.
    mutating func beat(_ job: JobReference, now: Duration) { running[job]?.deadline = now + configuration.lease }

    /// Jobs whose lease is over; they do not run any more as far as the queue is concerned.
    mutating func expired(now: Duration) -> [StoredJob] {
        let late = running.values.filter { $0.deadline <= now }.map { $0.job }
        for job in late { running[job.reference] = nil }
        return late
    }

    /// When the next lease ends.
    var nextDeadline: Duration? { running.values.lazy.map { $0.deadline }.min() }

    // MARK: The window

    /// Takes a waiting job in, or leaves it to the store where the window is full or being read.
    mutating func hold(_ job: StoredJob) {
        if isReading {
            leftOut = min(leftOut ?? .max, job.rank)
            return
        }
        if let horizon, job.rank >= horizon { return }
        if waiting.count >= Lane.windowLimit, !waiting.contains(job.reference) {
            horizon = job.rank
            return
        }
        waiting.push(job)
    }

    /// The store may have waiting jobs of which nothing is held.
    mutating func recall() { if !isReading { horizon = .min } }

    /// Whether the store is to be asked now; it is noted as asked.
    mutating func wantsMore() -> Bool {
        guard horizon != nil, !isReading, waiting.count < Lane.lowWater else { return false }
        isReading = true
        return true
    }

    /// The store was read: its first waiting jobs in the order of their rank, `isAll` where there are no more.
    mutating func refill(_ jobs: [StoredJob], isAll: Bool) {
        isReading = false
        horizon = isAll ? leftOut : min(leftOut ?? .max, jobs.last?.rank ?? .max)
        leftOut = nil
        for job in jobs where running[job.reference] == nil { waiting.push(job) }
    }
}
