import DubanEngine
import DubanModel
import DubanRunner
public import DubanWorkflows

/// What scenarios have played of a workflow: its steps, what people can do at them, the rows of its tables.
public struct Coverage: Sendable {
    /// Parts of one kind.
    public struct Parts: Sendable {
        /// All that there are, in the order of the file.
        public let all: [String]
        /// Those that were played.
        public fileprivate(set) var played: Set<String> = []
        /// Those that no scenario has played.
        public var missing: [String] { all.filter { !played.contains($0) } }
    }

    /// The steps.
    public private(set) var steps: Parts
    /// What people can do: `review.refuse`, and `supplement.lapse` for what happens when nobody does.
    public private(set) var actions: Parts
    /// The rows of decision tables: `rewards.3`.
    public private(set) var rows: Parts
    private let workflow: String

    /// Nothing played yet.
    public init(_ definition: WorkflowDefinition) {
        workflow = definition.name
        steps = Parts(all: definition.stepOrder)
        let steps = definition.stepOrder.compactMap { definition.steps[$0] }
        actions = Parts(
            all: steps.flatMap { step in
                var names = step.actions.map { "\(step.name).\($0.name)" }
                if case .wait = step.kind { names.append("\(step.name).lapse") }
                return names
            })
        rows = Parts(all: definition.tableRows)
    }

    /// Notes what decisions have played.
    mutating func note(_ decisions: [CommittedDecision]) {
        var names: [CaseNumber: [Int: String]] = [:]
        for decision in decisions where decision.workflow == workflow {
            for (index, event) in decision.events.enumerated() {
                note(event, decision.sequence + index, &names[decision.number, default: [:]])
            }
        }
    }

    private mutating func note(_ event: Event, _ sequence: Int, _ names: inout [Int: String]) {
        switch event {
        case .stepEntered(let entered):
            names[sequence] = entered.step
            steps.played.insert(entered.step)
        case .stepCompleted(let completed):
            if let name = names[completed.step.sequence], let action = completed.action { actions.played.insert("\(name).\(action)") }
        case .voteCast(let vote): if let name = names[vote.step.sequence] { actions.played.insert("\(name).\(vote.action)") }
        case .stepAbandoned(let step, .lapsed): if let name = names[step.sequence] { actions.played.insert("\(name).lapse") }
        case .tableDecided(let decided): for row in decided.rows { rows.played.insert("\(decided.table).\(row)") }
        default: break
        }
    }

    /// Both together.
    mutating func merge(_ other: Coverage) {
        steps.played.formUnion(other.steps.played)
        actions.played.formUnion(other.actions.played)
        rows.played.formUnion(other.rows.played)
    }
}

extension WorkflowDefinition {
    /// The rows of decision tables, as coverage counts them; `rewards.3` is the third of `tables/rewards.yaml`.
    fileprivate var tableRows: [String] {
        decisions.sorted { $0.key < $1.key }.flatMap { name, table in table.rows.map { "\(name).\($0.number)" } }
    }
}
