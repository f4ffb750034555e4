/// How often and when something that failed is tried again: exponential back-off with jitter.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts in all, the first included.
    public let attempts: Int
    /// The wait before the second attempt.
    public let first: Duration
    /// What each wait is multiplied by.
    public let factor: Double
    /// No wait is longer.
    public let maximum: Duration

    /// A policy.
    public init(attempts: Int, first: Duration, factor: Double, maximum: Duration) {
        self.attempts = attempts
        self.first = first
        self.factor = factor
        self.maximum = maximum
    }

    /// Six attempts within about a minute.
    public static let standard = RetryPolicy(attempts: 6, first: .seconds(1), factor: 2, maximum: .seconds(600))
}
