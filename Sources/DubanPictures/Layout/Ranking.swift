/// Turns cycles and gives each node a rank: the longest way from the start.
struct Ranking {
    /// The rank of each node, from 0.
    private(set) var ranks: [Int]
    /// Edges that lead back, by index: they are laid out as if they led on.
    private(set) var turned: Set<Int> = []
    private var outgoing: [[(edge: Int, to: Int)]]

    /// - Parameters:
    ///   - count: How many nodes there are; the first is the start.
    ///   - edges: Ways by the indices of their nodes; a way from a node to itself is left aside.
    init(_ count: Int, _ edges: [(from: Int, to: Int)]) {
        ranks = Array(repeating: 0, count: count)
        outgoing = Array(repeating: [], count: count)
        for (index, edge) in edges.enumerated() where edge.from != edge.to { outgoing[edge.from].append((index, edge.to)) }
        for node in order().reversed() {
            for way in outgoing[node] where !turned.contains(way.edge) { ranks[way.to] = max(ranks[way.to], ranks[node] + 1) }
            for (index, edge) in edges.enumerated() where turned.contains(index) && edge.to == node && edge.from != node {
                ranks[edge.from] = max(ranks[edge.from], ranks[node] + 1)
            }
        }
    }

    /// The nodes in the order in which a walk in depth leaves them; a way to a node that is not left yet leads back.
    private mutating func order() -> [Int] {
        enum Visit { case new, open, done }
        var visits = Array(repeating: Visit.new, count: ranks.count)
        var order: [Int] = []
        for root in ranks.indices where visits[root] == .new {
            var stack = [(node: root, next: 0)]
            visits[root] = .open
            while let top = stack.last {
                guard top.next < outgoing[top.node].count else {
                    visits[top.node] = .done
                    order.append(top.node)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let way = outgoing[top.node][top.next]
                switch visits[way.to] {
                case .new:
                    visits[way.to] = .open
                    stack.append((way.to, 0))
                case .open: turned.insert(way.edge)
                case .done: break
                }
            }
        }
        return order
    }
}
