import DubanModel

/// A graph that Graphviz draws: lanes and branches are its clusters.
struct DotRenderer {
    private let graph: WorkflowGraph
    private let language: Language
    private let path: CasePath?
    private let names: [String: String]

    init(_ graph: WorkflowGraph, _ language: Language, _ path: CasePath?) {
        self.graph = graph
        self.language = language
        self.path = path
        names = PictureNames.names(of: graph)
    }

    func text() -> String {
        var lines = [
            "digraph \(quoted(graph.name)) {", "  label=\(quoted(caption)); labelloc=t; fontname=\"Noto Sans CJK SC\";",
            "  node [fontname=\"Noto Sans CJK SC\", shape=box, style=\"rounded\"];", "  edge [fontname=\"Noto Sans CJK SC\", fontsize=10];",
        ]
        for (index, lane) in graph.lanes.enumerated() {
            let nodes = graph.nodes(in: 0).filter { $0.lane == index }
            guard !nodes.isEmpty else { continue }
            lines.append("  subgraph cluster_lane\(index) {")
            lines.append("    label=\(quoted(lane.title[language])); style=filled; color=\"#f3f4f6\";")
            lines += nodes.flatMap { node($0, indent: 4) }
            lines.append("  }")
        }
        lines += graph.edges.map { "  \(edge($0))" }
        for scope in graph.scopes {
            guard let opener = scope.opener else { continue }
            lines.append(
                "  \(names[opener] ?? "") -> \(names[GraphMaker.place("start", scope.id)] ?? "") [style=dotted, arrowhead=none];")
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    private var caption: String { graph.title[language] + (graph.promise.map { "\n\($0[language])" } ?? "") }

    private func node(_ node: WorkflowGraph.Node, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        let detail = node.kind == .end ? "" : node.detail[language]
        let title = node.title[language]
        var attributes = ["label=\(quoted(detail.isEmpty ? title : "\(title)\n\(detail)"))"]
        if let shape = shape(node.kind) { attributes.append("shape=\(shape)") }
        if path?.current.contains(node.id) == true {
            attributes += ["color=\"#b45309\"", "fillcolor=\"#fde68a\"", "style=\"filled,bold\""]
        } else if path?.reached(node, graph.edges) == true {
            attributes += ["color=\"#1d4ed8\"", "fillcolor=\"#dbeafe\"", "style=\"filled\""]
        }
        var lines = ["\(space)\(names[node.id] ?? "") [\(attributes.joined(separator: ", "))];"]
        for scope in graph.scopes(openedBy: node.id) {
            let title = scope.branch.map { "\(node.title[language]): \($0)" } ?? node.title[language]
            lines.append("\(space)subgraph cluster_scope\(scope.id) {")
            lines.append("\(space)  label=\(quoted(title)); style=dashed; color=\"#6b7280\";")
            lines += graph.nodes(in: scope.id).flatMap { self.node($0, indent: indent + 2) }
            lines.append("\(space)}")
        }
        return lines
    }

    private func shape(_ kind: WorkflowGraph.Kind) -> String? {
        switch kind {
        case .start: "circle"
        case .end, .join, .fail, .undone: "oval"
        case .choose: "hexagon"
        case .record, .lookup: "cylinder"
        case .parallel, .each, .call: "box3d"
        default: nil
        }
    }

    private func edge(_ edge: WorkflowGraph.Edge) -> String {
        var attributes: [String] = []
        let text = edge.text(language)
        if !text.isEmpty { attributes.append("label=\(quoted(text))") }
        if edge.kind != .usual { attributes.append("style=dashed") }
        if path?.took(edge) == true { attributes += ["color=\"#1d4ed8\"", "penwidth=2.5"] }
        let suffix = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
        return "\(names[edge.from] ?? "") -> \(names[edge.to] ?? "")\(suffix);"
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
