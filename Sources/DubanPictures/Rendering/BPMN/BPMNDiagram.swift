/// The diagram interchange of a BPMN file: where each shape stands and each flow runs.
struct BPMNDiagram {
    private let process: BPMNProcess
    private let layout: Layout
    private var elements: [String: BPMNElement] = [:]

    init(_ process: BPMNProcess, lanes: Int) {
        self.process = process
        layout = LayeredLayout.layout(BPMNCanvas.layoutGraph(process, lanes: lanes))
        collect(process)
    }

    private mutating func collect(_ process: BPMNProcess) {
        for element in process.elements {
            elements[element.id] = element
            for inner in element.inner { collect(inner) }
        }
    }

    func lines() -> [String] {
        let pool = Box(
            origin: Spot(along: BPMNDiagram.left, across: BPMNDiagram.top),
            size: Extent(along: layout.size.along + 2 * BPMNDiagram.band, across: layout.size.across))
        var lines = [
            "<bpmndi:BPMNDiagram id=\"diagram\">", "<bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"hall\">",
        ]
        lines += shape("pool", pool, " isHorizontal=\"true\"")
        for (index, lane) in layout.lanes.enumerated() {
            let box = Box(
                origin: Spot(along: BPMNDiagram.left + BPMNDiagram.band, across: BPMNDiagram.top + lane.lowerBound),
                size: Extent(along: layout.size.along + BPMNDiagram.band, across: lane.upperBound - lane.lowerBound))
            lines += shape("lane_\(index)", box, " isHorizontal=\"true\"")
        }
        lines += content(of: process)
        return lines + ["</bpmndi:BPMNPlane>", "</bpmndi:BPMNDiagram>"]
    }

    private func content(of process: BPMNProcess) -> [String] {
        var lines: [String] = []
        for element in process.elements where element.attachedTo == nil {
            guard let cell = layout.nodes[element.id] else { continue }
            let box = BPMNCanvas.box(element, in: cell)
            let marker = element.tag == "exclusiveGateway" ? " isMarkerVisible=\"true\"" : ""
            lines += shape(element.id, box.moved(by: BPMNDiagram.offset), element.inner.isEmpty ? marker : " isExpanded=\"true\"", element)
            lines += element.inner.flatMap { content(of: $0) }
        }
        for element in process.elements where element.attachedTo != nil { lines += boundary(element, process) }
        for flow in process.flows { lines += edge(flow) }
        return lines
    }

    /// An event at an activity's edge stands where its flow begins.
    private func boundary(_ element: BPMNElement, _ process: BPMNProcess) -> [String] {
        guard let flow = process.flows.first(where: { $0.from == element.id }), let first = layout.routes[flow.id]?.spots.first,
            let cell = element.attachedTo.flatMap({ layout.nodes[$0] })
        else { return [] }
        let half = BPMNCanvas.event / 2
        let isRight = first.along > cell.middle.along
        let box = Box(
            origin: Spot(along: isRight ? first.along - 2 * half : first.along, across: first.across - half),
            size: Extent(along: 2 * half, across: 2 * half))
        return shape(element.id, box.moved(by: BPMNDiagram.offset))
    }

    private func shape(_ id: String, _ box: Box, _ attributes: String = "", _ element: BPMNElement? = nil) -> [String] {
        var lines = ["<bpmndi:BPMNShape id=\"shape_\(id)\" bpmnElement=\"\(id)\"\(attributes)>", bounds(box)]
        if let element {
            let caption = BPMNCanvas.caption(element)
            if caption.along > 0 {
                let origin = Spot(along: box.middle.along - caption.along / 2, across: box.end.across + 2)
                lines += ["<bpmndi:BPMNLabel>", bounds(Box(origin: origin, size: caption)), "</bpmndi:BPMNLabel>"]
            }
        }
        return lines + ["</bpmndi:BPMNShape>"]
    }

    private func bounds(_ box: Box) -> String {
        "<dc:Bounds x=\"\(XML.number(box.origin.along))\" y=\"\(XML.number(box.origin.across))\" width=\"\(XML.number(box.size.along))\" height=\"\(XML.number(box.size.across))\"/>"
    }

    private func edge(_ flow: BPMNFlow) -> [String] {
        guard let route = layout.routes[flow.id], var first = route.spots.first, var last = route.spots.last else { return [] }
        var spots = route.spots
        // The layout leads to the room that a shape takes; the shape itself may be smaller.
        first = border(of: flow.from, near: first)
        last = border(of: flow.to, near: last)
        if first != spots.first { spots.insert(first, at: 0) }
        if last != spots.last { spots.append(last) }
        var lines = ["<bpmndi:BPMNEdge id=\"edge_\(flow.id)\" bpmnElement=\"flow_\(flow.id)\">"]
        lines += spots.map { $0.moved(by: BPMNDiagram.offset) }.map {
            "<di:waypoint x=\"\(XML.number($0.along))\" y=\"\(XML.number($0.across))\"/>"
        }
        if let label = route.label {
            lines += ["<bpmndi:BPMNLabel>", bounds(label.moved(by: BPMNDiagram.offset)), "</bpmndi:BPMNLabel>"]
        }
        return lines + ["</bpmndi:BPMNEdge>"]
    }

    private func border(of id: String, near spot: Spot) -> Spot {
        guard let element = elements[id], element.attachedTo == nil, let cell = layout.nodes[id] else { return spot }
        let box = BPMNCanvas.box(element, in: cell)
        let reach = BPMNCanvas.reach(element, box, at: spot.across)
        if abs(spot.along - cell.origin.along) < 0.5 { return Spot(along: box.middle.along - reach, across: spot.across) }
        if abs(spot.along - cell.end.along) < 0.5 { return Spot(along: box.middle.along + reach, across: spot.across) }
        return spot
    }

    private static let left = 40.0
    private static let top = 40.0
    /// The band at the left of a pool, and of a lane.
    private static let band = 30.0
    private static let offset = Spot(along: left + 2 * band, across: top)
}
