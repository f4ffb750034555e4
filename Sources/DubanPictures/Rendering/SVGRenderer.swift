import DubanModel

/// A picture for a browser: lanes are columns, the way leads downwards.
struct SVGRenderer {
    private let graph: WorkflowGraph
    private let canvas: SVGCanvas
    private let language: Language
    private let path: CasePath?

    init(_ graph: WorkflowGraph, _ language: Language, _ path: CasePath?) {
        self.graph = graph
        self.language = language
        self.path = path
        canvas = SVGCanvas(graph: graph, language: language)
    }

    func text() -> String {
        let layout = LayeredLayout.layout(canvas.layoutGraph(0))
        let caption = [graph.title[language]] + (graph.promise.map { [$0[language]] } ?? [])
        let needed = TextMeasure.width(caption, size: 16) + 2 * SVGRenderer.margin
        let width = max(layout.size.across + 2 * SVGRenderer.margin, needed)
        let height = layout.size.along + SVGRenderer.head + SVGRenderer.margin
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(XML.number(width))\" height=\"\(XML.number(height))\" viewBox=\"0 0 \(XML.number(width)) \(XML.number(height))\" role=\"img\">",
            "<title>\(XML.escaped(graph.title[language]))</title>", SVGStyle.text,
            "<rect class=\"page\" width=\"100%\" height=\"100%\"/>",
            "<text class=\"caption\" x=\"\(XML.number(SVGRenderer.margin))\" y=\"24\">\(XML.escaped(caption[0]))</text>",
        ]
        if caption.count > 1 {
            lines.append("<text class=\"promise\" x=\"\(XML.number(SVGRenderer.margin))\" y=\"42\">\(XML.escaped(caption[1]))</text>")
        }
        lines += lanes(layout)
        lines.append("<g transform=\"translate(\(XML.number(SVGRenderer.margin)) \(XML.number(SVGRenderer.head)))\">")
        lines += graph.nodes.filter { !graph.scopes(openedBy: $0.id).isEmpty }.flatMap { node($0, layout) }
        lines += graph.scopes.dropFirst().flatMap { frame($0, layout) }
        // Ways that were taken lie above the rest.
        let ways = graph.edges.filter { path?.took($0) != true } + graph.edges.filter { path?.took($0) == true }
        lines += ways.flatMap { edge($0, layout) }
        lines += graph.nodes.filter { graph.scopes(openedBy: $0.id).isEmpty }.flatMap { node($0, layout) }
        lines += graph.edges.flatMap { label($0, layout) }
        lines += ["</g>", "</svg>"]
        return lines.joined(separator: "\n") + "\n"
    }

    private func lanes(_ layout: Layout) -> [String] {
        zip(graph.lanes, layout.lanes).enumerated().flatMap { index, pair -> [String] in
            let (lane, range) = pair
            let x = SVGRenderer.margin + range.lowerBound
            let top = SVGRenderer.head - SVGRenderer.laneHead
            let width = range.upperBound - range.lowerBound
            return [
                "<rect class=\"lane\(index % 2)\" x=\"\(XML.number(x))\" y=\"\(XML.number(top))\" width=\"\(XML.number(width))\" height=\"\(XML.number(layout.size.along + SVGRenderer.laneHead))\"/>",
                "<text class=\"lane\" x=\"\(XML.number(x + width / 2))\" y=\"\(XML.number(top + 17))\">\(XML.escaped(lane.title[language]))</text>",
            ]
        }
    }

    private func frame(_ scope: WorkflowGraph.Scope, _ layout: Layout) -> [String] {
        guard let box = layout.frames[SVGCanvas.frame(scope.id)], let branch = scope.branch else { return [] }
        return [
            "<rect class=\"frame\" \(rectangle(box)) rx=\"4\"/>",
            "<text class=\"branch\" x=\"\(XML.number(box.origin.across + 8))\" y=\"\(XML.number(box.origin.along + 15))\">\(XML.escaped(branch))</text>",
        ]
    }

    private func rectangle(_ box: Box) -> String {
        "x=\"\(XML.number(box.origin.across))\" y=\"\(XML.number(box.origin.along))\" width=\"\(XML.number(box.size.across))\" height=\"\(XML.number(box.size.along))\""
    }

    // MARK: Nodes

    private func standing(_ node: WorkflowGraph.Node) -> String {
        guard let path else { return "" }
        if path.current.contains(node.id) { return " now" }
        return path.reached(node, graph.edges) ? " taken" : ""
    }

    private func node(_ node: WorkflowGraph.Node, _ layout: Layout) -> [String] {
        guard let box = layout.nodes[node.id] else { return [] }
        let opens = !graph.scopes(openedBy: node.id).isEmpty
        let words = canvas.words(node)
        var lines = ["<g class=\"\(node.kind.rawValue)\(opens ? " box" : "")\(standing(node))\" id=\"\(XML.escaped("step-" + node.id))\">"]
        lines.append(SVGShape.shape(node.kind, box))
        var y = opens ? box.origin.along + 8 : box.middle.along - words.height / 2
        for (texts, name, line) in [(words.detail, "detail", SVGCanvas.detailLine), (words.title, "title", SVGCanvas.titleLine)] {
            for text in texts {
                let baseline = y + line * 0.76
                lines.append(
                    "<text class=\"\(name)\" x=\"\(XML.number(box.middle.across))\" y=\"\(XML.number(baseline))\">\(XML.escaped(text))</text>"
                )
                y += line
            }
        }
        if let count = path?.visits[node.id], count > 1 {
            lines.append(
                "<text class=\"count\" x=\"\(XML.number(box.end.across - 3))\" y=\"\(XML.number(box.origin.along - 3))\">×\(count)</text>")
        }
        lines.append("</g>")
        return lines
    }

    // MARK: Ways

    private func edge(_ edge: WorkflowGraph.Edge, _ layout: Layout) -> [String] {
        guard let route = layout.routes[edge.id], route.spots.count >= 2 else { return [] }
        let taken = path?.took(edge) == true ? " taken" : ""
        return [
            "<path class=\"way \(edge.kind.rawValue)\(taken)\" d=\"\(SVGShape.rounded(route.spots))\"/>", SVGShape.head(route.spots, taken),
        ]
    }

    private func label(_ edge: WorkflowGraph.Edge, _ layout: Layout) -> [String] {
        guard let box = layout.routes[edge.id]?.label else { return [] }
        let texts = canvas.label(edge)
        let limit =
            texts.count - (edge.limit.map { TextMeasure.lines($0[language], size: SVGCanvas.labelSize, most: .infinity).count } ?? 0)
        return texts.enumerated().map { index, text in
            let y = box.origin.along + 2 + SVGCanvas.labelLine * (Double(index) + 0.76)
            let kind = index >= limit ? "limit" : "label"
            return "<text class=\"\(kind)\" x=\"\(XML.number(box.middle.across))\" y=\"\(XML.number(y))\">\(XML.escaped(text))</text>"
        }
    }

    private static let margin = 16.0
    /// Room above the layout for the caption and the heads of lanes.
    private static let head = 84.0
    private static let laneHead = 26.0
}
