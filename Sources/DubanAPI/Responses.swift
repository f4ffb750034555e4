public import DubanModel

/// What came of a request that changed something.
public struct ReceiptBody: Codable, Sendable {
    /// What people call the case.
    public let caseNumber: String
    /// The number of its last event then.
    public let sequence: Int
    /// Its open steps.
    public let steps: [String]
    /// The tasks that wait, by step.
    public let tasks: [String: Int64]
    /// How it ended, where it did.
    public let outcome: String?
    /// A receipt.
    public init(caseNumber: String, sequence: Int, steps: [String], tasks: [String: Int64], outcome: String?) {
        self.caseNumber = caseNumber
        self.sequence = sequence
        self.steps = steps
        self.tasks = tasks
        self.outcome = outcome
    }
}

/// A text in both languages.
public struct TextBody: Codable, Sendable {
    /// English.
    public let en: String
    /// Chinese.
    public let zh: String
    /// A text.
    public init(_ text: LocalizedText) {
        en = text.english
        zh = text.chinese
    }
    /// The text in a language.
    public subscript(language: Language) -> String { language == .chinese ? zh : en }
}

/// A task in the inbox.
public struct TaskBody: Codable, Sendable {
    /// The short number.
    public let number: Int64
    /// The case.
    public let caseNumber: String
    /// The step's name.
    public let step: String
    /// What people read.
    public let title: TextBody
    /// The workflow's name.
    public let workflow: String
    /// Who may do it.
    public let roles: [String]
    /// Who accepted it.
    public let holder: String?
    /// What may be done.
    public let actions: [String]
    /// When it came, at the office.
    public let openedAt: String
    /// When the case is due, at the office.
    public let due: String?
    /// How the case stands.
    public let light: String
    /// A task.
    public init(
        number: Int64, caseNumber: String, step: String, title: TextBody, workflow: String, roles: [String], holder: String?,
        actions: [String], openedAt: String, due: String?, light: String
    ) {
        self.number = number
        self.caseNumber = caseNumber
        self.step = step
        self.title = title
        self.workflow = workflow
        self.roles = roles
        self.holder = holder
        self.actions = actions
        self.openedAt = openedAt
        self.due = due
        self.light = light
    }
}

/// A case in a list.
public struct CaseBody: Codable, Sendable {
    /// What people call it.
    public let number: String
    /// The workflow's name.
    public let workflow: String
    /// When it began, at the office.
    public let openedAt: String
    /// Its open steps.
    public let steps: [String]
    /// Who owns the matter.
    public let owner: String?
    /// How it stands.
    public let light: String
    /// When it is due, at the office.
    public let due: String?
    /// How it ended.
    public let outcome: String?
    /// A case.
    public init(
        number: String, workflow: String, openedAt: String, steps: [String], owner: String?, light: String, due: String?, outcome: String?
    ) {
        self.number = number
        self.workflow = workflow
        self.openedAt = openedAt
        self.steps = steps
        self.owner = owner
        self.light = light
        self.due = due
        self.outcome = outcome
    }
}

/// A case with everything that may be shown of it; private values are masked.
public struct CaseDetailBody: Codable, Sendable {
    /// What lists show.
    public let summary: CaseBody
    /// The document, private values masked.
    public let data: DataValue
    /// Papers received, with pages.
    public let materials: [String: Int]
    /// The tasks that wait.
    public let tasks: [TaskBody]
    /// The documents made.
    public let documents: [DocumentBody]
    /// Broken promises.
    public let accountability: [AccountabilityBody]
    /// The history.
    public let events: [EventBody]
    /// A case.
    public init(
        summary: CaseBody, data: DataValue, materials: [String: Int], tasks: [TaskBody], documents: [DocumentBody],
        accountability: [AccountabilityBody], events: [EventBody]
    ) {
        self.summary = summary
        self.data = data
        self.materials = materials
        self.tasks = tasks
        self.documents = documents
        self.accountability = accountability
        self.events = events
    }
}

/// A document that was made.
public struct DocumentBody: Codable, Sendable {
    /// What it is.
    public let name: String
    /// Where it lies.
    public let path: String
    /// The SHA-256 of its bytes.
    public let sha256: String
    /// Its size.
    public let bytes: Int
    /// A document.
    public init(name: String, path: String, sha256: String, bytes: Int) {
        self.name = name
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
    }
}

/// An event of a case's history.
public struct EventBody: Codable, Sendable {
    /// Its number in the case.
    public let sequence: Int
    /// When, at the office.
    public let at: String
    /// Who caused it.
    public let actor: String
    /// The kind.
    public let kind: String
    /// What happened, in words, without the case's number.
    public let text: String
    /// The event as stored, private values masked.
    public let detail: DataValue
    /// An event.
    public init(sequence: Int, at: String, actor: String, kind: String, text: String, detail: DataValue) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.kind = kind
        self.text = text
        self.detail = detail
    }
}

/// A broken promise.
public struct AccountabilityBody: Codable, Sendable {
    /// The case.
    public let caseNumber: String
    /// When it was recorded, at the office.
    public let at: String
    /// Who answers for it.
    public let person: String?
    /// Who is told.
    public let supervisor: String?
    /// Which promise.
    public let promise: String
    /// An entry.
    public init(caseNumber: String, at: String, person: String?, supervisor: String?, promise: String) {
        self.caseNumber = caseNumber
        self.at = at
        self.person = person
        self.supervisor = supervisor
        self.promise = promise
    }
}

/// An entry of a register.
public struct RegisterEntryBody: Codable, Sendable {
    /// The number as people write it.
    public let label: String?
    /// What makes it unique.
    public let key: String?
    /// The case.
    public let caseNumber: String
    /// When it was entered, at the office.
    public let at: String
    /// What was entered, private values masked.
    public let fields: DataValue
    /// An entry.
    public init(label: String?, key: String?, caseNumber: String, at: String, fields: DataValue) {
        self.label = label
        self.key = key
        self.caseNumber = caseNumber
        self.at = at
        self.fields = fields
    }
}

/// A queue.
public struct QueueBody: Codable, Sendable {
    /// The name.
    public let name: String
    /// How many of its jobs run at once.
    public let slots: Int
    /// How many run.
    public let running: Int
    /// How many wait for a slot or their back-off.
    public let waiting: Int
    /// How many failed for good.
    public let dead: Int
    /// Whether it starts none.
    public let isPaused: Bool
    /// A queue.
    public init(name: String, slots: Int, running: Int, waiting: Int, dead: Int, isPaused: Bool) {
        self.name = name
        self.slots = slots
        self.running = running
        self.waiting = waiting
        self.dead = dead
        self.isPaused = isPaused
    }
}

/// A job on a queue.
public struct JobBody: Codable, Sendable {
    /// The case.
    public let caseNumber: String
    /// The step instance.
    public let step: Int
    /// The queue.
    public let queue: String
    /// What it asks for.
    public let action: String
    /// Where it stands.
    public let state: String
    /// Attempts so far.
    public let attempt: Int
    /// The last failure's code.
    public let errorCode: String?
    /// The last failure in words.
    public let errorMessage: String?
    /// A job.
    public init(
        caseNumber: String, step: Int, queue: String, action: String, state: String, attempt: Int, errorCode: String?, errorMessage: String?
    ) {
        self.caseNumber = caseNumber
        self.step = step
        self.queue = queue
        self.action = action
        self.state = state
        self.attempt = attempt
        self.errorCode = errorCode
        self.errorMessage = errorMessage
    }
}

/// A workflow in force.
public struct WorkflowBody: Codable, Sendable {
    /// The name.
    public let name: String
    /// What people read.
    public let title: TextBody
    /// The first part of case numbers.
    public let code: String
    /// The hash of its content.
    public let hash: String
    /// How many steps it has.
    public let steps: Int
    /// A workflow.
    public init(name: String, title: TextBody, code: String, hash: String, steps: Int) {
        self.name = name
        self.title = title
        self.code = code
        self.hash = hash
        self.steps = steps
    }
}

/// Where the clock stands after it was moved.
public struct ClockBody: Codable, Sendable {
    /// The instant, at the office.
    public let now: String
    /// An instant.
    public init(now: String) { self.now = now }
}

/// A refusal.
public struct ErrorBody: Codable, Sendable, Error {
    /// The stable code.
    public let code: String
    /// In words.
    public let message: String
    /// Single findings.
    public let problems: [ProblemBody]

    /// A finding.
    public struct ProblemBody: Codable, Sendable {
        /// Where.
        public let path: String
        /// What.
        public let message: String
    }

    /// A refusal.
    public init(_ refusal: Refusal) {
        code = refusal.code.rawValue
        message = refusal.message
        problems = refusal.problems.map { ProblemBody(path: $0.path, message: $0.message) }
    }

    /// The refusal that it tells of.
    public var refusal: Refusal {
        Refusal(
            Refusal.Code(rawValue: code) ?? .internalInconsistency, message,
            problems: problems.map { .init(path: $0.path, message: $0.message) })
    }
}

extension Refusal.Code {
    /// The HTTP status of a refusal with this code.
    public var httpStatus: Int {
        switch exitCode {
        case 2: 400
        case 3: self == .notPermitted || self == .wrongRole || self == .unknownCaller ? 403 : 422
        case 4: 404
        case 5: 409
        default: 503
        }
    }
}
