public import DubanModel

/// A time in which a clock ran; without an end it still runs.
public struct RunSpan: Sendable, Hashable {
    /// When it began to run.
    public let from: Instant
    /// When it stopped.
    public let to: Instant?

    /// A span.
    public init(from: Instant, to: Instant?) {
        self.from = from
        self.to = to
    }
}
