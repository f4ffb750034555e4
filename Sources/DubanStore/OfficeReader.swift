public import DubanEngine
public import DubanModel

/// Reads what people look at besides single cases: inboxes, deadlines, the ledger of accountability, versions in use, the calendar.
public protocol OfficeReader: Sendable {
    /// The open tasks in a person's inbox, the oldest first.
    func tasks(for audience: TaskAudience, limit: Int) throws -> [TaskRow]
    /// Open cases of which, or of a task of which, a hand-over is offered to a member.
    func cases(offeredTo member: StaffID, limit: Int) throws -> [CaseSummary]
    /// Open cases that a member owns, or a task of which they accepted; the oldest first.
    func openCases(of member: StaffID, limit: Int) throws -> [CaseID]
    /// Open cases after `id`, in order; of one version of a workflow, or of all.
    func openCases(under definition: ContentHash?, after id: CaseID, limit: Int) throws -> [CaseID]
    /// How many open cases run under which version of which workflow.
    func versionsInUse() throws -> [VersionInUse]
    /// Rungs of these kinds that are due by an instant, the earliest first.
    func timers(_ rungs: Set<Rung>, dueBy instant: Instant, limit: Int) throws -> [TimerRow]
    /// Rungs that are due by an instant and come after one, in the order in which they are worked off.
    func timers(dueBy instant: Instant, after last: TimerRow?, limit: Int) throws -> [TimerRow]
    /// Entries of accountability that were recorded from an instant until before another, the oldest first.
    func accountability(from: Instant, until: Instant, limit: Int) throws -> [AccountabilityRow]
    /// The calendar in force.
    func calendarInForce() throws -> CalendarInForce?
    /// Every calendar that was in force, the first first.
    func calendarsInForce() throws -> [CalendarInForce]
    /// The clocks that moved under a calendar in force, by case.
    func moves(of number: Int64, offset: Int, limit: Int) throws -> [CalendarMove]
}

/// Whose inbox is asked for.
public struct TaskAudience: Sendable, Hashable {
    /// Who looks.
    public let member: StaffID
    /// The roles that they hold.
    public let roles: Set<String>
    /// Colleagues who are away and for whom they stand in.
    public let standsInFor: [StaffID]

    /// An audience.
    public init(member: StaffID, roles: Set<String>, standsInFor: [StaffID] = []) {
        self.member = member
        self.roles = roles
        self.standsInFor = standsInFor
    }

    /// Whether a task stands in the inbox: they, or a colleague who is away, accepted it; or nobody has, and it is for them.
    public func includes(_ task: TaskRow) -> Bool {
        if let holder = task.holder { return holder == member || standsInFor.contains(holder) }
        guard !task.excluded.contains(member) else { return false }
        return task.candidates.isEmpty ? !roles.isDisjoint(with: task.roles) : task.candidates.contains(member)
    }
}

/// A version of a workflow under which cases are open.
public struct VersionInUse: Sendable, Hashable {
    /// The workflow's name.
    public let workflow: String
    /// The version.
    public let definition: ContentHash
    /// How many open cases.
    public let openCases: Int

    /// A version in use.
    public init(workflow: String, definition: ContentHash, openCases: Int) {
        self.workflow = workflow
        self.definition = definition
        self.openCases = openCases
    }
}
