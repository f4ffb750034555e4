import DubanModel
import DubanTime
public import DubanWorkflows

extension WorkflowGraph {
    /// The graph of a definition.
    public init(_ definition: WorkflowDefinition) {
        var maker = GraphMaker(definition)
        self = maker.graph()
    }
}

/// Derives what is drawn from a definition.
struct GraphMaker {
    let definition: WorkflowDefinition
    private var lanes: [WorkflowGraph.Lane] = [WorkflowGraph.Lane(role: nil)]
    private var nodes: [WorkflowGraph.Node] = []
    private var edges: [WorkflowGraph.Edge] = []

    init(_ definition: WorkflowDefinition) { self.definition = definition }

    mutating func graph() -> WorkflowGraph {
        for region in definition.regions { addStart(of: region) }
        for name in definition.stepOrder {
            guard let step = definition.steps[name] else { continue }
            add(step)
        }
        for name in definition.stepOrder {
            guard let step = definition.steps[name] else { continue }
            connect(step)
        }
        let scopes = definition.regions.map { region in
            let siblings = definition.regions.count { $0.opener == region.opener && region.opener != nil }
            return WorkflowGraph.Scope(id: region.id, opener: region.opener, branch: siblings > 1 ? region.branch : nil)
        }
        return WorkflowGraph(
            name: definition.name, title: definition.title, promise: promise, lanes: lanes, scopes: scopes, nodes: nodes, edges: merged)
    }

    private var promise: LocalizedText? {
        definition.limits.map { limits in
            let (promised, statutory) = (limits.promised.words, limits.statutory.words)
            let start = definition.steps[limits.starts]?.title ?? LocalizedText(english: limits.starts, chinese: limits.starts)
            return LocalizedText(
                english: "promised \(promised.english), statutory \(statutory.english), from \"\(start.english)\"",
                chinese: "承诺时限\(promised.chinese)，法定时限\(statutory.chinese)，自“\(start.chinese)”起")
        }
    }

    // MARK: Nodes

    private mutating func addStart(of region: Region) {
        let id = GraphMaker.place("start", region.id)
        let first = definition.steps[region.start]
        var lane = 0
        if region.id == Region.root, let first { lane = self.lane(of: first) }
        nodes.append(
            .init(
                id: id, kind: .start, title: LocalizedText(english: "Start", chinese: "开始"), detail: .init(english: "", chinese: ""),
                scope: region.id, lane: lane))
        edges.append(.init(id: edges.count, from: id, to: region.start, kind: .usual, label: nil, limit: nil, condition: nil, time: nil))
    }

    /// A place where ways of a scope begin or end; no step has such a name, since names of steps have no colon.
    static func place(_ name: String, _ scope: Int) -> String { "\(name):\(scope)" }

    private mutating func lane(of step: Step) -> Int {
        guard step.isHuman, let role = step.roles.first else { return 0 }
        let lane = WorkflowGraph.Lane(role: role)
        if let index = lanes.firstIndex(of: lane) { return index }
        lanes.append(lane)
        return lanes.count - 1
    }

    private mutating func add(_ step: Step) {
        let scope = definition.region(of: step.name)
        let lane = scope == Region.root ? self.lane(of: step) : 0
        nodes.append(
            .init(
                id: step.name, kind: step.pictured, title: step.title, detail: step.pictureDetail, scope: scope, lane: lane,
                subject: step.pictureSubject, join: step.pictureJoin, isOrdered: step.isOrdered))
    }

    /// The node for a target; a place for one that stands for no step.
    private mutating func node(for target: String, from step: Step) -> String {
        guard ReservedTarget.all.contains(target) else { return target }
        let scope = definition.region(of: step.name)
        let id = GraphMaker.place(target, scope)
        if !nodes.contains(where: { $0.id == id }) {
            let (kind, title): (WorkflowGraph.Kind, LocalizedText) =
                switch target {
                case ReservedTarget.join: (.join, LocalizedText(english: "Done", chinese: "完成"))
                case ReservedTarget.fail: (.fail, LocalizedText(english: "Failed", chinese: "未成"))
                default: (.undone, LocalizedText(english: "Taken back", chinese: "已撤销"))
                }
            nodes.append(.init(id: id, kind: kind, title: title, detail: .init(english: "", chinese: ""), scope: scope, lane: 0))
        }
        return id
    }

    // MARK: Edges

    private mutating func connect(_ step: Step) {
        for way in step.ways {
            edges.append(
                .init(
                    id: edges.count, from: step.name, to: node(for: way.target, from: step), kind: way.kind, label: way.label,
                    limit: way.limit, condition: way.condition, time: way.time))
        }
    }

    /// Ways of one kind from one node to another are drawn as one.
    private var merged: [WorkflowGraph.Edge] {
        var result: [WorkflowGraph.Edge] = []
        for edge in edges {
            let index = result.firstIndex { $0.from == edge.from && $0.to == edge.to && $0.kind == edge.kind }
            let old = index.map { result[$0] }
            let labels = [old?.label, edge.label].compactMap { $0 }
            let label = LocalizedText(
                english: labels.map(\.english).joined(separator: " / "), chinese: labels.map(\.chinese).joined(separator: " / "))
            let conditions = [old?.condition, edge.condition].compactMap { $0 }
            let isElse = old.map { $0.condition == nil } == true || edge.condition == nil
            let whole = WorkflowGraph.Edge(
                id: old?.id ?? result.count, from: edge.from, to: edge.to, kind: edge.kind, label: labels.isEmpty ? nil : label,
                limit: old?.limit ?? edge.limit, condition: isElse ? nil : conditions.joined(separator: " || "),
                time: old?.time ?? edge.time)
            if let index { result[index] = whole } else { result.append(whole) }
        }
        return result
    }
}
