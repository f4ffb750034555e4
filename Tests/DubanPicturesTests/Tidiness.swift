import Testing

@testable import DubanPictures

/// Holds a layout to what makes it readable.
struct Tidiness {
    private let graph: LayoutGraph
    private let layout: Layout

    init(_ graph: LayoutGraph) {
        self.graph = graph
        layout = LayeredLayout.layout(graph)
    }

    func check() throws { try check(graph) }

    private func check(_ graph: LayoutGraph) throws {
        let boxes = try graph.nodes.map { (id: $0.id, box: try #require(layout.nodes[$0.id], "\($0.id) has no place")) }
        for (index, one) in boxes.enumerated() {
            for other in boxes[(index + 1)...] {
                #expect(!overlap(one.box, other.box), "\(one.id) and \(other.id) overlap")
            }
        }
        for edge in graph.edges { try check(edge, boxes) }
        for node in graph.nodes { try checkFrames(of: node) }
        checkLanes(graph)
    }

    /// A way begins and ends at the boxes that it connects, and what is written at it covers no box and nothing else that is written.
    private func check(_ edge: LayoutGraph.Edge, _ boxes: [(id: String, box: Box)]) throws {
        let route = try #require(layout.routes[edge.id], "\(edge.from) → \(edge.to) is not drawn")
        let (first, last) = (try #require(route.spots.first), try #require(route.spots.last))
        #expect(touches(first, try #require(layout.nodes[edge.from])), "\(edge.from) → \(edge.to) begins elsewhere")
        #expect(touches(last, try #require(layout.nodes[edge.to])), "\(edge.from) → \(edge.to) ends elsewhere")
        for (one, other) in zip(route.spots, route.spots.dropFirst()) {
            let isStraight = abs(one.along - other.along) < 0.51 || abs(one.across - other.across) < 0.51
            #expect(isStraight, "\(edge.from) → \(edge.to) runs aslant")
        }
        #expect((route.label != nil) == (edge.label.across > 0))
        guard let label = route.label else { return }
        for box in boxes { #expect(!overlap(label, box.box), "what is written at \(edge.from) → \(edge.to) covers \(box.id)") }
        for other in layout.routes where other.key != edge.id {
            if let box = other.value.label { #expect(!overlap(label, box), "two texts overlap at \(edge.from) → \(edge.to)") }
        }
    }

    private func checkFrames(of node: LayoutGraph.Node) throws {
        let box = try #require(layout.nodes[node.id])
        for frame in node.frames {
            let inner = try #require(layout.frames[frame.id])
            #expect(contains(box, inner), "the branch \(frame.id) does not fit its opener")
            for part in frame.graph.nodes {
                #expect(contains(inner, try #require(layout.nodes[part.id])), "\(part.id) is outside its branch")
            }
            try check(frame.graph)
        }
    }

    private func checkLanes(_ graph: LayoutGraph) {
        guard graph.lanes > 1 else { return }
        for node in graph.nodes {
            guard let box = layout.nodes[node.id] else { continue }
            let lane = layout.lanes[node.lane]
            #expect(lane.lowerBound <= box.origin.across && box.end.across <= lane.upperBound, "\(node.id) is outside its lane")
        }
    }

    private func overlap(_ one: Box, _ other: Box) -> Bool {
        one.origin.along < other.end.along && other.origin.along < one.end.along && one.origin.across < other.end.across
            && other.origin.across < one.end.across
    }

    private func contains(_ outer: Box, _ inner: Box) -> Bool {
        outer.origin.along <= inner.origin.along + 0.01 && outer.origin.across <= inner.origin.across + 0.01
            && inner.end.along <= outer.end.along + 0.01 && inner.end.across <= outer.end.across + 0.01
    }

    private func touches(_ spot: Spot, _ box: Box) -> Bool {
        spot.along >= box.origin.along - 0.01 && spot.along <= box.end.along + 0.01 && spot.across >= box.origin.across - 0.01
            && spot.across <= box.end.across + 0.01
    }
}

/// The layout over graphs that no one has drawn before.
struct LayoutTests {
    /// Numbers that look random and are the same each time.
    private struct Numbers {
        var state: UInt64
        mutating func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    @Test(arguments: 1...60)
    func graph_ofAnyShape_isTidy(_ seed: Int) throws {
        var numbers = Numbers(state: UInt64(seed))
        var graph = LayoutGraph()
        graph.lanes = 1 + numbers.next(below: 4)
        let count = 2 + numbers.next(below: 24)
        graph.nodes = (0..<count).map { index in
            LayoutGraph.Node(
                id: "n\(index)", size: Extent(along: Double(20 + numbers.next(below: 60)), across: Double(40 + numbers.next(below: 120))),
                lane: numbers.next(below: graph.lanes))
        }
        for index in 0..<(count * 2) {
            let label =
                numbers.next(below: 2) == 0 ? Extent(along: 0, across: 0) : Extent(along: 18, across: Double(30 + numbers.next(below: 90)))
            let (from, to) = ("n\(numbers.next(below: count))", "n\(numbers.next(below: count))")
            // Ways of a step to itself are drawn as one.
            if from == to, graph.edges.contains(where: { $0.from == from && $0.to == to }) { continue }
            graph.edges.append(.init(id: index, from: from, to: to, label: label))
        }
        try Tidiness(graph).check()
    }

    @Test func graph_empty_hasNoSize() { #expect(LayeredLayout.layout(LayoutGraph()).size == Extent(along: 0, across: 0)) }

    @Test func ranks_ofACycle_turnOneWay() {
        let ranking = Ranking(3, [(0, 1), (1, 2), (2, 0)].map { (from: $0.0, to: $0.1) })
        #expect(ranking.ranks == [0, 1, 2])
        #expect(ranking.turned == [2])
    }

    @Test func places_withoutRoom_moveTogether() {
        let places = Spacing.fit([(10, 1), (10, 1), (10, 1)], gaps: [20, 20], from: 0, to: 30)
        #expect(places == [0, 15, 30])
    }

    @Test func places_thatCollide_shareTheWay() {
        #expect(Spacing.fit([(10, 1), (10, 1)], gaps: [20], from: -100, to: 100) == [0, 20])
    }

    @Test func text_inTwoLanguages_isBrokenWhereItMay() {
        #expect(TextMeasure.lines("one two three", size: 10, most: 45) == ["one two", "three"])
        #expect(TextMeasure.lines("村级核实，村级核实", size: 10, most: 45) == ["村级核", "实，村级", "核实"])
        #expect(TextMeasure.lines("", size: 10, most: 45).isEmpty)
    }
}
