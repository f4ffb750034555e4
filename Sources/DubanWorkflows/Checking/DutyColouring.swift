import DubanModel

/// Whether a roster can keep a set of duties apart: a list colouring of the graph whose nodes are the acts that people do (one a task, as
/// many as a task wants several), whose colours are the members that may do each, and whose edges say that two must be different people.
struct DutyColouring {
    /// An act of a task.
    private struct Node: Hashable {
        let step: String
        let index: Int
    }

    /// Two steps that must not be done by one person; the same step twice where it wants several.
    struct Separation: Hashable {
        let step: String
        let other: String
    }

    private let members: [String: [StaffID]]
    private let counts: [String: Int]

    /// Nodes of the search; beyond, the duties are taken to be possible. Reached only by hundreds of acts that are all alike.
    private static let maximumNodes = 200_000

    /// - Parameters:
    ///   - members: Who may do each step.
    ///   - counts: How many people each step wants.
    init(members: [String: [StaffID]], counts: [String: Int]) {
        self.members = members
        self.counts = counts
    }

    /// Whether there are people such that every separation is kept.
    func isPossible(_ separations: [Separation]) -> Bool {
        let steps = Set(separations.flatMap { [$0.step, $0.other] })
        let nodes = steps.sorted().flatMap { step in (0..<max(1, counts[step] ?? 1)).map { Node(step: step, index: $0) } }
        var neighbours: [Node: Set<Node>] = [:]
        for separation in separations {
            for first in nodes where first.step == separation.step {
                for second in nodes where second.step == separation.other && second != first {
                    neighbours[first, default: []].insert(second)
                    neighbours[second, default: []].insert(first)
                }
            }
        }
        var choices = Dictionary(uniqueKeysWithValues: nodes.map { ($0, members[$0.step] ?? []) })
        var budget = DutyColouring.maximumNodes
        return colour(&choices, neighbours, &budget)
    }

    /// Colours the node with the fewest choices, and goes on with the rest.
    private func colour(_ choices: inout [Node: [StaffID]], _ neighbours: [Node: Set<Node>], _ budget: inout Int) -> Bool {
        budget -= 1
        guard budget > 0 else { return true }
        guard
            let (node, own) = choices.min(by: { ($0.value.count, $0.key.step, $0.key.index) < ($1.value.count, $1.key.step, $1.key.index) })
        else { return true }
        for member in own {
            var rest = choices
            rest[node] = nil
            for neighbour in neighbours[node] ?? [] { rest[neighbour]?.removeAll { $0 == member } }
            if colour(&rest, neighbours, &budget) { return true }
        }
        return false
    }

    /// The least part of separations that cannot be kept for which leaving out any one would do: each is left out in turn, and stays out
    /// where the rest is impossible all the same.
    func core(of separations: [Separation]) -> [Separation] {
        var core = separations
        for separation in separations {
            let rest = core.filter { $0 != separation }
            if !isPossible(rest) { core = rest }
        }
        return core
    }
}
