import DubanEngine
import DubanModel
import DubanStore

/// What one transaction did, and what is to follow once it is durable.
struct Batch {
    /// Cases that earlier items of the transaction changed.
    var cases: [CaseID: CachedCase] = [:]
    var told: [CommittedDecision] = []
    var position: Int64 = 0
    var answers: [Result<WriterAnswer, Refusal>] = []
    /// The counts that the transaction has read and advanced: each decision is given them, and need not ask.
    var facts = Facts()
    /// Jobs to start, their slots reserved.
    var starting: [StoredJob] = []
    /// Jobs to hold until a slot is free, or their back-off is over.
    var holding: [StoredJob] = []
    /// Jobs whose rows are to be read again and held: revived ones.
    var reviving: [JobReference] = []
    /// Jobs that are not to be held any more.
    var forgetting: [JobReference] = []
    /// Jobs whose step was given up: not to be held, and stopped where they run.
    var abandoned: [JobReference] = []
    /// Queues to pause or open again.
    var pausing: [(queue: String, isPaused: Bool)] = []
    /// Slots that were reserved, by queue, to be returned where the transaction comes to nothing.
    var reserved: [String] = []
    /// Slots that are not wanted after all, by queue: returned once the transaction is durable.
    var released: [String] = []
    /// Slots of finished jobs that went over to held ones, or became free: taken back where the transaction comes to nothing.
    var handed: [(queue: String, successor: StoredJob?)] = []
    /// Queues in which a slot became free.
    var freed: Set<String> = []
    /// Whether a case owes another something.
    var owes = false
    /// The calendar that is in force once the transaction is durable.
    var calendar: CalendarChange?
    /// The seal over it.
    var seal: StoredSeal?
    /// Where the journal stood, as kept with it.
    var cursor: Int64?
    /// The earliest rung or delayed job that was scheduled.
    var earliest: Instant?

    init(capacity: Int) {
        cases.reserveCapacity(capacity)
        told.reserveCapacity(capacity)
        answers.reserveCapacity(capacity)
    }

    /// Whether others see what it changes without reading it from the store, the calendar in force and paused queues: then it must be durable
    /// before it is arranged.
    var isSeenAtOnce: Bool { calendar != nil || !pausing.isEmpty }

    /// The last event of each case that was changed, in the order of the cases.
    var heads: [SealChain.Head] {
        cases.map { SealChain.Head(caseID: $0.key, sequence: $0.value.state.sequence, hash: $0.value.head) }.sorted {
            $0.caseID < $1.caseID
        }
    }

    /// Notes that something is due then.
    mutating func schedule(_ due: Instant) { earliest = min(earliest ?? due, due) }
}
