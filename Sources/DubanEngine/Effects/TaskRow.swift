public import DubanModel

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
    /// Only these may, where somebody in particular is asked.
    public let candidates: [StaffID]
    /// Who may not.
    public let excluded: [StaffID]
    /// Who accepted it.
    public let holder: StaffID?
    /// What may be done.
    public let actions: [String]
    /// When it came.
    public let openedAt: Instant
    /// What a message from outside must carry to be this task's; none comes from outside without.
    public let awaits: Awaited?

    /// A message that is awaited from outside.
    public struct Awaited: Sendable, Hashable {
        /// The message's name.
        public let message: String
        /// What tells this case from others that wait for the same message.
        public let correlation: String

        /// A message.
        public init(message: String, correlation: String) {
            self.message = message
            self.correlation = correlation
        }
    }

    /// A task.
    public init(
        number: TaskNumber, caseID: CaseID, caseNumber: CaseNumber, step: StepID, name: String, title: LocalizedText,
        workflow: String, roles: [String], candidates: [StaffID] = [], excluded: [StaffID], holder: StaffID?, actions: [String],
        openedAt: Instant, awaits: Awaited? = nil
    ) {
        self.number = number
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.step = step
        self.name = name
        self.title = title
        self.workflow = workflow
        self.roles = roles
        self.candidates = candidates
        self.excluded = excluded
        self.holder = holder
        self.actions = actions
        self.openedAt = openedAt
        self.awaits = awaits
    }

    /// Whether the task stands in a member's inbox: it is for them, and nobody else has accepted it; or they have.
    public func isFor(_ member: StaffMember) -> Bool {
        if holder == member.id { return true }
        guard holder == nil, !excluded.contains(member.id) else { return false }
        return candidates.isEmpty ? !member.roles.isDisjoint(with: roles) : candidates.contains(member.id)
    }
}
