public import DubanEngine
public import DubanModel

/// Reads what is committed; any number at once, beside the writer. Calls block for the time of a query.
public protocol StoreReader: OfficeReader {
    // MARK: Cases

    /// The internal number of a case.
    func caseID(of number: CaseNumber) throws -> CaseID?
    /// What lists show of a case.
    func summary(of id: CaseID) throws -> CaseSummary?
    /// Cases that fit `filter`, the newest first.
    func cases(_ filter: CaseFilter) throws -> [CaseSummary]
    /// A case's latest snapshot and the decisions after it.
    func load(_ id: CaseID) throws -> StoredCase?
    /// All decisions of a case, in order.
    func decisions(of id: CaseID) throws -> [StoredDecision]
    /// Decisions after a position, in order of position, with what people call their cases.
    func decisions(after position: Int64, limit: Int) throws -> [StoredDecision]
    /// Decisions after a position as the journal tells them; those of a case that no list has are left out.
    func log(after position: Int64, limit: Int) throws -> [LoggedDecision]
    /// The last position; 0 before the first.
    func lastPosition() throws -> Int64
    /// The internal numbers of all cases after `id`, in order.
    func caseIDs(after id: CaseID, limit: Int) throws -> [CaseID]
    /// A case's snapshot.
    func snapshot(of id: CaseID) throws -> StoredSnapshot?

    // MARK: Tasks, timers, registers

    /// The open tasks, the oldest first.
    func tasks(limit: Int) throws -> [TaskRow]
    /// An open task.
    func task(_ number: TaskNumber) throws -> TaskRow?
    /// The tasks that wait for a message from outside.
    func tasks(awaiting message: TaskRow.Awaited) throws -> [TaskRow]
    /// The open tasks of a case.
    func tasks(of id: CaseID) throws -> [TaskRow]
    /// The next free number of a count.
    func nextSerial(_ name: String) throws -> Int64
    /// Rungs that are due at `instant`, the earliest first.
    func timers(dueBy instant: Instant, limit: Int) throws -> [TimerRow]
    /// When the next rung is due.
    func earliestTimer() throws -> Instant?
    /// The names of the registers that have entries.
    func registers() throws -> [String]
    /// The entries of a register, in the order in which they were entered, after that many.
    func entries(of register: String, offset: Int, limit: Int) throws -> [RegisterRow]
    /// Entries of a register that fit a question, the oldest first.
    func entries(_ query: EntryQuery) throws -> [RegisterRow]
    /// The sums of a register, by account.
    func balances(of register: String) throws -> [String: Int64]
    /// The entries that a case made.
    func entries(of id: CaseID) throws -> [RegisterRow]
    /// The ledger of accountability, the newest first; of one case, or of all.
    func accountability(of id: CaseID?, limit: Int) throws -> [AccountabilityRow]

    // MARK: Jobs

    /// Jobs in a state, the earliest ready first.
    func jobs(_ state: JobState, queue: String?, limit: Int) throws -> [StoredJob]
    /// Jobs that fit a filter, the newest number last.
    func jobs(_ filter: JobFilter) throws -> [StoredJob]
    /// The jobs of a queue that are ready, in the order of their rank.
    func waitingJobs(of queue: String, limit: Int) throws -> [StoredJob]
    /// The jobs that wait for the end of their back-off, the earliest first.
    func backingOff(limit: Int) throws -> [StoredJob]
    /// The queues in which jobs are ready.
    func queuesWithWaitingJobs() throws -> [String]
    /// When the next delayed job is due.
    func earliestDelayedJob() throws -> Instant?
    /// The queues that are paused.
    func pausedQueues() throws -> Set<String>
    /// A job.
    func job(_ reference: JobReference) throws -> StoredJob?
    /// How many jobs each queue has in each state.
    func jobCounts() throws -> [JobCount]
    /// The attempts at a job, in order.
    func attempts(of job: JobReference) throws -> [JobAttempt]

    // MARK: Privacy, definitions, seals, the daemon's own

    /// The cases that a keyed token finds.
    func find(token: [UInt8]) throws -> [CaseID]
    /// A case's wrapped key; `nil` where it was destroyed.
    func caseKey(of id: CaseID) throws -> [UInt8]?
    /// A sealed value.
    func sealed(_ reference: SealedReference, of id: CaseID) throws -> [UInt8]?
    /// Every sealed value of a case, for verification.
    func sealedValues(of id: CaseID) throws -> [SealedValue]
    /// A content-addressed file set.
    func definition(_ hash: ContentHash) throws -> StoredDefinition?
    /// Every content-addressed file set of a kind.
    func definitions(_ kind: StoredDefinition.Kind) throws -> [StoredDefinition]
    /// Seals after a number, in order.
    func seals(after number: Int64, limit: Int) throws -> [StoredSeal]
    /// A value of the daemon's own.
    func meta(_ key: MetaKey) throws -> Int64?
    /// The answer that was given to a request before.
    func answer(to key: RequestKey) throws -> StoredAnswer?
    /// What cases owe each other, the oldest first.
    func pendingInputs(limit: Int) throws -> [PendingInput]
}

/// A decision with what people call its case.
public struct LoggedDecision: Sendable, Hashable {
    /// The decision.
    public let decision: StoredDecision
    /// What people call the case.
    public let number: CaseNumber
    /// The workflow's name.
    public let workflow: String

    /// A decision of a case.
    public init(decision: StoredDecision, number: CaseNumber, workflow: String) {
        self.decision = decision
        self.number = number
        self.workflow = workflow
    }
}

/// Which jobs a list shows, or a change is for.
public struct JobFilter: Sendable, Hashable {
    /// Only this queue.
    public var queue: String?
    /// Only these states.
    public var states: Set<JobState>
    /// Only these plugins' jobs.
    public var plugin: String?
    /// Only those that failed with this code.
    public var code: String?
    /// Only those that were asked for before this instant.
    public var before: Instant?
    /// Only these; all where none is named.
    public var references: [JobReference]
    /// At most so many.
    public var limit: Int

    /// A filter.
    public init(
        queue: String? = nil, states: Set<JobState> = Set(JobState.allCases), plugin: String? = nil, code: String? = nil,
        before: Instant? = nil, references: [JobReference] = [], limit: Int = 1_000
    ) {
        self.queue = queue
        self.states = states
        self.plugin = plugin
        self.code = code
        self.before = before
        self.references = references
        self.limit = limit
    }

    /// Whether the filter lets a job through, apart from its limit.
    public func admits(_ job: StoredJob) -> Bool {
        (queue.map { $0 == job.row.queue } ?? true) && states.contains(job.state) && (plugin.map { $0 == job.row.plugin } ?? true)
            && (code.map { $0 == job.errorCode } ?? true) && (before.map { job.row.requestedAt < $0 } ?? true)
            && (references.isEmpty || references.contains(job.reference))
    }
}

/// Which cases a list shows.
public struct CaseFilter: Sendable, Hashable {
    /// Only these lights.
    public var lights: Set<Light>?
    /// Only this workflow.
    public var workflow: String?
    /// Only open ones, or only ended ones.
    public var isOpen: Bool?
    /// At most so many.
    public var limit: Int

    /// A filter.
    public init(lights: Set<Light>? = nil, workflow: String? = nil, isOpen: Bool? = nil, limit: Int = 200) {
        self.lights = lights
        self.workflow = workflow
        self.isOpen = isOpen
        self.limit = limit
    }
}
