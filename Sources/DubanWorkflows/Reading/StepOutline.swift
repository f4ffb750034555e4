/// A step as far as its ways go, before its conditions can be read: which region it belongs to says what they may name. The soundness
/// proof works on outlines, so that it has every way also where a condition cannot be read.
struct StepOutline {
    /// A way on within the step's region.
    struct Edge {
        /// The step to which it leads, or a reserved target.
        let target: String
        /// Where the file says so.
        let node: YAMLNode
        /// What has the case take it.
        let cause: Cause
    }

    /// What has a case take a way.
    enum Cause {
        /// The step itself, as soon as it can.
        case itself
        /// A person, or a message from outside.
        case person
        /// Time that passes.
        case time
    }

    /// A branch that the step opens.
    struct Branch {
        let name: String
        let start: String
        let node: YAMLNode
    }

    /// The step's kind, by its key; nothing where the file says none.
    let kind: String?
    /// Where it may lead.
    let edges: [Edge]
    /// The branches that it opens.
    let branches: [Branch]
    /// What takes it back.
    let undo: Edge?
    /// The step in the file.
    let node: YAMLNode

    private static let targetKeys = [
        "then", "lapse", "otherwise", "none", "on_conflict", "on_error", "on_fail", "on_cancel", "finally", "objection",
    ]

    init(_ node: YAMLNode) {
        var edges: [Edge] = []
        var branches: [Branch] = []
        let kind = node.entries.first { StepReader.kinds.contains($0.key) }?.key
        for (key, _, value) in node.entries {
            let cause = StepOutline.cause(of: key, kind: kind, hasDate: node["until"] != nil)
            switch key {
            case "actions": for (_, _, action) in value.entries { edges += StepOutline.edges(action, cause) }
            case "choose": for branch in value.items ?? [] where branch.isMapping { edges += StepOutline.edges(branch, cause) }
            case "on_conflict" where value.isMapping:
                edges += value.entries.compactMap { entry in entry.value.text.map { Edge(target: $0, node: entry.value, cause: cause) } }
            case "on_breach": if value.isMapping { edges += StepOutline.edges(value, .time) }
            case "parallel":
                branches += value.entries.compactMap { name, _, start in start.text.map { Branch(name: name, start: $0, node: start) } }
            case "start" where kind == "each": branches += value.text.map { [Branch(name: "each", start: $0, node: value)] } ?? []
            default:
                if StepOutline.targetKeys.contains(key), let name = value.text {
                    edges.append(Edge(target: name, node: value, cause: cause))
                }
            }
        }
        self.kind = kind
        self.node = node
        self.edges = edges
        self.branches = branches
        undo = node["undo"].flatMap { value in value.text.map { Edge(target: $0, node: value, cause: .itself) } }
    }

    /// What has a case take the way that stands under a key. A date may have passed already, so that its lapse follows by itself.
    private static func cause(of key: String, kind: String?, hasDate: Bool) -> Cause {
        switch (kind, key) {
        case ("task", _), ("publicity", "objection"), ("wait", "then"), ("wait", "actions"): .person
        case ("wait", "lapse") where hasDate: .itself
        case ("wait", _), ("publicity", _), ("schedule", _): .time
        default: .itself
        }
    }

    private static func edges(_ node: YAMLNode, _ cause: Cause) -> [Edge] {
        if let name = node.text { return [Edge(target: name, node: node, cause: cause)] }
        return node.entries.filter { $0.key == "then" }.compactMap { entry in
            entry.value.text.map { Edge(target: $0, node: entry.value, cause: cause) }
        }
    }
}
