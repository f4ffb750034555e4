public import DubanEngine
public import DubanModel

/// What a transaction may do with jobs. A job of a case is put on its queue and taken off it by the effects of decisions; a job of no
/// case by the functions here. Each change says whether it was one, so that a stale claim changes nothing (quality.md, P4).
public protocol JobSession: AnyObject {
    // MARK: All jobs

    /// Claims a ready job.
    /// - Returns: False where it is not ready any more.
    func claim(_ job: JobReference, with claim: JobClaim) throws -> Bool
    /// Takes a job off its queue, if it is held by exactly this claim.
    /// - Returns: False where the claim is stale; then nothing changed.
    func take(_ job: JobReference, heldBy claim: JobClaim) throws -> Bool
    /// Whether the job is held by exactly this claim.
    func isHeld(_ job: JobReference, by claim: JobClaim) throws -> Bool
    /// Records a failed attempt and has the job wait until `readyAt`.
    /// - Returns: False where the claim is stale; then nothing changed.
    func retry(_ job: JobReference, after attempt: JobAttempt, readyAt: Instant) throws -> Bool
    /// Records an attempt's outcome without changing the job.
    func record(_ attempt: JobAttempt, of job: JobReference) throws
    /// Makes every job that an earlier epoch of the daemon had claimed ready again, its attempt unspent.
    /// - Returns: How many.
    func releaseClaims(before epoch: Int64, at instant: Instant) throws -> Int
    /// The delayed jobs that are due, the earliest first.
    func dueJobs(by instant: Instant, limit: Int) throws -> [StoredJob]
    /// Ends the wait of a delayed job: it is ready.
    /// - Returns: The job; `nil` where it is not delayed any more.
    func release(_ job: JobReference) throws -> StoredJob?
    /// A job as it stands in this transaction.
    func job(_ job: JobReference) throws -> StoredJob?

    // MARK: Jobs of no case

    /// Takes so many numbers for jobs of no case.
    /// - Returns: The first of them.
    func takeJobNumbers(_ count: Int) throws -> Int64
    /// Puts a job of no case on its queue, claimed where the runner took it in the same breath.
    /// - Returns: The job that has the order's unique key already; `nil` where the order was put on the queue.
    func enqueue(_ order: JobOrder, claim: JobClaim?) throws -> JobReference?
    /// A claimed job was done; it is kept as done, or deleted.
    /// - Returns: False where the claim is stale; then nothing changed.
    func finish(_ job: JobReference, by claim: JobClaim, at instant: Instant, keeps: Bool) throws -> Bool
    /// A claimed job failed for good.
    func bury(_ job: JobReference, code: String, message: String) throws
    /// Makes a dead job ready again.
    /// - Returns: The job; `nil` where it is not dead.
    func revive(_ job: JobReference, at instant: Instant) throws -> StoredJob?
    /// Calls a job off that does not run.
    /// - Returns: False where it runs, or has ended.
    func callOff(_ job: JobReference, at instant: Instant) throws -> Bool

    // MARK: Queues

    /// Keeps whether a queue is paused.
    func setPaused(_ isPaused: Bool, queue: String) throws
    /// Deletes ended jobs of a queue that ended before an instant or are beyond the newest `count`, at most so many at once.
    /// - Returns: How many.
    func sweep(_ queue: String, endedBefore instant: Instant, keeping count: Int, limit: Int) throws -> Int
}

/// A job that belongs to no case, as it is asked for.
public struct JobOrder: Sendable, Hashable {
    /// The job; its case is `JobReference.noCase`, its step its number.
    public let row: JobRow
    /// How urgent it is.
    public let priority: Int
    /// From when it may run; at once without.
    public let runAt: Instant?
    /// What no other job that is kept may have.
    public let uniqueKey: [UInt8]?
    /// Until when the key stays taken after the job has ended.
    public let uniqueUntil: Instant?

    /// An order.
    public init(row: JobRow, priority: Int = 0, runAt: Instant? = nil, uniqueKey: [UInt8]? = nil, uniqueUntil: Instant? = nil) {
        self.row = row
        self.priority = priority
        self.runAt = runAt
        self.uniqueKey = uniqueKey
        self.uniqueUntil = uniqueUntil
    }

    /// The name of the job.
    public var reference: JobReference { JobReference(caseID: row.caseID, step: row.step) }
}

extension JobRow {
    /// What stands where a case's number would: the key of a job of no case is `JOB/17`.
    public static let noCaseNumber = CaseNumber("JOB")
}
