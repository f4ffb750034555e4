public import DubanTime

/// The limits of a whole case, and when people are told (domain.md, promise 4).
public struct CaseLimits: Sendable {
    /// What the law allows.
    public let statutory: Limit
    /// What the office promises; at most the statutory limit.
    public let promised: Limit
    /// The clocks start when this step is entered.
    public let starts: String
    /// How long before the promised limit the light turns yellow.
    public let remind: Limit?
    /// How long after the promised limit the breach is criticised publicly.
    public let criticise: Limit?

    /// Limits.
    public init(statutory: Limit, promised: Limit, starts: String, remind: Limit?, criticise: Limit?) {
        self.statutory = statutory
        self.promised = promised
        self.starts = starts
        self.remind = remind
        self.criticise = criticise
    }
}

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
