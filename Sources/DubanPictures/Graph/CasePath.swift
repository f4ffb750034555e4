/// The way that a case took through its workflow.
public struct CasePath: Sendable, Hashable {
    /// How often each step was entered.
    public private(set) var visits: [String: Int] = [:]
    /// The steps in which it is now.
    public private(set) var current: Set<String> = []
    /// The ways that were taken, as pairs of steps.
    public private(set) var ways: Set<Way> = []

    /// A way from one step to the next.
    public struct Way: Sendable, Hashable {
        let from: String
        let to: String
    }

    /// A case that has not begun.
    public init() {}

    /// A step was entered.
    /// - Parameter from: The step that was left for it in the same scope; none at the beginning of a scope.
    public mutating func enter(_ step: String, from: String?) {
        visits[step, default: 0] += 1
        if let from { ways.insert(Way(from: from, to: step)) }
    }

    /// A scope came to its end at `join`, `fail` or `undone`.
    public mutating func leave(_ step: String, to place: String) { ways.insert(Way(from: step, to: place)) }

    /// The case goes on under another version, in which some steps have other names.
    /// - Parameter steps: Names before and after.
    public mutating func rename(_ steps: [String: String]) {
        func after(_ step: String) -> String { steps[step] ?? step }
        visits = Dictionary(visits.map { (after($0.key), $0.value) }, uniquingKeysWith: +)
        current = Set(current.map(after))
        ways = Set(ways.map { Way(from: after($0.from), to: after($0.to)) })
    }

    /// Where the case is now.
    public mutating func stand(at steps: some Sequence<String>) { current.formUnion(steps) }

    /// Whether a way was taken. A way from where a scope begins was taken once its first step was entered; one to where it ends, once the
    /// scope ended so.
    func took(_ edge: WorkflowGraph.Edge) -> Bool {
        if edge.from.hasPrefix("start:") { return visits[edge.to] != nil }
        let to = edge.to.split(separator: ":").first.map(String.init) ?? edge.to
        return ways.contains(Way(from: edge.from, to: to))
    }

    /// Whether a node was reached.
    func reached(_ node: WorkflowGraph.Node, _ edges: [WorkflowGraph.Edge]) -> Bool {
        if node.kind.isStep { return visits[node.id] != nil }
        return edges.contains { ($0.to == node.id || node.kind == .start && $0.from == node.id) && took($0) }
    }
}
