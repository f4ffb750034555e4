public import DubanModel

/// What came of a request that changed something.
public struct ReceiptBody: Codable, Sendable {
    /// What people call the case.
    public let caseNumber: String
    /// The number of its last event then.
    public let sequence: Int
    /// Its open steps.
    public let steps: [String]
    /// What people read for where it stands: its open steps, or how it ended.
    public let standing: [TextBody]
    /// The tasks that wait, by step.
    public let tasks: [String: Int64]
    /// How it ended, where it did.
    public let outcome: String?

    /// A receipt.
    public init(
        caseNumber: String, sequence: Int, steps: [String], standing: [TextBody], tasks: [String: Int64], outcome: String?
    ) {
        self.caseNumber = caseNumber
        self.sequence = sequence
        self.steps = steps
        self.standing = standing
        self.tasks = tasks
        self.outcome = outcome
    }
}

extension ReceiptBody {
    /// The body as its `Codable` form has it, written directly: every request that changes something is answered with one.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("caseNumber", caseNumber)
            writer.field("outcome", ifPresent: outcome)
            writer.field("sequence", sequence)
            writer.key("standing")
            writer.array { writer in
                for text in standing {
                    writer.object { writer in
                        writer.field("en", text.en)
                        writer.field("zh", text.zh)
                    }
                }
            }
            writer.key("steps")
            writer.array { writer in for step in steps { writer.value(step) } }
            writer.key("tasks")
            writer.object { writer in for (step, task) in tasks.sorted(by: { $0.key < $1.key }) { writer.field(step, task) } }
        }
        return writer.bytes
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
    /// How urgent it is.
    public let priority: Int
    /// From when it may run, at the office.
    public let readyAt: String
    /// The name of the job, such as `CERT-2026-0001/12`, or `JOB/17` of one that belongs to no case.
    public var key: String { "\(caseNumber)/\(step)" }
    /// A job.
    public init(
        caseNumber: String, step: Int, queue: String, action: String, state: String, attempt: Int, errorCode: String?,
        errorMessage: String?, priority: Int, readyAt: String
    ) {
        self.priority = priority
        self.readyAt = readyAt
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

/// A workflow: in force, or still run by open cases.
public struct WorkflowBody: Codable, Sendable {
    /// The name.
    public let name: String
    /// What people read.
    public let title: TextBody
    /// The first part of case numbers.
    public let code: String
    /// The hash of the version that new cases use; empty where the workflow is in force no more.
    public let hash: String
    /// How many steps it has.
    public let steps: Int
    /// The version in force, and older ones under which cases are open.
    public let versions: [VersionBody]

    /// A version of a workflow.
    public struct VersionBody: Codable, Sendable {
        /// The hash of its content.
        public let hash: String
        /// How many cases are open under it.
        public let openCases: Int
        /// Whether new cases use it.
        public let isInForce: Bool

        /// A version.
        public init(hash: String, openCases: Int, isInForce: Bool) {
            self.hash = hash
            self.openCases = openCases
            self.isInForce = isInForce
        }
    }

    /// A workflow.
    public init(name: String, title: TextBody, code: String, hash: String, steps: Int, versions: [VersionBody]) {
        self.name = name
        self.title = title
        self.code = code
        self.hash = hash
        self.steps = steps
        self.versions = versions
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
