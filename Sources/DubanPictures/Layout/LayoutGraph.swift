/// What is laid out: boxes of given sizes, and ways between them. Sizes are in pixels, along the flow and across it.
struct LayoutGraph {
    /// A box.
    struct Node {
        let id: String
        var size: Extent
        var lane = 0
        /// Graphs that stand inside it, side by side across the flow.
        var frames: [Frame] = []
        /// Room around the frames; the size is what they need with it, or `size` where that is more.
        var insets = Insets()
        /// How much of its sides ways spread over, around the middle; all of them where nothing is said.
        var span: Double?
    }

    /// A graph inside a box.
    struct Frame {
        let id: String
        let graph: LayoutGraph
        var insets = Insets()
    }

    /// A way.
    struct Edge {
        let id: Int
        let from: String
        let to: String
        /// Room for what is written at it; none where nothing is.
        var label = Extent(along: 0, across: 0)
        /// Room that it takes at the box in which it begins.
        var port = LayoutGraph.usualPort
    }

    var nodes: [Node] = []
    var edges: [Edge] = []
    var lanes = 1
    /// Each lane is at least so wide.
    var laneMinimum = 0.0

    /// Room between ways at a box.
    static let usualPort = 14.0
}

/// A size.
struct Extent: Hashable {
    var along: Double
    var across: Double
}

/// Room around something.
struct Insets: Hashable {
    var alongBefore = 0.0
    var alongAfter = 0.0
    var acrossBefore = 0.0
    var acrossAfter = 0.0
}

/// A place.
struct Spot: Hashable {
    var along: Double
    var across: Double

    func moved(by other: Spot) -> Spot { Spot(along: along + other.along, across: across + other.across) }
}

/// A box in its place.
struct Box: Hashable {
    var origin: Spot
    var size: Extent

    var end: Spot { Spot(along: origin.along + size.along, across: origin.across + size.across) }
    var middle: Spot { Spot(along: origin.along + size.along / 2, across: origin.across + size.across / 2) }

    func moved(by other: Spot) -> Box { Box(origin: origin.moved(by: other), size: size) }
}

/// A graph in its place.
struct Layout {
    /// A way in its place.
    struct Route {
        var spots: [Spot]
        var label: Box?
    }

    var nodes: [String: Box] = [:]
    var frames: [String: Box] = [:]
    var routes: [Int: Route] = [:]
    /// Where each lane begins and ends across the flow.
    var lanes: [ClosedRange<Double>] = []
    var size = Extent(along: 0, across: 0)

    mutating func insert(_ inner: Layout, at spot: Spot) {
        nodes.merge(inner.nodes.mapValues { $0.moved(by: spot) }) { first, _ in first }
        frames.merge(inner.frames.mapValues { $0.moved(by: spot) }) { first, _ in first }
        let moved = inner.routes.mapValues { route in
            Route(spots: route.spots.map { $0.moved(by: spot) }, label: route.label?.moved(by: spot))
        }
        routes.merge(moved) { first, _ in first }
    }
}
