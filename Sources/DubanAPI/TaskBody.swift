/// A task in the inbox, or what a colleague asks there: an opinion, more time, to take a matter over.
public struct TaskBody: Codable, Sendable {
    /// What stands in an inbox.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Work at a step of the workflow.
        case task
        /// A colleague wants an opinion before a task is done.
        case opinion
        /// A colleague asks for more time.
        case `extension`
        /// A colleague offers a task, or a matter as a whole; answered with `duban accept CASE` or `duban decline CASE`.
        case handOver = "hand-over"
    }

    /// What it is.
    public let kind: Kind
    /// The short number; 0 for a matter that is offered as a whole.
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
    /// The name of who accepted it.
    public let holderName: TextBody?
    /// What may be done.
    public let actions: [ActionBody]
    /// When it came, at the office.
    public let openedAt: String
    /// When the case is due, at the office.
    public let due: String?
    /// Whether that may still move, since it lies beyond the last published year.
    public let isProvisional: Bool
    /// How the case stands.
    public let light: String
    /// Who offers, or asks; nobody for work at a step.
    public let askedBy: String?
    /// The name of who offers or asks.
    public let askedByName: TextBody?

    /// A task.
    public init(
        kind: Kind = .task, number: Int64, caseNumber: String, step: String, title: TextBody, workflow: String, roles: [String],
        holder: String?, holderName: TextBody?, actions: [ActionBody], openedAt: String, due: String?, isProvisional: Bool = false,
        light: String,
        askedBy: String? = nil, askedByName: TextBody? = nil
    ) {
        self.kind = kind
        self.isProvisional = isProvisional
        self.askedBy = askedBy
        self.askedByName = askedByName
        self.number = number
        self.caseNumber = caseNumber
        self.step = step
        self.title = title
        self.workflow = workflow
        self.roles = roles
        self.holder = holder
        self.holderName = holderName
        self.actions = actions
        self.openedAt = openedAt
        self.due = due
        self.light = light
    }
}

/// Something that may be done at a task.
public struct ActionBody: Codable, Sendable {
    /// The name in commands.
    public let name: String
    /// What people read.
    public let title: TextBody

    /// An action.
    public init(name: String, title: TextBody) {
        self.name = name
        self.title = title
    }
}
