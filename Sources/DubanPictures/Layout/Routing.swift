/// Leads each way from box to box at right angles: along in ports, bends and labels, across in tracks between two layers.
struct Routing {
    private let graph: LayoutGraph
    private let plan: LayerPlan
    private let sizes: [Extent]
    /// Where a way leaves or enters a node across the flow, by node, edge and side.
    private var ports: [Port: Double] = [:]
    /// Which track a way takes between a layer and the next, by layer and edge; none where it runs straight.
    private var tracks: [[Int: Int]] = []
    private var tops: [Double] = []
    private var heights: [Double] = []

    private struct Port: Hashable {
        let item: Int
        let edge: Int
        let isDown: Bool
    }

    init(_ graph: LayoutGraph, _ plan: LayerPlan, sizes: [Extent]) {
        self.graph = graph
        self.plan = plan
        self.sizes = sizes
        assignPorts()
        assignTracks()
        heights = plan.layers.map { layer in layer.map { plan.items[$0].along }.max() ?? 0 }
        var top = Routing.margin
        for layer in plan.layers.indices {
            tops.append(top)
            top += heights[layer] + (layer < tracks.count ? depth(of: layer) : Routing.margin)
        }
        length = top
    }

    /// The length of it all.
    private(set) var length = 0.0

    // MARK: Ports

    private mutating func assignPorts() {
        for item in plan.items.indices {
            guard case .node(let node) = plan.items[item].what else { continue }
            for isDown in [true, false] { assignPorts(item, node, isDown: isDown) }
        }
    }

    private mutating func assignPorts(_ item: Int, _ node: Int, isDown: Bool) {
        let ways = plan.chains.compactMap { edge, chain -> (edge: Int, wish: Double)? in
            if isDown { return chain.first == item ? (edge, plan.items[chain[1]].middle) : nil }
            return chain.last == item ? (edge, plan.items[chain[chain.count - 2]].middle) : nil
        }.sorted { ($0.wish, $0.edge) < ($1.wish, $1.edge) }
        guard !ways.isEmpty else { return }
        let middle = plan.items[item].middle
        let span = graph.nodes[node].span
        let half = (span ?? sizes[node].across) / 2
        let rooms = ways.map { graph.edges[$0.edge].from == graph.nodes[node].id ? graph.edges[$0.edge].port : LayoutGraph.usualPort }
        let gaps = zip(rooms, rooms.dropFirst()).map { ($0 + $1) / 2 }
        let places = Spacing.fit(
            ways.map { ($0.wish, 1) }, gaps: gaps, from: middle - half + (span == nil ? max(Routing.corner, (rooms.first ?? 0) / 2) : 0),
            to: middle + half - (span == nil ? max(Routing.corner, (rooms.last ?? 0) / 2) : 0))
        for (way, place) in zip(ways, places) { ports[Port(item: item, edge: way.edge, isDown: isDown)] = place }
    }

    private func place(_ item: Int, _ edge: Int, isDown: Bool) -> Double {
        ports[Port(item: item, edge: edge, isDown: isDown)] ?? plan.items[item].middle
    }

    // MARK: Tracks

    private struct Run {
        let edge: Int
        let from: Double
        let to: Double
        var isRightwards: Bool { to > from }
        var range: ClosedRange<Double> { min(from, to)...max(from, to) }
    }

    /// Ways that run to the right are led the deeper the farther left they begin, those to the left the other way round: so they do not
    /// cross each other without need.
    private mutating func assignTracks() {
        tracks = Array(repeating: [:], count: max(0, plan.layers.count - 1))
        for layer in tracks.indices {
            let runs = runs(after: layer).sorted { left, right in
                if left.isRightwards != right.isRightwards { return left.isRightwards }
                let first = left.isRightwards ? (-left.from, left.edge) : (left.from, left.edge)
                let second = right.isRightwards ? (-right.from, right.edge) : (right.from, right.edge)
                return first < second
            }
            var taken: [[Run]] = []
            for run in runs {
                let track = taken.firstIndex { !$0.contains { Routing.touch($0, run) } } ?? taken.count
                if track == taken.count { taken.append([]) }
                taken[track].append(run)
                tracks[layer][run.edge] = track
            }
        }
    }

    private func runs(after layer: Int) -> [Run] {
        plan.chains.compactMap { edge, chain in
            guard let index = chain.firstIndex(where: { plan.items[$0].layer == layer }), index + 1 < chain.count else { return nil }
            let run = Run(edge: edge, from: place(chain[index], edge, isDown: true), to: place(chain[index + 1], edge, isDown: false))
            return abs(run.from - run.to) > Routing.straight ? run : nil
        }
    }

    private static func touch(_ one: Run, _ other: Run) -> Bool {
        one.range.lowerBound < other.range.upperBound + corner && other.range.lowerBound < one.range.upperBound + corner
    }

    private func depth(of layer: Int) -> Double {
        let count = (tracks[layer].values.max() ?? -1) + 1
        return count == 0 ? Routing.leastDepth : Double(count - 1) * Routing.trackGap + 2 * Routing.margin
    }

    // MARK: Results

    /// The box of a node.
    func box(of node: Int) -> Box {
        let item = plan.items[node]
        let top = tops[item.layer] + (heights[item.layer] - item.along) / 2
        return Box(origin: Spot(along: top, across: item.middle - item.before), size: sizes[node])
    }

    func route(of edge: Int) -> Layout.Route {
        guard let chain = plan.chains[edge] else { return loop(edge) }
        var spots: [Spot] = []
        var label: Box?
        for (upper, lower) in zip(chain, chain.dropFirst()) {
            let layer = plan.items[upper].layer
            let from = place(upper, edge, isDown: true)
            let to = place(lower, edge, isDown: false)
            spots.append(Spot(along: end(of: upper), across: from))
            if let track = tracks[layer][edge] {
                let along = tops[layer] + heights[layer] + Routing.margin + Double(track) * Routing.trackGap
                spots += [Spot(along: along, across: from), Spot(along: along, across: to)]
            }
            spots.append(Spot(along: begin(of: lower), across: to))
            if case .label = plan.items[lower].what {
                let size = graph.edges[edge].label
                let top = tops[layer + 1] + (heights[layer + 1] - size.along) / 2
                label = Box(origin: Spot(along: top, across: plan.items[lower].middle - size.across / 2), size: size)
            }
        }
        if plan.turned.contains(edge) { spots.reverse() }
        return Layout.Route(spots: Routing.simplified(spots), label: label)
    }

    private func begin(of item: Int) -> Double {
        if case .node(let node) = plan.items[item].what { return box(of: node).origin.along }
        return tops[plan.items[item].layer]
    }

    private func end(of item: Int) -> Double {
        if case .node(let node) = plan.items[item].what { return box(of: node).end.along }
        return tops[plan.items[item].layer] + heights[plan.items[item].layer]
    }

    /// A way from a node to itself runs beside it.
    private func loop(_ edge: Int) -> Layout.Route {
        let node = graph.nodes.firstIndex { $0.id == graph.edges[edge].from } ?? 0
        let box = box(of: node)
        let (first, last) = (box.origin.along + box.size.along * 0.25, box.origin.along + box.size.along * 0.75)
        let out = box.end.across + LayerPlan.loop / 2
        let size = graph.edges[edge].label
        let label = size.across > 0 ? Box(origin: Spot(along: box.middle.along - size.along / 2, across: out + 4), size: size) : nil
        return Layout.Route(
            spots: [
                Spot(along: last, across: box.end.across), Spot(along: last, across: out), Spot(along: first, across: out),
                Spot(along: first, across: box.end.across),
            ], label: label)
    }

    /// The spots without those on a straight line between their neighbours.
    private static func simplified(_ spots: [Spot]) -> [Spot] {
        var result: [Spot] = []
        for spot in spots where spot != result.last {
            if result.count >= 2 {
                let (before, last) = (result[result.count - 2], result[result.count - 1])
                if abs(before.across - last.across) < straight && abs(last.across - spot.across) < straight
                    || before.along == last.along && last.along == spot.along
                {
                    result.removeLast()
                }
            }
            result.append(spot)
        }
        return result
    }

    private static let margin = 14.0
    private static let trackGap = 8.0
    private static let leastDepth = 12.0
    private static let corner = 10.0
    private static let straight = 0.5
}
