public import DubanEngine
public import DubanModel

/// Names a job: the case and the step instance that asked for it, or, where it belongs to no case, case 0 and a number of its own
/// (docs/decisions/0020-jobs-of-cases-and-of-none.md).
public struct JobReference: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// The step instance.
    public let step: StepID

    /// A name.
    public init(caseID: CaseID, step: StepID) {
        self.caseID = caseID
        self.step = step
    }

    /// The job of no case with this number.
    public init(number: Int64) { self.init(caseID: JobReference.noCase, step: StepID(Int(number))) }

    /// Whether the job belongs to no case.
    public var isFree: Bool { caseID == JobReference.noCase }

    /// The number of a job that belongs to no case.
    public var number: Int64 { Int64(step.sequence) }

    /// Stands where a case would.
    public static let noCase = CaseID(0)
}

/// The fencing token of a running job: a result with another one changes nothing.
public struct JobClaim: Sendable, Hashable {
    /// The daemon's epoch.
    public let epoch: Int64
    /// Which attempt it is, from 1.
    public let attempt: Int

    /// A claim.
    public init(epoch: Int64, attempt: Int) {
        self.epoch = epoch
        self.attempt = attempt
    }
}

/// Where a job stands.
public enum JobState: String, Sendable, Hashable, CaseIterable {
    /// It waits for a slot.
    case ready
    /// It runs.
    case claimed
    /// It failed for good.
    case dead
    /// It waits for an instant: one that was given, or the end of its back-off.
    case delayed
    /// It ended; kept for a while where it belongs to no case.
    case done
    /// It was called off.
    case cancelled
}

/// A job as stored.
public struct StoredJob: Sendable, Hashable {
    /// What is asked for.
    public let row: JobRow
    /// Where it stands.
    public let state: JobState
    /// The claim that holds it or held it last; attempt 0 before the first.
    public let claim: JobClaim
    /// From when it may run.
    public let readyAt: Instant
    /// The code of the last failure.
    public let errorCode: String?
    /// The last failure in words.
    public let errorMessage: String?
    /// How urgent it is; 0 for most.
    public let priority: Int

    /// A job.
    public init(
        row: JobRow, state: JobState, claim: JobClaim, readyAt: Instant, errorCode: String? = nil, errorMessage: String? = nil,
        priority: Int = 0
    ) {
        self.row = row
        self.state = state
        self.claim = claim
        self.readyAt = readyAt
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.priority = priority
    }

    /// Where it stands among those that wait; the least comes first.
    public var rank: Int64 { JobPriority.rank(priority, readyAt: readyAt) }

    /// The name.
    public var reference: JobReference { JobReference(caseID: row.caseID, step: row.step) }
}

/// Priority with ageing: each step of priority is worth a fixed head start, so that a job which waited longer than that goes first, and
/// none waits for ever.
public enum JobPriority {
    /// The least and the most urgent.
    public static let range = -100...100
    /// The head start of one step of priority, in milliseconds.
    public static let headStart: Int64 = 60_000

    /// Where a job stands among those that wait: the instant from which it could run, less its head start, in milliseconds.
    public static func rank(_ priority: Int, readyAt: Instant) -> Int64 { readyAt.milliseconds - Int64(priority) * headStart }
}

/// One attempt at a job and its outcome.
public struct JobAttempt: Sendable, Hashable {
    /// The claim under which it ran.
    public let claim: JobClaim
    /// When it ended.
    public let endedAt: Instant
    /// The code of the failure; `done` where it succeeded.
    public let code: String
    /// In words; no private value.
    public let message: String

    /// An attempt.
    public init(claim: JobClaim, endedAt: Instant, code: String, message: String) {
        self.claim = claim
        self.endedAt = endedAt
        self.code = code
        self.message = message
    }
}

/// How many jobs a queue has in a state.
public struct JobCount: Sendable, Hashable {
    /// The queue.
    public let queue: String
    /// The state.
    public let state: JobState
    /// How many.
    public let count: Int

    /// A count.
    public init(queue: String, state: JobState, count: Int) {
        self.queue = queue
        self.state = state
        self.count = count
    }
}
