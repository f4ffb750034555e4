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

    /// Longer than any plugin's time limit in use, so that the limit speaks first.
    public static let standardLease = Duration.seconds(900)

    /// How a job that failed with a code is tried again.
    public func retry(after code: String) -> RetryPolicy { retryByCode[code] ?? retry }

    /// Reads `{slots, retry, retry_by_code, rate, lease, keep}`.
    static func read(_ name: String, _ node: YAMLNode, _ findings: Findings) -> QueueConfiguration? {
        guard let map = YAMLMap(node, keys: ["slots", "retry", "retry_by_code", "rate", "lease", "keep"], findings) else { return nil }
        let classes = (map["retry_by_code"]?.entries ?? []).compactMap { entry in
            entry.value.text == "never"
                ? (entry.key, RetryPolicy.never) : RetryReader.policy(entry.value, findings).map { (entry.key, $0) }
        }
        return QueueConfiguration(
            name: name, slots: map.number("slots", in: 1...1_000) ?? 1,
            retry: map["retry"].flatMap { RetryReader.policy($0, findings) } ?? .standard,
            retryByCode: Dictionary(classes, uniquingKeysWith: { $1 }), rate: map["rate"].flatMap { rate($0, findings) },
            lease: map.duration("lease") ?? standardLease, retention: map["keep"].flatMap { retention($0, findings) } ?? .standard)
    }

    private static func rate(_ node: YAMLNode, _ findings: Findings) -> Rate? {
        guard let map = YAMLMap(node, keys: ["starts", "per", "burst"], findings), let starts = map.number("starts", in: 1...1_000_000)
        else {
            findings.add("DW004", "a rate needs \"starts\", such as {starts: 10, per: 1 min}", at: node)
            return nil
        }
        let per = map.duration("per") ?? .seconds(1)
        let seconds = Double(per.components.seconds) + Double(per.components.attoseconds) / 1e18
        guard seconds > 0 else {
            findings.add("DW002", "\"per\" must be longer than nothing", at: node)
            return nil
        }
        return Rate(perSecond: Double(starts) / seconds, burst: map.number("burst", in: 1...1_000_000) ?? 1)
    }

    private static func retention(_ node: YAMLNode, _ findings: Findings) -> Retention? {
        YAMLMap(node, keys: ["age", "count"], findings).map { map in
            Retention(
                age: map.duration("age") ?? Retention.standard.age,
                count: map.number("count", in: 0...10_000_000) ?? Retention.standard.count)
        }
    }
}

extension RetryPolicy {
    /// One attempt.
    public static let never = RetryPolicy(attempts: 1, first: .zero, factor: 1, maximum: .zero)
}
