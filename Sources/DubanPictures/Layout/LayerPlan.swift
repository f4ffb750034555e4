/// Everything that has a place in a layer: nodes in even layers; labels and bends of edges in those between.
struct LayerPlan {
    /// What stands in a layer.
    struct Item {
        let what: What
        let layer: Int
        let lane: Int
        /// Room before and after its middle, across the flow.
        let before: Double
        let after: Double
        /// Room along the flow.
        let along: Double
        /// Neighbours in the layers before and after.
        var up: [Int] = []
        var down: [Int] = []
        /// Where its middle is across the flow.
        var middle = 0.0
    }

    enum What: Hashable {
        case node(Int)
        case label(edge: Int)
        case bend(edge: Int)

        var isNode: Bool { if case .node = self { true } else { false } }
        var isBend: Bool { if case .bend = self { true } else { false } }
    }

    var items: [Item] = []
    /// The items of each layer in their order.
    var layers: [[Int]] = []
    /// The items that each edge passes, in the order of layers, by the edge's index.
    private(set) var chains: [Int: [Int]] = [:]
    let turned: Set<Int>

    init(_ graph: LayoutGraph, sizes: [Extent]) {
        let numbers = Dictionary(graph.nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let ends = graph.edges.map { (from: numbers[$0.from] ?? 0, to: numbers[$0.to] ?? 0) }
        let ranking = Ranking(graph.nodes.count, ends)
        turned = ranking.turned
        layers = Array(repeating: [], count: 2 * (ranking.ranks.max() ?? 0) + 1)
        for (index, node) in graph.nodes.enumerated() {
            let loop =
                zip(graph.edges, ends).filter { $1.from == index && $1.to == index }.map { $0.0.label.across + LayerPlan.loop }.max() ?? 0
            let half = sizes[index].across / 2
            add(
                Item(
                    what: .node(index), layer: 2 * ranking.ranks[index], lane: node.lane, before: half, after: half + loop,
                    along: sizes[index].along))
        }
        for (index, edge) in graph.edges.enumerated() where ends[index].from != ends[index].to {
            let isTurned = turned.contains(index)
            let (upper, lower) = isTurned ? (ends[index].to, ends[index].from) : (ends[index].from, ends[index].to)
            chain(edge, index, upper, lower, isTurned: isTurned, lane: graph.nodes[ends[index].to].lane)
        }
    }

    private mutating func add(_ item: Item) {
        layers[item.layer].append(items.count)
        items.append(item)
    }

    /// The label stands next to the step from which the way leads.
    private mutating func chain(_ edge: LayoutGraph.Edge, _ index: Int, _ upper: Int, _ lower: Int, isTurned: Bool, lane: Int) {
        var chain = [upper]
        let passed = (items[upper].layer + 1)..<items[lower].layer
        let labelled = edge.label.across > 0 ? (isTurned ? passed.upperBound - 1 : passed.lowerBound) : -1
        for layer in passed {
            chain.append(items.count)
            if layer == labelled {
                let half = edge.label.across / 2
                add(Item(what: .label(edge: index), layer: layer, lane: lane, before: half, after: half, along: edge.label.along))
            } else {
                add(Item(what: .bend(edge: index), layer: layer, lane: lane, before: 0, after: 0, along: 0))
            }
        }
        chain.append(lower)
        for (first, second) in zip(chain, chain.dropFirst()) {
            items[first].down.append(second)
            items[second].up.append(first)
        }
        chains[index] = chain
    }

    /// Room that a way from a node to itself takes beside it, besides its label.
    static let loop = 28.0
}
