/// What the daemon's configuration says of a queue. What it leaves out stays as the plugin's manifest has it.
public struct QueueOverride: Sendable {
    /// The queue's name.
    public let name: String
    private let slots: Int?
    private let retry: RetryPolicy?
    private let retryByCode: [String: RetryPolicy]
    private let rate: QueueConfiguration.Rate?
    private let lease: Duration?
    private let retention: QueueConfiguration.Retention?

    /// Queues as plugins' manifests have them, set up as the configuration says, and those that it alone names.
    public static func apply(_ overrides: [QueueOverride], to queues: [QueueConfiguration]) -> [QueueConfiguration] {
        let ownQueues = overrides.filter { override in !queues.contains { $0.name == override.name } }.map {
            QueueConfiguration(name: $0.name, slots: QueueConfiguration.standardSlots, retry: .standard)
        }
        return (queues + ownQueues).map { queue in overrides.first { $0.name == queue.name }?.applied(to: queue) ?? queue }
    }

    private func applied(to queue: QueueConfiguration) -> QueueConfiguration {
        QueueConfiguration(
            name: name, slots: slots ?? queue.slots, retry: retry ?? queue.retry,
            retryByCode: queue.retryByCode.merging(retryByCode) { $1 }, rate: rate ?? queue.rate, lease: lease ?? queue.lease,
            retention: retention ?? queue.retention)
    }

    /// Reads `{slots, retry, retry_by_code, rate, lease, keep}`.
    init?(_ name: String, _ node: YAMLNode, _ findings: Findings) {
        guard let map = YAMLMap(node, keys: ["slots", "retry", "retry_by_code", "rate", "lease", "keep"], findings) else { return nil }
        let classes = (map["retry_by_code"]?.entries ?? []).compactMap { entry in
            entry.value.text == "never"
                ? (entry.key, RetryPolicy.never) : RetryReader.policy(entry.value, findings).map { (entry.key, $0) }
        }
        self.name = name
        slots = map.number("slots", in: 1...1_000)
        retry = map["retry"].flatMap { RetryReader.policy($0, findings) }
        retryByCode = Dictionary(classes, uniquingKeysWith: { $1 })
        rate = map["rate"].flatMap { QueueOverride.rate($0, findings) }
        lease = map.duration("lease")
        retention = map["keep"].flatMap { QueueOverride.retention($0, findings) }
    }

    private static func rate(_ node: YAMLNode, _ findings: Findings) -> QueueConfiguration.Rate? {
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
        return .init(perSecond: Double(starts) / seconds, burst: map.number("burst", in: 1...1_000_000) ?? 1)
    }

    private static func retention(_ node: YAMLNode, _ findings: Findings) -> QueueConfiguration.Retention? {
        YAMLMap(node, keys: ["age", "count"], findings).map { map in
            .init(
                age: map.duration("age") ?? QueueConfiguration.Retention.standard.age,
                count: map.number("count", in: 0...10_000_000) ?? QueueConfiguration.Retention.standard.count)
        }
    }
}
