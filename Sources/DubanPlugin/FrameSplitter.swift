/// Splits raw bytes into lines. A line longer than the limit is dropped up to its end, and said so, so that one frame that is too
/// large fails its own job and nothing else.
public struct FrameSplitter: Sendable {
    /// A line, or the fact that one was too long.
    public enum Frame: Sendable, Hashable {
        /// A line without its end.
        case line([UInt8])
        /// A line that was longer than the limit; its first bytes.
        case oversized(prefix: [UInt8])
    }

    /// Bytes of a line, unless said otherwise.
    public static let standardLimit = 1 << 20

    private let limit: Int
    private var pending: [UInt8] = []
    private var isSkipping = false

    /// A splitter of lines of at most `limit` bytes.
    public init(limit: Int = standardLimit) { self.limit = limit }

    /// Takes bytes in, and gives the lines that they complete.
    public mutating func push(_ bytes: some Collection<UInt8>) -> [Frame] {
        var frames: [Frame] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            take(rest[..<end], into: &frames)
            if isSkipping { isSkipping = false } else { frames.append(.line(pending)) }
            pending.removeAll(keepingCapacity: true)
            rest = rest[rest.index(after: end)...]
        }
        take(rest, into: &frames)
        return frames
    }

    private mutating func take(_ bytes: some Collection<UInt8>, into frames: inout [Frame]) {
        guard !isSkipping else { return }
        pending.append(contentsOf: bytes)
        guard pending.count > limit else { return }
        isSkipping = true
        frames.append(.oversized(prefix: Array(pending.prefix(256))))
        pending.removeAll(keepingCapacity: false)
    }
}
