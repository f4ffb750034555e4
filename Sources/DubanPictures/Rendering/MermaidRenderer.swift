import DubanModel

/// A flowchart that Markdown viewers draw: lanes and branches are its groups.
struct MermaidRenderer {
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
        var lines = ["---", "title: \(quoted(caption))", "---", "flowchart TD"]
        for (index, lane) in graph.lanes.enumerated() {
            let nodes = graph.nodes(in: 0).filter { $0.lane == index }
            guard !nodes.isEmpty else { continue }
            lines.append("  subgraph lane\(index)[\(quoted(lane.title[language]))]")
            lines += nodes.flatMap { node($0, indent: 4) }
            lines.append("  end")
        }
        lines += graph.edges.map { "  \(edge($0))" }
        lines += classes
        return lines.joined(separator: "\n") + "\n"
    }

    private var caption: String { graph.title[language] + (graph.promise.map { " — \($0[language])" } ?? "") }

    private func node(_ node: WorkflowGraph.Node, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        var lines = [space + (names[node.id] ?? "") + shape(node)]
        for scope in graph.scopes(openedBy: node.id) {
            let title = scope.branch.map { "\(node.title[language]): \($0)" } ?? node.title[language]
            lines.append("\(space)subgraph scope\(scope.id)[\(quoted(title))]")
            lines += graph.nodes(in: scope.id).flatMap { self.node($0, indent: indent + 2) }
            lines.append("\(space)end")
        }
        return lines
    }

    private func shape(_ node: WorkflowGraph.Node) -> String {
        let title = node.title[language]
        let detail = node.detail[language]
        let text = quoted(detail.isEmpty || node.kind == .end ? title : "\(title)<br/><small>\(detail)</small>")
        return switch node.kind {
        case .start: "((\(text)))"
        case .end, .join, .fail, .undone: "([\(text)])"
        case .choose: "{{\(text)}}"
        case .record, .lookup: "[(\(text))]"
        case .wait, .timer, .schedule: "(\(text))"
        case .parallel, .each, .call: "[[\(text)]]"
        case .task, .assign, .decide, .job, .notice: "[\(text)]"
        }
    }

    private func edge(_ edge: WorkflowGraph.Edge) -> String {
        let text = edge.text(language)
        let arrow = edge.kind == .usual ? "-->" : "-.->"
        return "\(names[edge.from] ?? "") \(arrow)\(text.isEmpty ? "" : "|\(quoted(text))|") \(names[edge.to] ?? "")"
    }

    private var classes: [String] {
        var lines: [String] = []
        let openers = graph.scopes.filter { $0.opener != nil }
        lines += openers.map { "  \(names[$0.opener ?? ""] ?? "") -.- \(names[GraphMaker.place("start", $0.id)] ?? "")" }
        guard let path else { return lines }
        lines.append("  classDef taken fill:#dbeafe,stroke:#1d4ed8,stroke-width:2px")
        lines.append("  classDef now fill:#fde68a,stroke:#b45309,stroke-width:3px")
        let taken = graph.nodes.filter { path.reached($0, graph.edges) && !path.current.contains($0.id) }.compactMap { names[$0.id] }
        let now = graph.nodes.filter { path.current.contains($0.id) }.compactMap { names[$0.id] }
        if !taken.isEmpty { lines.append("  class \(taken.joined(separator: ",")) taken") }
        if !now.isEmpty { lines.append("  class \(now.joined(separator: ",")) now") }
        let ways = graph.edges.indices.filter { path.took(graph.edges[$0]) }
        if !ways.isEmpty { lines.append("  linkStyle \(ways.map(\.description).joined(separator: ",")) stroke:#1d4ed8,stroke-width:3px") }
        return lines
    }

    /// Mermaid reads `"` and `#` as signs of its own.
    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("#", with: "#35;").replacing("\"", with: "#quot;") + "\""
    }
}

/// Names that every format admits.
enum PictureNames {
    /// A name for each node: letters, digits and `_`. No step's name has `_`, so that they stay different.
    static func names(of graph: WorkflowGraph) -> [String: String] {
        Dictionary(
            graph.nodes.map { node in
                (node.id, "s_" + node.id.replacing("-", with: "_").replacing(":", with: "__"))
            }, uniquingKeysWith: { first, _ in first })
    }
}
