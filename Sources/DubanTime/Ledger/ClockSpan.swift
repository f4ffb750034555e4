public import DubanModel

/// A time in which a clock ran or stood still.
public struct ClockSpan: Sendable, Hashable {
    /// Which of the two.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It ran.
        case run
        /// It stood still.
        case stop
    }

    /// Whether it ran.
    public let kind: Kind
    /// When it began.
    public let from: Instant
    /// When it ended; it lasts without.
    public let to: Instant?
    /// Why it began, by whom, on which paper.
    public let entry: ClockEntry
}
