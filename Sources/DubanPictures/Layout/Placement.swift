/// Gives each item its place across the flow: inside its lane, in the order of its layer, as near to its neighbours as there is room.
struct Placement {
    private(set) var plan: LayerPlan
    private(set) var lanes: [ClosedRange<Double>]

    init(_ plan: LayerPlan, lanes count: Int, minimum: Double) {
        self.plan = plan
        lanes = []
        var start = 0.0
        for lane in 0..<count {
            let widths = plan.layers.map { self.width(of: self.row($0, lane)) }
            let width = max(minimum, (widths.max() ?? 0) + 2 * Placement.margin)
            lanes.append(start...(start + width))
            start += width
        }
        for layer in self.plan.layers.indices { place(layer) { (_: Int) in (0, 1) } }
        for round in 0..<Placement.rounds {
            let downwards = round.isMultiple(of: 2)
            let isLast = round >= Placement.rounds - 4
            for layer in downwards ? Array(plan.layers.indices) : plan.layers.indices.reversed() {
                let items = self.plan.items
                place(layer) { Placement.wish($0, items, up: downwards || isLast, down: !downwards || isLast) }
            }
        }
        straighten()
        straighten()
    }

    private func row(_ layer: [Int], _ lane: Int) -> [Int] { layer.filter { plan.items[$0].lane == lane } }

    private func width(of row: [Int]) -> Double {
        zip(row, row.dropFirst()).reduce(row.reduce(0) { $0 + plan.items[$1].before + plan.items[$1].after }) { $0 + gap($1.0, $1.1) }
    }

    private func gap(_ one: Int, _ other: Int) -> Double {
        plan.items[one].what.isNode && plan.items[other].what.isNode ? Placement.nodeGap : Placement.gap
    }

    /// Where an item would like to be, and how much: long ways want to be straight.
    private static func wish(_ item: Int, _ items: [LayerPlan.Item], up: Bool, down: Bool) -> (middle: Double, weight: Double) {
        var neighbours = (up ? items[item].up : []) + (down ? items[item].down : [])
        // A way that comes from another lane goes straight down to its step once it is in the step's lane.
        let near = neighbours.filter { items[$0].lane == items[item].lane }
        if !items[item].what.isNode, !near.isEmpty { neighbours = near }
        guard !neighbours.isEmpty else { return (items[item].middle, 0.1) }
        let weights = neighbours.map { items[item].what.isNode || items[$0].what.isNode ? 1.0 : 4.0 }
        let sum = zip(neighbours, weights).reduce(0) { $0 + items[$1.0].middle * $1.1 }
        let total = weights.reduce(0, +)
        return (sum / total, items[item].what.isBend ? 2 : 1)
    }

    private mutating func place(_ layer: Int, _ wish: (Int) -> (middle: Double, weight: Double)) {
        for lane in lanes.indices {
            let row = self.row(plan.layers[layer], lane)
            guard let first = row.first, let last = row.last else { continue }
            let gaps = zip(row, row.dropFirst()).map { plan.items[$0].after + gap($0, $1) + plan.items[$1].before }
            let low = lanes[lane].lowerBound + Placement.margin + plan.items[first].before
            let high = lanes[lane].upperBound - Placement.margin - plan.items[last].after
            let middles = Spacing.fit(row.map(wish), gaps: gaps, from: low, to: high)
            for (item, middle) in zip(row, middles) { plan.items[item].middle = middle }
        }
    }

    // MARK: Long ways

    /// Pulls what a long way passes into one line as far as there is room beside it, the longest first.
    private mutating func straighten() {
        let places = Dictionary(
            plan.layers.flatMap { layer in layer.enumerated().map { ($1, $0) } }, uniquingKeysWith: { first, _ in first })
        for (_, chain) in plan.chains.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
            var run: [Int] = []
            var room = -Double.infinity...Double.infinity
            for item in chain.dropFirst().dropLast() {
                let own = self.room(for: item, at: places[item] ?? 0)
                let joins = run.last.map { plan.items[$0].lane == plan.items[item].lane } ?? true
                if joins, max(room.lowerBound, own.lowerBound) <= min(room.upperBound, own.upperBound) {
                    room = max(room.lowerBound, own.lowerBound)...min(room.upperBound, own.upperBound)
                    run.append(item)
                } else {
                    line(run, in: room)
                    (run, room) = ([item], own)
                }
            }
            line(run, in: room)
        }
    }

    private mutating func line(_ run: [Int], in room: ClosedRange<Double>) {
        guard run.count > 1 else { return }
        let mean = run.reduce(0) { $0 + plan.items[$1].middle } / Double(run.count)
        for item in run { plan.items[item].middle = min(max(mean, room.lowerBound), room.upperBound) }
    }

    /// Where the middle of an item may be while its neighbours and its lane stay where they are.
    private func room(for item: Int, at place: Int) -> ClosedRange<Double> {
        let own = plan.items[item]
        let layer = plan.layers[own.layer]
        var low = lanes[own.lane].lowerBound + Placement.margin + own.before
        var high = lanes[own.lane].upperBound - Placement.margin - own.after
        if place > 0, plan.items[layer[place - 1]].lane == own.lane {
            let left = layer[place - 1]
            low = plan.items[left].middle + plan.items[left].after + Placement.leastGap + own.before
        }
        if place + 1 < layer.count, plan.items[layer[place + 1]].lane == own.lane {
            let right = layer[place + 1]
            high = plan.items[right].middle - plan.items[right].before - Placement.leastGap - own.after
        }
        return min(low, own.middle)...max(high, own.middle)
    }

    /// Room at the edges of a lane, between nodes, and between anything else.
    private static let margin = 18.0
    private static let nodeGap = 28.0
    private static let gap = 14.0
    /// What must stay of that room when a long way is pulled straight.
    private static let leastGap = 9.0
    private static let rounds = 24
}
