public import CEL
public import DubanModel
public import DubanTime

/// A node of a workflow.
public struct Step: Sendable {
    /// The name in the file.
    public let name: String
    /// What people read.
    public let title: LocalizedText
    /// What happens there.
    public let kind: Kind
    /// How long it may take; its clock runs from entering to leaving.
    public let limit: Limit?

    /// A step.
    public init(name: String, title: LocalizedText, kind: Kind, limit: Limit? = nil) {
        self.name = name
        self.title = title
        self.kind = kind
        self.limit = limit
    }

    /// What happens at a step.
    public enum Kind: Sendable {
        /// A person acts.
        case task(TaskStep)
        /// The first condition that holds says where to go.
        case choose(ChooseStep)
        /// A plugin is asked to do something.
        case job(JobStep)
        /// A document is issued to the applicant.
        case notice(NoticeStep)
        /// Something from outside is awaited, for a time.
        case wait(WaitStep)
        /// A fact is entered in a register.
        case record(RecordStep)
        /// The case ends with this outcome.
        case end(outcome: String)
    }
}

/// A person with one of the roles acts.
public struct TaskStep: Sendable {
    /// Who may act: a member with any of these.
    public let roles: [String]
    /// Whoever completed one of these steps of the case may not act here (four eyes).
    public let separatedFrom: [String]
    /// The parts of the document that are filled here: paths, or `materials`.
    public let form: [DataPath]
    /// Where each action leads, in the order of the file; `then:` alone is the action `done`.
    public let actions: [Action]

    /// A task.
    public init(roles: [String], separatedFrom: [String] = [], form: [DataPath] = [], actions: [Action]) {
        self.roles = roles
        self.separatedFrom = separatedFrom
        self.form = form
        self.actions = actions
    }

    /// Something that a person may do at a task.
    public struct Action: Sendable, Hashable {
        /// The name in commands.
        public let name: String
        /// What people read.
        public let title: LocalizedText
        /// The step that follows.
        public let then: String
        /// Whether a comment must be given, such as the reason of a refusal.
        public let requiresComment: Bool
        /// An action.
        public init(name: String, title: LocalizedText, then: String, requiresComment: Bool = false) {
            self.name = name
            self.title = title
            self.then = then
            self.requiresComment = requiresComment
        }
    }

    /// The name of the single action of a step that says only `then:`.
    public static let defaultAction = "done"
}

/// The first branch whose condition holds is taken.
public struct ChooseStep: Sendable {
    /// A way on; without a condition it is the last resort.
    public struct Branch: Sendable {
        /// When it is taken.
        public let when: Condition?
        /// The step that follows.
        public let then: String
        /// A way on.
        public init(when: Condition?, then: String) {
            self.when = when
            self.then = then
        }
    }
    /// The branches in order; the last has no condition.
    public let branches: [Branch]
    /// A choice between these branches.
    public init(branches: [Branch]) { self.branches = branches }
}

/// A message on a queue that asks a plugin to do something.
public struct JobStep: Sendable {
    /// The plugin, such as `documents`.
    public let plugin: String
    /// What it is asked for, such as `render`.
    public let action: String
    /// The arguments.
    public let arguments: [String: Argument]
    /// The parts of the document that the plugin is given under `data`; private ones are opened only on the way to it.
    public let shares: [DataPath]
    /// Where the output goes in the document.
    public let into: DataPath?
    /// The queue, where it is not the plugin's own.
    public let queue: String?
    /// How often and when it is tried again, where not as the queue says.
    public let retry: RetryPolicy?
    /// The step that follows.
    public let then: String
    /// The step that follows when the job is dead; without one it waits among the dead letters for the administrator.
    public let onError: String?

    /// A job.
    public init(
        plugin: String, action: String, arguments: [String: Argument] = [:], shares: [DataPath] = [], into: DataPath? = nil,
        queue: String? = nil, retry: RetryPolicy? = nil, then: String, onError: String? = nil
    ) {
        self.plugin = plugin
        self.action = action
        self.arguments = arguments
        self.shares = shares
        self.into = into
        self.queue = queue
        self.retry = retry
        self.then = then
        self.onError = onError
    }
}

/// A document for the applicant, made by the documents plugin and kept in the case; what it names counts for promise 3.
public struct NoticeStep: Sendable {
    /// The template's name, such as `one-time-notice`.
    public let template: String
    /// Whether it is the one-time notice that names all missing materials (domain.md, promise 3).
    public let namesMissing: Bool
    /// How the document is made.
    public let job: JobStep
    /// A notice.
    public init(template: String, namesMissing: Bool, job: JobStep) {
        self.template = template
        self.namesMissing = namesMissing
        self.job = job
    }
}

/// Something from outside is awaited; a member of staff reports that it came.
public struct WaitStep: Sendable {
    /// What is awaited, which is the action that reports it, such as `supplemented`.
    public let message: String
    /// What people read for it.
    public let title: LocalizedText
    /// Who may report it.
    public let roles: [String]
    /// The parts of the document that may be filled with it.
    public let form: [DataPath]
    /// How long is waited.
    public let atMost: Limit
    /// The step that follows when the time is over.
    public let lapse: String
    /// Whether the clocks of the case stand still meanwhile, and for what reason (domain.md, promise 3).
    public let stopsClock: String?
    /// The step that follows.
    public let then: String

    /// A wait.
    public init(
        message: String, title: LocalizedText, roles: [String], form: [DataPath] = [], atMost: Limit, lapse: String,
        stopsClock: String? = nil, then: String
    ) {
        self.message = message
        self.title = title
        self.roles = roles
        self.form = form
        self.atMost = atMost
        self.lapse = lapse
        self.stopsClock = stopsClock
        self.then = then
    }
}

/// A fact is entered in a register, in the transaction of the decision.
public struct RecordStep: Sendable {
    /// The register, such as `certificates`.
    public let register: String
    /// The gapless number that the entry gets.
    public let serial: SerialPattern?
    /// Where the number goes in the document.
    public let into: DataPath?
    /// What makes the entry unique for ever, where something does.
    public let key: Argument?
    /// What is entered.
    public let fields: [String: Argument]
    /// The step that follows.
    public let then: String

    /// An entry.
    public init(
        register: String, serial: SerialPattern?, into: DataPath?, key: Argument?, fields: [String: Argument], then: String
    ) {
        self.register = register
        self.serial = serial
        self.into = into
        self.key = key
        self.fields = fields
        self.then = then
    }
}

/// A value that a definition gives to a job or a register: written in the file, or taken from the case.
public indirect enum Argument: Sendable {
    /// As written.
    case literal(DataValue)
    /// What the document holds there, sealed where it is private: `= applicant.name`.
    case path(DataPath)
    /// What the expression yields: `= certificate.kind + "/" + case.number`.
    case expression(Condition)
    /// Named arguments.
    case record([String: Argument])
    /// Arguments in order.
    case list([Argument])
}

/// A compiled expression of the rule language with its source.
public struct Condition: Sendable {
    /// As written in the file.
    public let source: String
    /// Compiled once, when the file was loaded.
    public let program: CELProgram
    /// An expression.
    public init(source: String, program: CELProgram) {
        self.source = source
        self.program = program
    }
}
