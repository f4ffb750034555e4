import DubanEngine
import DubanModel
import DubanStore
import HashTreeCollections

/// All tables of the store in memory: a value whose copies share what they have in common. A transaction works on a copy, a rollback
/// forgets it, a reader keeps the one that was committed, and each change costs the logarithm of what is stored.
struct Tables: Sendable {
    var decisions = Log<StoredDecision>()
    var byCase: TreeDictionary<CaseID, [Int]> = [:]
    var lastCase: Int64 = 0
    var snapshots: TreeDictionary<CaseID, StoredSnapshot> = [:]
    var seals = Log<StoredSeal>()
    var summaries: TreeDictionary<CaseID, CaseSummary> = [:]
    var numbers: TreeDictionary<CaseNumber, CaseID> = [:]
    var tasks: TreeDictionary<TaskNumber, TaskRow> = [:]
    var tasksOfCase: TreeDictionary<CaseID, [TaskNumber]> = [:]
    var jobs: TreeDictionary<JobReference, StoredJob> = [:]
    var attempts: TreeDictionary<JobReference, [JobAttempt]> = [:]
    /// When jobs of no case ended.
    var ended: TreeDictionary<JobReference, Instant> = [:]
    var uniqueJobs: TreeDictionary<[UInt8], UniqueJob> = [:]
    var pausedQueues: Set<String> = []
    var timers = TimerTable()
    var registers: TreeDictionary<String, RegisterTable> = [:]
    var entriesOfCase: TreeDictionary<CaseID, [RegisterRow]> = [:]
    var serials: TreeDictionary<String, Int64> = [:]
    var balances: TreeDictionary<String, [String: Int64]> = [:]
    var accountability = Log<AccountabilityRow>()
    var answers: TreeDictionary<RequestKey, StoredAnswer> = [:]
    var caseKeys: TreeDictionary<CaseID, [UInt8]> = [:]
    var sealed: TreeDictionary<CaseID, [SealedReference: [UInt8]]> = [:]
    var tokens: TreeDictionary<[UInt8], Set<CaseID>> = [:]
    var definitions: TreeDictionary<ContentHash, StoredDefinition> = [:]
    var pending: [PendingInput] = []
    var meta: TreeDictionary<MetaKey, Int64> = [:]
    var calendars: [CalendarInForce] = []
    var moves: TreeDictionary<Int64, TreeDictionary<MoveKey, CalendarMove>> = [:]

    struct MoveKey: Hashable {
        let caseID: CaseID
        let clock: ClockID
    }

    struct UniqueJob {
        let job: JobReference
        let until: Instant?
    }

    func decisions(of id: CaseID) -> [StoredDecision] { (byCase[id] ?? []).map { decisions[$0] } }

    func entries(_ query: EntryQuery) -> [RegisterRow] { registers[query.register]?.entries(query) ?? [] }

    func openCases(under definition: ContentHash?, after id: CaseID, limit: Int) -> [CaseID] {
        let open = summaries.values.filter { $0.id > id && $0.outcome == nil && (definition == nil || $0.definition == definition) }
        return Array(open.map(\.id).sorted().prefix(limit))
    }

    func load(_ id: CaseID) -> StoredCase? {
        let snapshot = snapshots[id]
        var tail: [StoredDecision] = []
        for index in (byCase[id] ?? []).reversed() {
            guard decisions[index].sequence > snapshot?.sequence ?? 0 else { break }
            tail.append(decisions[index])
        }
        return snapshot == nil && tail.isEmpty ? nil : StoredCase(snapshot: snapshot, tail: tail.reversed())
    }
}

/// The entries of one register with what they are found by.
struct RegisterTable: Sendable {
    private(set) var entries = Log<RegisterRow>()
    private var byKey: TreeDictionary<String, Int> = [:]
    private var byLabel: TreeDictionary<String, Int> = [:]

    mutating func append(_ entry: RegisterRow) {
        if let key = entry.key { byKey[key] = entries.count }
        if let label = entry.label, byLabel[label] == nil { byLabel[label] = entries.count }
        entries.append(entry)
    }

    func holds(_ key: String) -> Bool { byKey[key] != nil }

    func has(label: String) -> Bool { byLabel[label] != nil }

    func entries(_ query: EntryQuery) -> [RegisterRow] {
        switch query.selection {
        case .key(let key): byKey[key].map { [entries[$0]] } ?? []
        case .label(let label): byLabel[label].map { [entries[$0]] } ?? []
        case .fields: Array((0..<entries.count).lazy.map { entries[$0] }.filter { query.fits($0) }.prefix(query.limit))
        }
    }
}

/// The rungs that are to come, by case and by the hour in which they are due.
struct TimerTable: Sendable {
    struct Key: Hashable {
        let caseID: CaseID
        let clock: ClockID
        let rung: Rung
    }

    private var ofCase: TreeDictionary<CaseID, [TimerRow]> = [:]
    private var ofHour: TreeDictionary<Int64, TreeDictionary<Key, TimerRow>> = [:]
    /// The hours for which there are rungs, in order.
    private var hours: [Int64] = []

    private static let hour: Int64 = 3_600_000

    mutating func insert(_ timer: TimerRow) {
        remove(timer.caseID) { $0.clock == timer.clock && $0.rung == timer.rung }
        ofCase[timer.caseID, default: []].append(timer)
        let hour = timer.due.milliseconds / TimerTable.hour
        if ofHour[hour] == nil { hours.insert(hour, at: position(of: hour)) }
        ofHour[hour, default: [:]][timer.key] = timer
    }

    mutating func remove(_ id: CaseID, where fits: (TimerRow) -> Bool) {
        guard let own = ofCase[id], own.contains(where: fits) else { return }
        let rest = own.filter { !fits($0) }
        ofCase[id] = rest.isEmpty ? nil : rest
        for timer in own where fits(timer) {
            let hour = timer.due.milliseconds / TimerTable.hour
            ofHour[hour]?[timer.key] = nil
            guard ofHour[hour]?.isEmpty == true else { continue }
            ofHour[hour] = nil
            hours.remove(at: position(of: hour))
        }
    }

    /// Where an hour stands, or would stand.
    private func position(of hour: Int64) -> Int {
        var (low, high) = (0, hours.count)
        while low < high {
            let middle = (low + high) / 2
            if hours[middle] < hour { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// All of them, in no order.
    var all: [TimerRow] { ofCase.values.flatMap { $0 } }

    var earliest: Instant? { hours.first.flatMap { ofHour[$0]?.values.map(\.due).min() } }

    func due(by instant: Instant, limit: Int) -> [TimerRow] {
        var due: [TimerRow] = []
        for hour in hours where hour * TimerTable.hour <= instant.milliseconds {
            let own = (ofHour[hour]?.values.filter { $0.due <= instant } ?? []).sorted { $0.order < $1.order }
            due += own
            if due.count >= limit { break }
        }
        return Array(due.prefix(limit))
    }
}

extension TimerRow {
    fileprivate var key: TimerTable.Key { TimerTable.Key(caseID: caseID, clock: clock, rung: rung) }
}
