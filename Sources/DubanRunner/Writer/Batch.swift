import DubanEngine
import DubanModel
import DubanStore

/// What one transaction did, and what is to follow once it is durable.
struct Batch {
    /// A decision as it is told to the journal.
    struct Told: Sendable {
        let position: Int64
        let number: CaseNumber
        let workflow: String
        let caseID: CaseID
        let sequence: Int
        let at: Instant
        let actor: Actor
        let events: [Event]
        let state: CaseState
    }

    /// Cases that earlier items of the transaction changed.
    var cases: [CaseID: CachedCase] = [:]
    /// The last decision of each of them.
    var heads: [CaseID: SealChain.Head] = [:]
    var told: [Told] = []
    var position: Int64 = 0
    var answers: [Result<Receipt, Refusal>] = []
    /// Jobs to start, their slots reserved.
    var starting: [StoredJob] = []
    /// Jobs to hold until a slot is free.
    var holding: [StoredJob] = []
    /// Jobs whose rows are to be read again and held: revived ones.
    var reviving: [JobReference] = []
    /// Slots that were reserved, by queue, to be returned where the transaction comes to nothing.
    var reserved: [String] = []
    /// Held jobs that took over a slot, to be held again where the transaction comes to nothing.
    var succeeded: [StoredJob] = []
    /// The earliest rung that was scheduled.
    var earliestTimer: Instant?
}
