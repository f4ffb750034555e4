import DubanEngine
public import DubanModel
import DubanStore
import DubanTime
import DubanWorkflows

/// Cases that go on under another version of their workflow (issue 5, item 6): each is looked at before anything changes.
extension Hall {
    /// Which cases are to go on under which version.
    public struct MigrationPlan: Sendable {
        /// The version under which they run; the hash, or its first digits.
        public var from: String
        /// The version under which they are to go on; the hash, or its first digits.
        public var to: String
        /// Only this case.
        public var caseNumber: CaseNumber?
        /// Only cases of which this condition holds.
        public var condition: String?
        /// Steps by their names before and after.
        public var steps: [String: String]
        /// Changes nothing.
        public var isDryRun: Bool
        /// Goes on after this case.
        public var after: CaseID
        /// Looks at so many cases at most.
        public var limit: Int

        /// A plan.
        public init(
            from: String, to: String, caseNumber: CaseNumber? = nil, condition: String? = nil, steps: [String: String] = [:],
            isDryRun: Bool, after: CaseID = CaseID(0), limit: Int = Hall.migrationWindow
        ) {
            self.from = from
            self.to = to
            self.caseNumber = caseNumber
            self.condition = condition
            self.steps = steps
            self.isDryRun = isDryRun
            self.after = after
            self.limit = limit
        }
    }

    /// What came of a migration, or would.
    public struct MigrationOutcome: Sendable {
        /// Each case that was looked at and fits the condition, and why it could not go on, where it could not.
        public let cases: [(number: CaseNumber, refusal: Refusal?)]
        /// After which case to go on; nothing where all were looked at.
        public let next: CaseID?
    }

    /// Cases that one request looks at.
    public static let migrationWindow = 500

    /// Has cases go on under another version, or says whether they could.
    public func migrate(_ request: Request, _ plan: MigrationPlan) async throws(Refusal) -> MigrationOutcome {
        guard versions.inForce.roster[request.caller]?.roles.contains("administrator") == true else {
            throw Refusal(.wrongRole, "Cases are migrated by the role administrator, which \(request.caller) does not hold.")
        }
        let (from, to) = (try version(plan.from), try version(plan.to))
        guard from.name == to.name else {
            throw Refusal(
                .invalidRequest, "\(plan.from) is a version of \(from.name), \(plan.to) one of \(to.name); a case keeps its workflow.")
        }
        guard from.hash != to.hash else { throw Refusal(.invalidRequest, "\(plan.from) and \(plan.to) are the same version.") }
        try check(plan.steps, from, to)
        let condition = try plan.condition.map { source throws(Refusal) in try from.condition(source) }
        let (ids, next) = try candidates(plan, from)
        var outcomes: [(CaseNumber, Refusal?)] = []
        for id in ids {
            let state = try self.state(of: id)
            if let condition, try !state.fits(condition, of: from, on: versions.inForce.calendar.day(of: clock.now())) { continue }
            outcomes.append((state.number, await refusal(state, request, plan, to)))
        }
        return MigrationOutcome(cases: outcomes.map { (number: $0.0, refusal: $0.1) }, next: next)
    }

    /// The version that a hash, or its first digits, names.
    func version(_ text: String) throws(Refusal) -> WorkflowDefinition {
        let wanted = text.lowercased()
        guard wanted.count >= 6 else {
            throw Refusal(.invalidRequest, "\"\(text)\" names no version; give at least six digits of what `duban workflow list` shows.")
        }
        let known = Set(try Refusal.wrapping { try reader.definitions(.workflow) }.map(\.hash))
        let fitting = known.filter { $0.description.hasPrefix(wanted) }
        guard fitting.count == 1, let hash = fitting.first else {
            throw Refusal(
                .unknownWorkflow,
                fitting.isEmpty ? "There is no version \(text); `duban workflow list` shows them." : "Several versions begin with \(text).")
        }
        return try versions.workflow(hash)
    }

    private func check(_ steps: [String: String], _ from: WorkflowDefinition, _ to: WorkflowDefinition) throws(Refusal) {
        let problems = steps.sorted { $0.key < $1.key }.compactMap { before, after -> Refusal.Problem? in
            if from.steps[before] == nil { return .init(path: before, message: "the old version has no such step") }
            if to.steps[after] == nil { return .init(path: after, message: "the new version has no such step") }
            return nil
        }
        guard problems.isEmpty else { throw Refusal(.invalidRequest, "The steps cannot be mapped so.", problems: problems) }
    }

    private func candidates(_ plan: MigrationPlan, _ from: WorkflowDefinition) throws(Refusal) -> (ids: [CaseID], next: CaseID?) {
        if let number = plan.caseNumber {
            let id = try caseID(of: number)
            guard let summary = try Refusal.wrapping({ try reader.summary(of: id) }), summary.definition == from.hash else {
                throw Refusal(.invalidRequest, "Case \(number) does not run under version \(plan.from).")
            }
            return ([id], nil)
        }
        let limit = max(1, min(plan.limit, Hall.migrationWindow))
        let ids = try Refusal.wrapping { try reader.openCases(under: from.hash, after: plan.after, limit: limit) }
        return (ids, ids.count == limit ? ids.last : nil)
    }

    /// Why a case cannot go on, where it cannot; otherwise it does, or would.
    private func refusal(_ state: CaseState, _ request: Request, _ plan: MigrationPlan, _ to: WorkflowDefinition) async -> Refusal? {
        do throws(Refusal) {
            if plan.isDryRun {
                let environment = versions.environment(to, at: clock.now())
                let actor = Actor.staff(request.caller)
                if case .refused(let refusal) = DubanEngine.decide(state, .migrate(steps: plan.steps), by: actor, in: environment) {
                    return refusal
                }
                return nil
            }
            let own = Request(caller: request.caller, key: "\(request.key)/\(state.number)")
            _ = try await migrate(own, case: state.number, to: to.hash, steps: plan.steps)
            return nil
        } catch {
            return error
        }
    }
}
