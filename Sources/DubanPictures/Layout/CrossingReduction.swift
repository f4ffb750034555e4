/// Orders the items of each layer so that few ways cross: by the middle of their neighbours, lane by lane.
struct CrossingReduction {
    private var plan: LayerPlan
    private var places: [Int]

    static func reduce(_ plan: LayerPlan) -> LayerPlan {
        var reduction = CrossingReduction(plan)
        return reduction.best()
    }

    private init(_ plan: LayerPlan) {
        self.plan = plan
        places = Array(repeating: 0, count: plan.items.count)
        for layer in plan.layers.indices { arrange(layer) { _ in 0 } }
    }

    private mutating func best() -> LayerPlan {
        var best = plan
        var least = crossings
        for round in 0..<CrossingReduction.rounds {
            let downwards = round.isMultiple(of: 2)
            for layer in downwards ? Array(plan.layers.indices) : plan.layers.indices.reversed() {
                let (items, places) = (plan.items, places)
                arrange(layer) { item in
                    let neighbours = downwards ? items[item].up : items[item].down
                    guard !neighbours.isEmpty else { return Double(places[item]) }
                    return Double(neighbours.reduce(0) { $0 + places[$1] }) / Double(neighbours.count)
                }
            }
            let count = crossings
            if count < least { (best, least) = (plan, count) }
        }
        return best
    }

    /// Sorts a layer by lane, then by key; equals stay as they are.
    private mutating func arrange(_ layer: Int, _ key: (Int) -> Double) {
        let sorted = plan.layers[layer].enumerated().sorted { left, right in
            let (one, other) = (plan.items[left.element].lane, plan.items[right.element].lane)
            return (one, key(left.element), left.offset) < (other, key(right.element), right.offset)
        }
        plan.layers[layer] = sorted.map(\.element)
        for (place, item) in plan.layers[layer].enumerated() { places[item] = place }
    }

    private var crossings: Int {
        plan.layers.reduce(0) { sum, layer in
            let ends = layer.flatMap { item in plan.items[item].down.map { (places[item], places[$0]) } }
            var count = 0
            for (index, one) in ends.enumerated() {
                for other in ends[(index + 1)...] where (one.0 - other.0) * (one.1 - other.1) < 0 { count += 1 }
            }
            return sum + count
        }
    }

    /// How often the layers are gone through.
    private static let rounds = 24
}
