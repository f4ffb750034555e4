/// How a queue is set up.
public struct QueueConfiguration: Sendable, Hashable {
    /// Starts that are let through: a token bucket.
    public struct Rate: Sendable, Hashable {
        /// Starts a second, on the average.
        public let perSecond: Double
        /// Starts at once after a quiet time.
        public let burst: Int

        /// A rate.
        public init(perSecond: Double, burst: Int) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    /// What is kept of finished jobs that belong to no case; the history of a case's job is its events.
    public struct Retention: Sendable, Hashable {
        /// How long.
        public let age: Duration
        /// How many of a queue at most, the newest.
        public let count: Int

        /// A retention.
        public init(age: Duration, count: Int) {
            self.age = age
            self.count = count
        }

        /// Three days, and ten thousand jobs.
        public static let standard = Retention(age: .seconds(3 * 86_400), count: 10_000)
    }

    /// The name.
    public let name: String
    /// How many jobs run at once.
    public let slots: Int
    /// How failed jobs are tried again.
    public let retry: RetryPolicy
    /// How jobs that failed with a code are tried again, where otherwise than `retry`; one attempt is never again.
    public let retryByCode: [String: RetryPolicy]
    /// How many jobs start in a time; without one, as many as there are slots for.
    public let rate: Rate?
    /// How long a running job may give no sign of life before it is taken up again; counted on the monotonic clock.
    public let lease: Duration
    /// What is kept of finished jobs.
    public let retention: Retention

    /// A queue.
    public init(
        name: String, slots: Int, retry: RetryPolicy, retryByCode: [String: RetryPolicy] = [:], rate: Rate? = nil,
        lease: Duration = standardLease, retention: Retention = .standard
    ) {
        self.name = name
        self.slots = slots
        self.retry = retry
        self.retryByCode = retryByCode
        self.rate = rate
        self.lease = lease
        self.retention = retention
    }

    /// Slots of a queue of which nobody says how many.
    public static let standardSlots = 2

    /// Longer than any plugin's time limit in use, so that the limit speaks first.
    public static let standardLease = Duration.seconds(900)

    /// How a job that failed with a code is tried again.
    public func retry(after code: String) -> RetryPolicy { retryByCode[code] ?? retry }
}

extension RetryPolicy {
    /// One attempt.
    public static let never = RetryPolicy(attempts: 1, first: .zero, factor: 1, maximum: .zero)
}
