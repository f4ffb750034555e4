import DubanEngine
public import DubanModel
public import DubanTime
public import DubanWorkflows

/// Has many cases run through a hall that is staffed as a roster says: a discrete-event simulation over the pure engine on virtual time.
///
///     arrivals ─▶ opening ─▶ tasks ─▶ pool ─▶ free member ─▶ handling time ─▶ act ─▶ …
///                              └─ jobs, waits, rungs ─▶ the queue of what is due ─┘
///
/// Members work in the hours of business, one task at a time, the most urgent first. The same seed gives the same to the last case.
public struct Simulator: Sendable {
    /// What is simulated.
    public struct Plan: Sendable {
        /// How many cases.
        public var cases: Int
        /// How many arrive a working day, on the average; as chance has it (a Poisson process).
        public var arrivalsPerDay: Double
        /// Where chance begins.
        public var seed: UInt64
        /// When the first may arrive.
        public var start: Instant

        /// A plan.
        public init(cases: Int, arrivalsPerDay: Double, seed: UInt64 = 1, start: Instant) {
            self.cases = cases
            self.arrivalsPerDay = arrivalsPerDay
            self.seed = seed
            self.start = start
        }
    }

    let workflow: WorkflowDefinition
    let others: [String: WorkflowDefinition]
    let calendar: WorkingCalendar
    let calendarVersion: ContentHash
    let handling: Handling

    /// A simulator of a workflow, and of those that it calls.
    public init(
        _ workflow: WorkflowDefinition, others: [WorkflowDefinition] = [], calendar: (calendar: WorkingCalendar, version: ContentHash),
        handling: Handling = Handling()
    ) {
        self.workflow = workflow
        self.others = Dictionary((others + [workflow]).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.calendar = calendar.calendar
        calendarVersion = calendar.version
        self.handling = handling
    }

    /// Runs a plan with a roster.
    /// - Parameter progress: Called now and then with how many cases have ended.
    /// - Throws: A refusal where nothing can go on, such as a rule that comes to no value; it says in which case.
    public func run(_ plan: Plan, roster: Roster, progress: (Int) -> Void = { _ in }) throws(Refusal) -> SimulationResult {
        var run = SimulationRun(self, plan, roster)
        return try run.play(progress)
    }

    /// Adds people, one at a time, each with the role whose tasks wait longest, until no more cases turn red than wanted.
    /// - Parameters:
    ///   - target: The share of red cases that is wanted at most, from 0 to 1.
    ///   - progress: Called with each attempt: who was added so far, and the share of red cases.
    /// - Returns: Who was added, by role, with the result; nothing where people do not help.
    public func staffing(
        _ plan: Plan, roster: Roster, target: Double, progress: ([String], Double) -> Void = { _, _ in }
    ) throws(Refusal) -> (added: [String], result: SimulationResult)? {
        var (added, roster): ([String], Roster) = ([], roster)
        var result = try run(plan, roster: roster)
        progress(added, result.shareRed)
        while result.shareRed > target {
            guard added.count < Simulator.mostAdded, let role = result.roles.max(by: { $0.meanWait < $1.meanWait })?.role else {
                return nil
            }
            added.append(role)
            roster = roster.adding(role, number: added.count)
            result = try run(plan, roster: roster)
            progress(added, result.shareRed)
        }
        return (added, result)
    }

    /// People that are added at most before it is said that they do not help.
    static let mostAdded = 24
}

extension Roster {
    /// The roster with one more member, who holds one role and sits beside those that hold it.
    fileprivate func adding(_ role: String, number: Int) -> Roster {
        let colleague = holders(of: role).first
        let member = StaffMember(
            id: StaffID("additional-\(number)"), name: LocalizedText(english: "Additional \(role)", chinese: "增加人员"), systemUser: nil,
            roles: [role],
            office: colleague?.office ?? "", supervisor: colleague?.supervisor)
        return Roster(hash: hash, members: Array(members.values) + [member], absences: absences)
    }
}
