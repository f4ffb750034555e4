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
    /// The name of who accepted it.
    public let holderName: TextBody?
    /// What may be done.
    public let actions: [ActionBody]
    /// When it came, at the office.
    public let openedAt: String
    /// When the case is due, at the office.
    public let due: String?
    /// How the case stands.
    public let light: String

    /// A task.
    public init(
        number: Int64, caseNumber: String, step: String, title: TextBody, workflow: String, roles: [String], holder: String?,
        holderName: TextBody?, actions: [ActionBody], openedAt: String, due: String?, light: String
    ) {
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
