/// How BPMN's shapes are laid out, to the right: along is x, across is y.
enum BPMNCanvas {
    /// The shape of an element; what it takes in the layout is more where it has a name beside it or events at its edge.
    static func shape(_ element: BPMNElement) -> Extent {
        if element.isEvent { return Extent(along: event, across: event) }
        if element.isGateway { return Extent(along: gateway, across: gateway) }
        let lines = TextMeasure.lines(element.name, size: nameSize, most: mostName)
        return Extent(
            along: max(leastTask, TextMeasure.width(lines, size: nameSize) + 24), across: max(56, Double(lines.count) * nameLine + 28))
    }

    /// What is written under an event or a gateway.
    static func caption(_ element: BPMNElement) -> Extent {
        guard element.isEvent || element.isGateway, !element.name.isEmpty else { return Extent(along: 0, across: 0) }
        let lines = TextMeasure.lines(element.name, size: labelSize, most: mostLabel)
        return Extent(along: TextMeasure.width(lines, size: labelSize) + 6, across: Double(lines.count) * labelLine + 2)
    }

    static func label(_ flow: BPMNFlow) -> Extent {
        guard !flow.name.isEmpty else { return Extent(along: 0, across: 0) }
        let lines = TextMeasure.lines(flow.name, size: labelSize, most: mostLabel)
        return Extent(along: TextMeasure.width(lines, size: labelSize) + 10, across: Double(lines.count) * labelLine + 4)
    }

    static func layoutGraph(_ process: BPMNProcess, lanes: Int?) -> LayoutGraph {
        var graph = LayoutGraph()
        let events = Dictionary(
            process.elements.compactMap { element in element.attachedTo.map { (element.id, $0) } }, uniquingKeysWith: { first, _ in first })
        graph.nodes = process.elements.filter { $0.attachedTo == nil }.map { node($0, inLanes: lanes != nil) }
        // The walk through the graph begins at the first node.
        if let start = graph.nodes.firstIndex(where: { node in process.elements.contains { $0.id == node.id && $0.tag == "startEvent" } }) {
            graph.nodes.swapAt(0, start)
        }
        graph.lanes = lanes ?? 1
        graph.laneMinimum = lanes == nil ? 0 : leastLane
        graph.edges = process.flows.map { flow in
            LayoutGraph.Edge(
                id: flow.id, from: events[flow.from] ?? flow.from, to: flow.to, label: label(flow),
                port: events[flow.from] == nil ? LayoutGraph.usualPort : event + 8)
        }
        return graph
    }

    private static func node(_ element: BPMNElement, inLanes: Bool) -> LayoutGraph.Node {
        let shape = shape(element)
        let caption = caption(element)
        let aside = element.boundaries.isEmpty ? 0 : event / 2
        let ports = Double(element.boundaries.count) * (event + 8) + 24
        return LayoutGraph.Node(
            id: element.id,
            size: Extent(
                along: max(shape.along, caption.along) + 2 * aside,
                across: max(shape.across + 2 * caption.across, element.boundaries.isEmpty ? 0 : ports)),
            lane: inLanes ? element.lane : 0,
            frames: element.inner.enumerated().map { index, inner in
                LayoutGraph.Frame(id: "\(element.id):\(index)", graph: layoutGraph(inner, lanes: nil))
            },
            insets: Insets(alongBefore: 6 + aside, alongAfter: 6 + aside, acrossBefore: 22, acrossAfter: 16),
            span: element.isGateway ? gateway * 0.6 : element.isEvent ? event * 0.5 : nil)
    }

    /// The shape in its place in the layout.
    static func box(_ element: BPMNElement, in cell: Box) -> Box {
        var size = shape(element)
        if !element.isEvent, !element.isGateway {
            size = Extent(along: cell.size.along - (element.boundaries.isEmpty ? 0 : event), across: cell.size.across)
        }
        return Box(
            origin: Spot(along: cell.middle.along - size.along / 2, across: cell.middle.across - size.across / 2), size: size)
    }

    /// How far the border of an element's shape is from its middle along the flow, at a distance from the middle across it.
    static func reach(_ element: BPMNElement, _ box: Box, at across: Double) -> Double {
        let away = abs(across - box.middle.across)
        if element.isGateway { return max(0, gateway / 2 - away) }
        if element.isEvent { return max(0, event * event / 4 - away * away).squareRoot() }
        return box.size.along / 2
    }

    static let event = 36.0
    static let gateway = 50.0
    private static let leastTask = 100.0
    private static let leastLane = 120.0
    private static let nameSize = 12.0
    private static let nameLine = 15.0
    private static let labelSize = 11.0
    private static let labelLine = 14.0
    private static let mostName = 130.0
    private static let mostLabel = 120.0
}
