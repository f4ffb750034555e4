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
    /// Whether that lies beyond the last published year of the calendar, and may still move.
    public let isProvisional: Bool
    /// To whom a hand-over of it, or of one of its tasks, is offered.
    public let offeredTo: StaffID?
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
        let promised = state.clocks.first { $0.subject == .promised && !$0.isStopped }
        due = promised?.derived.due
        isProvisional = promised?.derived.isProvisional ?? false
        offeredTo = state.handOver?.to
        outcome = state.outcome
        endedAt = state.endedAt
    }

    /// What a table holds of a case.
    public init(
        id: CaseID, number: CaseNumber, workflow: String, definition: ContentHash, openedAt: Instant, steps: [String],
        owner: StaffID?, light: Light, due: Instant?, isProvisional: Bool = false, offeredTo: StaffID? = nil, outcome: String?,
        endedAt: Instant?
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
        self.isProvisional = isProvisional
        self.offeredTo = offeredTo
        self.outcome = outcome
        self.endedAt = endedAt
    }
}
