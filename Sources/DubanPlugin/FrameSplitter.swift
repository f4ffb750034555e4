import Foundation

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
    /// Bytes of a line that is too long that are kept, to tell whose it was.
    static let prefixLength = 256

    private let limit: Int
    private var pending: [UInt8] = []
    private var isSkipping = false
    /// How many bytes of the line that is being dropped went by; nothing between such lines.
    public private(set) var skipped = 0

    /// A splitter of lines of at most `limit` bytes.
    public init(limit: Int = standardLimit) { self.limit = limit }

    /// Takes bytes in, and gives the lines that they complete.
    public mutating func push(_ bytes: some Collection<UInt8>) -> [Frame] {
        let frames = bytes.withContiguousStorageIfAvailable { push(UnsafeRawBufferPointer($0)) }
        return frames ?? Array(bytes).withUnsafeBytes { push($0) }
    }

    /// Takes bytes in, and gives the lines that they complete.
    public mutating func push(_ bytes: UnsafeRawBufferPointer) -> [Frame] {
        var frames: [Frame] = []
        var start = 0
        while let base = bytes.baseAddress, start < bytes.count, let end = memchr(base + start, 0x0A, bytes.count - start) {
            let stop = UnsafeRawPointer(end) - base
            take(UnsafeRawBufferPointer(rebasing: bytes[start..<stop]), into: &frames)
            if isSkipping {
                (isSkipping, skipped) = (false, 0)
            } else {
                frames.append(.line(pending))
            }
            pending = []
            start = stop + 1
        }
        if start < bytes.count { take(UnsafeRawBufferPointer(rebasing: bytes[start...]), into: &frames) }
        return frames
    }

    /// The stream has ended.
    /// - Returns: A last line without its end; empty where there is none.
    public mutating func finish() -> [UInt8] {
        defer { pending = [] }
        return pending
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, into frames: inout [Frame]) {
        guard !isSkipping else {
            skipped += bytes.count
            return
        }
        pending.append(contentsOf: bytes)
        guard pending.count > limit else { return }
        (isSkipping, skipped) = (true, pending.count)
        frames.append(.oversized(prefix: Array(pending.prefix(FrameSplitter.prefixLength))))
        pending = []
    }
}
