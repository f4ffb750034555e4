import DubanEngine
import DubanModel
import DubanStore

/// All tables of the store in memory; a value, so that a transaction works on a copy and a rollback forgets it.
struct Tables {
    var decisions: [StoredDecision] = []
    var byCase: [CaseID: [Int]] = [:]
    var snapshots: [CaseID: StoredSnapshot] = [:]
    var seals: [StoredSeal] = []
    var summaries: [CaseID: CaseSummary] = [:]
    var tasks: [TaskNumber: TaskRow] = [:]
    var jobs: [JobReference: StoredJob] = [:]
    var attempts: [JobReference: [JobAttempt]] = [:]
    /// When jobs of no case ended.
    var ended: [JobReference: Instant] = [:]
    var uniqueJobs: [[UInt8]: UniqueJob] = [:]
    var pausedQueues: Set<String> = []
    var timers: [TimerKey: TimerRow] = [:]
    var registers: [RegisterRow] = []
    var serials: [String: Int64] = [:]
    var balances: [String: [String: Int64]] = [:]
    var accountability: [AccountabilityRow] = []
    var answers: [RequestKey: StoredAnswer] = [:]
    var caseKeys: [CaseID: [UInt8]] = [:]
    var sealed: [CaseID: [SealedReference: [UInt8]]] = [:]
    var tokens: [[UInt8]: Set<CaseID>] = [:]
    var definitions: [ContentHash: StoredDefinition] = [:]
    var pending: [PendingInput] = []
    var meta: [MetaKey: Int64] = [:]
    var calendars: [CalendarInForce] = []
    var moves: [Int64: [MoveKey: CalendarMove]] = [:]

    struct MoveKey: Hashable {
        let caseID: CaseID
        let clock: ClockID
    }

    struct UniqueJob {
        let job: JobReference
        let until: Instant?
    }

    struct TimerKey: Hashable {
        let caseID: CaseID
        let clock: ClockID
        let rung: Rung
    }

    func decisions(of id: CaseID) -> [StoredDecision] { (byCase[id] ?? []).map { decisions[$0] } }

    func entries(_ query: EntryQuery) -> [RegisterRow] { Array(registers.lazy.filter { query.fits($0) }.prefix(query.limit)) }

    func openCases(under definition: ContentHash?, after id: CaseID, limit: Int) -> [CaseID] {
        let open = summaries.values.filter { $0.id > id && $0.outcome == nil && (definition == nil || $0.definition == definition) }
        return Array(open.map(\.id).sorted().prefix(limit))
    }

    func load(_ id: CaseID) -> StoredCase? {
        let snapshot = snapshots[id]
        let tail = decisions(of: id).filter { $0.sequence > snapshot?.sequence ?? 0 }
        return snapshot == nil && tail.isEmpty ? nil : StoredCase(snapshot: snapshot, tail: tail)
    }
}
