public import DubanModel

/// What an event means for the tables that the daemon works from. All of them can be rebuilt from the events.
public enum Effect: Sendable, Hashable {
    /// A task or wait stands in the inbox.
    case openTask(TaskRow)
    /// A task has a holder, or has none again.
    case holdTask(step: StepID, holder: StaffID?)
    /// A task left the inbox.
    case closeTask(step: StepID)
    /// A job is put on its queue.
    case enqueue(JobRow)
    /// A job is done.
    case finishJob(step: StepID)
    /// A job is among the dead letters.
    case buryJob(step: StepID, code: String, message: String)
    /// A rung will be due.
    case schedule(TimerRow)
    /// The rungs of a clock will not be.
    case unschedule(clock: ClockID, rung: Rung?)
    /// A count moved on: its next free number.
    case advance(serial: String, next: Int64)
    /// A fact stands in a register.
    case register(RegisterRow)
    /// A broken promise stands in the ledger of accountability.
    case charge(AccountabilityRow)
    /// What lists of cases show.
    case summarise(CaseSummary)
}

/// A task in the inbox.
public struct TaskRow: Sendable, Hashable {
    /// The short number.
    public let number: TaskNumber
    /// The case.
    public let caseID: CaseID
    /// What people call the case.
    public let caseNumber: CaseNumber
    /// The step instance.
    public let step: StepID
    /// The step's name.
    public let name: String
    /// What people read.
    public let title: LocalizedText
    /// The workflow's name.
    public let workflow: String
    /// Who may do it.
    public let roles: [String]
    /// Who may not.
    public let excluded: [StaffID]
    /// Who accepted it.
    public let holder: StaffID?
    /// What may be done.
    public let actions: [String]
    /// When it came.
    public let openedAt: Instant

    /// A task.
    public init(
        number: TaskNumber, caseID: CaseID, caseNumber: CaseNumber, step: StepID, name: String, title: LocalizedText,
        workflow: String, roles: [String], excluded: [StaffID], holder: StaffID?, actions: [String], openedAt: Instant
    ) {
        self.number = number
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.step = step
        self.name = name
        self.title = title
        self.workflow = workflow
        self.roles = roles
        self.excluded = excluded
        self.holder = holder
        self.actions = actions
        self.openedAt = openedAt
    }
}

/// A job as it is put on its queue.
public struct JobRow: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// What people call the case.
    public let caseNumber: CaseNumber
    /// The step instance.
    public let step: StepID
    /// The queue.
    public let queue: String
    /// The plugin.
    public let plugin: String
    /// What it is asked for.
    public let action: String
    /// The arguments; private values are sealed references.
    public let arguments: DataValue
    /// When it was asked for; the same for each attempt, so that a retried document has the same bytes.
    public let requestedAt: Instant

    /// A job.
    public init(
        caseID: CaseID, caseNumber: CaseNumber, step: StepID, queue: String, plugin: String, action: String,
        arguments: DataValue, requestedAt: Instant
    ) {
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.step = step
        self.queue = queue
        self.plugin = plugin
        self.action = action
        self.arguments = arguments
        self.requestedAt = requestedAt
    }

    /// The stable idempotency key, the same for each attempt: `CERT-2026-0001/12`.
    public var key: String { "\(caseNumber)/\(step)" }
}

/// A rung that will be due.
public struct TimerRow: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// The clock.
    public let clock: ClockID
    /// The rung.
    public let rung: Rung
    /// When.
    public let due: Instant

    /// A rung.
    public init(caseID: CaseID, clock: ClockID, rung: Rung, due: Instant) {
        self.caseID = caseID
        self.clock = clock
        self.rung = rung
        self.due = due
    }
}

/// An entry of a register.
public struct RegisterRow: Sendable, Hashable {
    /// The register.
    public let register: String
    /// What makes it unique for ever, where something does.
    public let key: String?
    /// The number as people write it.
    public let label: String?
    /// The case.
    public let caseID: CaseID
    /// What people call the case.
    public let caseNumber: CaseNumber
    /// The sequence number of the event.
    public let sequence: Int
    /// When it was entered.
    public let at: Instant
    /// What was entered; private values are sealed references.
    public let fields: DataValue

    /// An entry.
    public init(
        register: String, key: String?, label: String?, caseID: CaseID, caseNumber: CaseNumber, sequence: Int, at: Instant,
        fields: DataValue
    ) {
        self.register = register
        self.key = key
        self.label = label
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.sequence = sequence
        self.at = at
        self.fields = fields
    }
}

/// An entry of the ledger of accountability.
public struct AccountabilityRow: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// What people call the case.
    public let caseNumber: CaseNumber
    /// The sequence number of the event.
    public let sequence: Int
    /// When it was recorded.
    public let at: Instant
    /// The entry.
    public let entry: Event.Accountability

    /// An entry.
    public init(caseID: CaseID, caseNumber: CaseNumber, sequence: Int, at: Instant, entry: Event.Accountability) {
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.sequence = sequence
        self.at = at
        self.entry = entry
    }
}

/// What lists of cases show of one.
public struct CaseSummary: Sendable, Hashable {
    /// The internal number.
    public let id: CaseID
    /// What people call it.
    public let number: CaseNumber
    /// The workflow's name.
    public let workflow: String
    /// The workflow's version.
    public let definition: ContentHash
    /// When it began.
    public let openedAt: Instant
    /// The names of the open steps.
    public let steps: [String]
    /// Who owns the matter.
    public let owner: StaffID?
    /// How it stands.
    public let light: Light
    /// When it is due; nothing while its clocks stand still or have not started.
    public let due: Instant?
    /// How it ended; open without.
    public let outcome: String?
    /// When it ended.
    public let endedAt: Instant?

    /// What lists show of `state`.
    public init(_ state: CaseState) {
        id = state.id
        number = state.number
        workflow = state.workflow
        definition = state.definition
        openedAt = state.openedAt
        steps = state.steps.map(\.step)
        owner = state.owner
        light = state.light
        due = state.clocks.first { $0.subject == .promised && $0.isRunning }?.due
        outcome = state.outcome
        endedAt = state.endedAt
    }

    /// What a table holds of a case.
    public init(
        id: CaseID, number: CaseNumber, workflow: String, definition: ContentHash, openedAt: Instant, steps: [String],
        owner: StaffID?, light: Light, due: Instant?, outcome: String?, endedAt: Instant?
    ) {
        self.id = id
        self.number = number
        self.workflow = workflow
        self.definition = definition
        self.openedAt = openedAt
        self.steps = steps
        self.owner = owner
        self.light = light
        self.due = due
        self.outcome = outcome
        self.endedAt = endedAt
    }
}
