import DubanModel

/// How a graph becomes boxes to be laid out downwards: what stands in each, and how much room it needs.
struct SVGCanvas {
    /// What is written in a box.
    struct Words {
        let detail: [String]
        let title: [String]

        var height: Double { Double(detail.count) * SVGCanvas.detailLine + Double(title.count) * SVGCanvas.titleLine }
        var width: Double {
            max(
                TextMeasure.width(detail, size: SVGCanvas.detailSize), TextMeasure.width(title, size: SVGCanvas.titleSize))
        }
    }

    let graph: WorkflowGraph
    let language: Language

    func words(_ node: WorkflowGraph.Node) -> Words {
        if node.kind == .start { return Words(detail: [], title: []) }
        let most = graph.scopes(openedBy: node.id).isEmpty ? SVGCanvas.mostText : SVGCanvas.mostHeading
        let detail = node.kind == .end ? "" : node.detail[language]
        return Words(
            detail: TextMeasure.lines(detail, size: SVGCanvas.detailSize, most: most),
            title: TextMeasure.lines(node.title[language], size: SVGCanvas.titleSize, most: most))
    }

    func label(_ edge: WorkflowGraph.Edge) -> [String] {
        [edge.label, edge.limit].compactMap { $0?[language] }.flatMap {
            TextMeasure.lines($0, size: SVGCanvas.labelSize, most: SVGCanvas.mostLabel)
        }
    }

    /// The scope as it is laid out, with the branches that its steps open inside them.
    func layoutGraph(_ scope: Int) -> LayoutGraph {
        var result = LayoutGraph()
        let nodes = graph.nodes(in: scope)
        result.nodes = nodes.map { box($0) }
        if scope == 0 {
            result.lanes = graph.lanes.count
            result.laneMinimum = SVGCanvas.leastLane
        } else {
            for index in result.nodes.indices { result.nodes[index].lane = 0 }
        }
        let names = Set(nodes.map(\.id))
        result.edges = graph.edges.filter { names.contains($0.from) && names.contains($0.to) }.map { edge in
            let lines = label(edge)
            let size = Extent(
                along: lines.isEmpty ? 0 : Double(lines.count) * SVGCanvas.labelLine + 4,
                across: lines.isEmpty ? 0 : TextMeasure.width(lines, size: SVGCanvas.labelSize) + 8)
            return LayoutGraph.Edge(id: edge.id, from: edge.from, to: edge.to, label: size)
        }
        return result
    }

    private func box(_ node: WorkflowGraph.Node) -> LayoutGraph.Node {
        let words = words(node)
        switch node.kind {
        case .start:
            return LayoutGraph.Node(
                id: node.id, size: Extent(along: SVGCanvas.startSize, across: SVGCanvas.startSize), lane: node.lane, span: 0)
        case .end, .join, .fail, .undone:
            return LayoutGraph.Node(
                id: node.id, size: Extent(along: words.height + 14, across: max(64, words.width + 30)), lane: node.lane)
        default:
            let scopes = graph.scopes(openedBy: node.id)
            let slant = node.kind == .choose ? 2 * SVGCanvas.slant : 0
            let frames = scopes.map { scope in
                LayoutGraph.Frame(
                    id: SVGCanvas.frame(scope.id), graph: layoutGraph(scope.id),
                    insets: Insets(alongBefore: scope.branch == nil ? 0 : 20, alongAfter: 0, acrossBefore: 4, acrossAfter: 4))
            }
            return LayoutGraph.Node(
                id: node.id, size: Extent(along: words.height + 16, across: max(96, words.width + 24 + slant)), lane: node.lane,
                frames: frames,
                insets: Insets(alongBefore: words.height + 16, alongAfter: 10, acrossBefore: 10, acrossAfter: 10))
        }
    }

    static func frame(_ scope: Int) -> String { "scope:\(scope)" }

    static let titleSize = 13.0
    static let titleLine = 17.0
    static let detailSize = 10.5
    static let detailLine = 14.0
    static let labelSize = 11.0
    static let labelLine = 14.0
    static let slant = 12.0
    static let startSize = 18.0
    private static let mostText = 150.0
    private static let mostHeading = 420.0
    private static let mostLabel = 160.0
    private static let leastLane = 120.0
}
