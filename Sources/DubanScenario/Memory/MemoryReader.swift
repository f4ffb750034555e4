import DubanEngine
import DubanModel
import DubanStore
import HashTreeCollections

/// Reads what is committed in memory.
struct MemoryReader: StoreReader {
    private let current: @Sendable () -> Tables

    init(_ current: @escaping @Sendable () -> Tables) { self.current = current }

    var tables: Tables { current() }

    func caseID(of number: CaseNumber) -> CaseID? { tables.numbers[number] }
    func summary(of id: CaseID) -> CaseSummary? { tables.summaries[id] }
    func load(_ id: CaseID) -> StoredCase? { tables.load(id) }
    func decisions(of id: CaseID) -> [StoredDecision] { tables.decisions(of: id) }
    func decisions(after position: Int64, limit: Int) -> [StoredDecision] { tables.decisions.elements(from: Int(position), limit: limit) }
    func log(after position: Int64, limit: Int) -> [LoggedDecision] {
        let tables = self.tables
        var logged: [LoggedDecision] = []
        var next = Int(position)
        while logged.count < limit, next < tables.decisions.count {
            let decision = tables.decisions[next]
            if let summary = tables.summaries[decision.caseID] {
                logged.append(LoggedDecision(decision: decision, number: summary.number, workflow: summary.workflow))
            }
            next += 1
        }
        return logged
    }
    func lastPosition() -> Int64 { Int64(tables.decisions.count) }
    func snapshot(of id: CaseID) -> StoredSnapshot? { tables.snapshots[id] }

    func cases(_ filter: CaseFilter) -> [CaseSummary] {
        let found = tables.summaries.values.filter { summary in
            (filter.lights?.contains(summary.light) ?? true) && (filter.workflow.map { $0 == summary.workflow } ?? true)
                && (filter.isOpen.map { $0 == (summary.outcome == nil) } ?? true)
        }
        return Array(found.sorted { $0.id > $1.id }.prefix(filter.limit))
    }

    func caseIDs(after id: CaseID, limit: Int) -> [CaseID] { Array(tables.byCase.keys.filter { $0 > id }.sorted().prefix(limit)) }

    func tasks(limit: Int) -> [TaskRow] { Array(tables.tasks.values.sorted { $0.number < $1.number }.prefix(limit)) }
    func task(_ number: TaskNumber) -> TaskRow? { tables.tasks[number] }
    func tasks(of id: CaseID) -> [TaskRow] {
        (tables.tasksOfCase[id] ?? []).compactMap { tables.tasks[$0] }.sorted { $0.number < $1.number }
    }
    func nextSerial(_ name: String) -> Int64 { tables.serials[name] ?? 1 }

    func timers(dueBy instant: Instant, limit: Int) -> [TimerRow] { tables.timers.due(by: instant, limit: limit) }

    func earliestTimer() -> Instant? { tables.timers.earliest }
    func registers() -> [String] { tables.registers.keys.sorted() }

    func entries(of register: String, offset: Int, limit: Int) -> [RegisterRow] {
        tables.registers[register]?.entries.elements(from: offset, limit: limit) ?? []
    }

    func entries(_ query: EntryQuery) -> [RegisterRow] { tables.entries(query) }

    func balances(of register: String) -> [String: Int64] { tables.balances[register] ?? [:] }

    func tasks(awaiting message: TaskRow.Awaited) -> [TaskRow] {
        tables.tasks.values.filter { $0.awaits == message }.sorted { $0.number < $1.number }
    }

    func entries(of id: CaseID) -> [RegisterRow] { tables.entriesOfCase[id] ?? [] }

    func accountability(of id: CaseID?, limit: Int) -> [AccountabilityRow] {
        let rows = tables.accountability.all.filter { id == nil || $0.caseID == id }
        return Array(rows.sorted { ($0.at, $0.caseID, $0.sequence) > ($1.at, $1.caseID, $1.sequence) }.prefix(limit))
    }

    func jobs(_ state: JobState, queue: String?, limit: Int) -> [StoredJob] {
        let found = tables.jobs.values.filter { $0.state == state && (queue == nil || $0.row.queue == queue) }
        return Array(found.sorted { ($0.readyAt, $0.row.caseID, $0.row.step) < ($1.readyAt, $1.row.caseID, $1.row.step) }.prefix(limit))
    }

    func jobs(_ filter: JobFilter) -> [StoredJob] {
        let found = tables.jobs.values.filter { filter.admits($0) }
        return Array(found.sorted { ($0.row.caseID, $0.row.step) < ($1.row.caseID, $1.row.step) }.prefix(filter.limit))
    }

    func waitingJobs(of queue: String, limit: Int) -> [StoredJob] {
        let found = tables.jobs.values.filter { $0.state == .ready && $0.row.queue == queue }
        return Array(found.sorted { ($0.rank, $0.row.caseID, $0.row.step) < ($1.rank, $1.row.caseID, $1.row.step) }.prefix(limit))
    }

    func backingOff(limit: Int) -> [StoredJob] {
        Array(tables.jobs.values.filter { $0.state == .delayed && $0.claim.attempt > 0 }.sorted { $0.readyAt < $1.readyAt }.prefix(limit))
    }

    func queuesWithWaitingJobs() -> [String] { Set(tables.jobs.values.filter { $0.state == .ready }.map(\.row.queue)).sorted() }
    func earliestDelayedJob() -> Instant? { tables.jobs.values.filter { $0.state == .delayed }.map(\.readyAt).min() }
    func pausedQueues() -> Set<String> { tables.pausedQueues }
    func job(_ reference: JobReference) -> StoredJob? { tables.jobs[reference] }

    func jobCounts() -> [JobCount] {
        let groups = Dictionary(grouping: tables.jobs.values) { "\($0.row.queue)\u{0}\($0.state.rawValue)" }
        return groups.values.compactMap { jobs in
            jobs.first.map { JobCount(queue: $0.row.queue, state: $0.state, count: jobs.count) }
        }.sorted { ($0.queue, $0.state.rawValue) < ($1.queue, $1.state.rawValue) }
    }

    func attempts(of job: JobReference) -> [JobAttempt] { tables.attempts[job] ?? [] }
    func find(token: [UInt8]) -> [CaseID] { (tables.tokens[token] ?? []).sorted(by: >) }
    func caseKey(of id: CaseID) -> [UInt8]? { tables.caseKeys[id] }
    func sealed(_ reference: SealedReference, of id: CaseID) -> [UInt8]? { tables.sealed[id]?[reference] }

    func sealedValues(of id: CaseID) -> [SealedValue] {
        (tables.sealed[id] ?? [:]).map { SealedValue(reference: $0.key, ciphertext: $0.value) }
    }

    func definition(_ hash: ContentHash) -> StoredDefinition? { tables.definitions[hash] }
    func definitions(_ kind: StoredDefinition.Kind) -> [StoredDefinition] {
        tables.definitions.values.filter { $0.kind == kind }.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
    }
    func seals(after number: Int64, limit: Int) -> [StoredSeal] { tables.seals.elements(from: Int(number), limit: limit) }
    func meta(_ key: MetaKey) -> Int64? { tables.meta[key] }
    func answer(to key: RequestKey) -> StoredAnswer? { tables.answers[key] }
    func pendingInputs(limit: Int) -> [PendingInput] { Array(tables.pending.prefix(limit)) }
}
