/// Time that was added to the budget of a clock.
public struct ClockExtension: Sendable, Hashable {
    /// How much.
    public let by: Limit
    /// When, why, by whom, on which paper.
    public let entry: ClockEntry
}
