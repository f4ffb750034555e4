/// An append-only list as a value: two copies share all full blocks, so that an append to a copy costs no more than a block.
struct Log<Element: Sendable>: Sendable {
    private var blocks: [[Element]] = []
    private var tail: [Element] = []

    /// Elements of a block.
    private static var blockSize: Int { 128 }

    var count: Int { blocks.count * Log.blockSize + tail.count }
    var last: Element? { tail.last ?? blocks.last?.last }

    mutating func append(_ element: Element) {
        tail.append(element)
        guard tail.count == Log.blockSize else { return }
        blocks.append(tail)
        tail = []
    }

    subscript(index: Int) -> Element {
        get { index / Log.blockSize < blocks.count ? blocks[index / Log.blockSize][index % Log.blockSize] : tail[index % Log.blockSize] }
        set {
            if index / Log.blockSize < blocks.count {
                blocks[index / Log.blockSize][index % Log.blockSize] = newValue
            } else {
                tail[index % Log.blockSize] = newValue
            }
        }
    }

    /// At most so many elements from a position on.
    func elements(from start: Int, limit: Int) -> [Element] {
        guard start < count, limit > 0 else { return [] }
        return (max(0, start)..<min(count, max(0, start) + limit)).map { self[$0] }
    }

    /// All of them.
    var all: [Element] { elements(from: 0, limit: count) }
}
