public import DubanModel

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
        due = state.clocks.first { $0.subject == .promised && !$0.isStopped }?.derived.due
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
