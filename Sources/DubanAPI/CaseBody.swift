/// A case in a list.
public struct CaseBody: Codable, Sendable {
    /// What people call it.
    public let number: String
    /// The workflow's name.
    public let workflow: String
    /// What people read for the workflow.
    public let title: TextBody
    /// When it began, at the office.
    public let openedAt: String
    /// Its open steps.
    public let steps: [String]
    /// What people read for where it stands: its open steps, or how it ended.
    public let standing: [TextBody]
    /// Who owns the matter.
    public let owner: String?
    /// The name of who owns the matter.
    public let ownerName: TextBody?
    /// How it stands.
    public let light: String
    /// When it is due, at the office.
    public let due: String?
    /// Whether that lies beyond the last published year of the calendar, and may still move.
    public let isProvisional: Bool
    /// How it ended.
    public let outcome: String?

    /// A case.
    public init(
        number: String, workflow: String, title: TextBody, openedAt: String, steps: [String], standing: [TextBody], owner: String?,
        ownerName: TextBody?, light: String, due: String?, isProvisional: Bool = false, outcome: String?
    ) {
        self.number = number
        self.workflow = workflow
        self.title = title
        self.openedAt = openedAt
        self.steps = steps
        self.standing = standing
        self.owner = owner
        self.ownerName = ownerName
        self.light = light
        self.due = due
        self.isProvisional = isProvisional
        self.outcome = outcome
    }
}
