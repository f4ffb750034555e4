/// Lays a graph out in layers along the flow, with what stands inside its boxes.
enum LayeredLayout {
    static func layout(_ graph: LayoutGraph) -> Layout {
        guard !graph.nodes.isEmpty else { return Layout() }
        let inner = graph.nodes.map { node in node.frames.map { layout($0.graph) } }
        let sizes = zip(graph.nodes, inner).map { size(of: $0, $1) }
        let plan = CrossingReduction.reduce(LayerPlan(graph, sizes: sizes))
        let placement = Placement(plan, lanes: graph.lanes, minimum: graph.laneMinimum)
        let routing = Routing(graph, placement.plan, sizes: sizes)
        var result = Layout()
        result.lanes = placement.lanes
        result.size = Extent(along: routing.length, across: placement.lanes.last?.upperBound ?? 0)
        for (index, node) in graph.nodes.enumerated() {
            let box = routing.box(of: index)
            result.nodes[node.id] = box
            insert(node, inner[index], in: box, &result)
        }
        for (index, edge) in graph.edges.enumerated() { result.routes[edge.id] = routing.route(of: index) }
        return result
    }

    /// What a frame needs with the room around its graph.
    private static func size(of frame: LayoutGraph.Frame, _ layout: Layout) -> Extent {
        Extent(
            along: frame.insets.alongBefore + layout.size.along + frame.insets.alongAfter,
            across: frame.insets.acrossBefore + layout.size.across + frame.insets.acrossAfter)
    }

    private static func size(of node: LayoutGraph.Node, _ inner: [Layout]) -> Extent {
        guard !inner.isEmpty else { return node.size }
        let frames = zip(node.frames, inner).map { size(of: $0, $1) }
        let along = (frames.map(\.along).max() ?? 0) + node.insets.alongBefore + node.insets.alongAfter
        let across =
            frames.reduce(0) { $0 + $1.across } + frameGap * Double(frames.count - 1) + node.insets.acrossBefore + node.insets.acrossAfter
        return Extent(along: max(along, node.size.along), across: max(across, node.size.across))
    }

    private static func insert(_ node: LayoutGraph.Node, _ inner: [Layout], in box: Box, _ result: inout Layout) {
        var across = box.origin.across + node.insets.acrossBefore
        for (frame, layout) in zip(node.frames, inner) {
            let size = size(of: frame, layout)
            let origin = Spot(along: box.origin.along + node.insets.alongBefore, across: across)
            result.frames[frame.id] = Box(origin: origin, size: size)
            result.insert(
                layout,
                at: Spot(along: origin.along + frame.insets.alongBefore, across: origin.across + frame.insets.acrossBefore))
            across += size.across + frameGap
        }
    }

    /// Room between frames of one box.
    private static let frameGap = 12.0
}
