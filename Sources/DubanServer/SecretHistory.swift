import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanWorkflows

/// The decisions of a case, with what of them is shown to nobody before secret branches have joined.
struct SecretHistory {
    let decisions: [StoredDecision]
    let branches: SecretBranches
    private let secret: [Int: Actor]

    init(_ decisions: [StoredDecision]) {
        self.decisions = decisions
        var told: [SecretBranches.Told] = []
        for stored in decisions {
            let actor = Actor(stored.actor) ?? .system
            for (index, event) in ((try? Event.decode(stored.events)) ?? []).enumerated() {
                told.append(.init(sequence: stored.sequence + index, actor: actor, event: event))
            }
        }
        let branches = SecretBranches(told)
        self.branches = branches
        let hidden = branches.isEmpty ? [] : told.filter { branches.isSecret($0) }
        secret = Dictionary(hidden.map { ($0.sequence, $0.actor) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether an event tells of what was done in a secret branch.
    func isSecret(_ sequence: Int) -> Bool { secret[sequence] != nil }

    /// Whether somebody may see what an event says.
    func shows(_ sequence: Int, to member: StaffID) -> Bool { secret[sequence].map { $0.member == member } ?? true }

    /// What an event may say to others than its author: that something was done, by whom and when, but not what. What is not known to be
    /// harmless is left out, so that a new kind of event gives nothing away.
    static func hidden(_ detail: DataValue) -> DataValue {
        guard let fields = detail.fields else { return .null }
        var shown = fields.filter { harmless.contains($0.key) }
        for name in ["changes", "data"] where fields[name] != nil {
            shown[name] = .record((fields[name]?.fields ?? [:]).mapValues { _ in .text(DataValue.mask) })
        }
        return .record(shown)
    }

    private static let harmless: Set<String> = [
        "event", "step", "scope", "parent", "opener", "branch", "index", "secret", "task", "by", "clock", "subject", "budget", "rung",
        "due",
        "rungs", "calendar", "provisional", "register", "queue", "plugin", "attempt", "person", "supervisor", "promise", "shares",
        "members",
        "from", "to", "opinion_on",
    ]
}

extension WorkflowDefinition {
    /// Whether it has branches whose data is secret until all have joined.
    var hasSecretBranches: Bool { steps.values.contains { if case .each(let each) = $0.kind { each.isSecret } else { false } } }

    /// Whether a branch whose data is secret enters something in a register.
    var recordsInSecret: Bool {
        steps.values.contains { step in
            guard case .record = step.kind else { return false }
            var next = regions.first { $0.id == region(of: step.name) }
            while let region = next {
                if let opener = region.opener, case .each(let each)? = steps[opener]?.kind, each.isSecret { return true }
                next = region.parent.flatMap { parent in regions.first { $0.id == parent } }
            }
            return false
        }
    }
}
