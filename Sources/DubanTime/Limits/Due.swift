public import DubanModel

/// When a limit ends.
public struct Due: Sendable, Hashable {
    /// The instant.
    public let instant: Instant
    /// The last day; where it ends at 24:00, the instant shows the day after it.
    public let day: CivilDate
    /// Whether a day was reckoned with for which nothing is announced: it lies beyond the last published year, so that the instant may
    /// still move, or before the first.
    public let isProvisional: Bool

    /// An end.
    public init(instant: Instant, day: CivilDate, isProvisional: Bool) {
        self.instant = instant
        self.day = day
        self.isProvisional = isProvisional
    }
}
