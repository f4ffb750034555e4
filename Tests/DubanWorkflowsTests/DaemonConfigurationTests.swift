import DubanModel
import Testing

@testable import DubanWorkflows

/// What `duban.yaml` says of queues and periodic jobs, and what is said of its errors.
struct DaemonConfigurationTests {
    private func load(_ text: String) throws(Refusal) -> DaemonConfiguration {
        try DaemonConfiguration.load(Array("office: {name: {en: Hall, zh: 大厅}}\n\(text)".utf8), file: "duban.yaml")
    }

    private let manifest = QueueConfiguration(
        name: "documents", slots: 3, retry: RetryPolicy(attempts: 4, first: .seconds(2), factor: 3, maximum: .seconds(60)))

    @Test func queue_setUpOtherwise_keepsWhatIsNotSaid() throws {
        let overrides = try load("queues: {documents: {rate: {starts: 10, per: 2 s, burst: 20}}}").queues
        let queues = QueueOverride.apply(overrides, to: [manifest])
        #expect(queues.count == 1)
        #expect(queues.first?.rate == .init(perSecond: 5, burst: 20))
        #expect(queues.first?.slots == 3 && queues.first?.retry == manifest.retry && queues.first?.lease == manifest.lease)
        #expect(queues.first?.retention == .standard)
    }

    @Test func queue_setUpOtherwise_isAsItIsSaid() throws {
        let text = """
            queues:
              documents:
                slots: 8
                retry: {attempts: 2, first: 1 s, factor: 1, maximum: 1 s}
                retry_by_code: {bad-arguments: never, plugin-timeout: {attempts: 3, first: 10 s}}
                lease: 5 min
                keep: {age: 1 h, count: 5}
            """
        let queue = try #require(QueueOverride.apply(try load(text).queues, to: [manifest]).first)
        #expect(queue.slots == 8 && queue.retry.attempts == 2 && queue.lease == .seconds(300))
        #expect(queue.retry(after: "bad-arguments") == .never && queue.retry(after: "plugin-timeout").attempts == 3)
        #expect(queue.retry(after: "other") == queue.retry)
        #expect(queue.retention == .init(age: .seconds(3_600), count: 5))
    }

    @Test func queue_thatNoPluginHas_isOneMore() throws {
        let queues = QueueOverride.apply(try load("queues: {letters: {lease: 1 min}}").queues, to: [manifest])
        #expect(queues.map(\.name) == ["documents", "letters"])
        #expect(queues.last?.slots == QueueConfiguration.standardSlots && queues.last?.retry == .standard)
    }

    @Test(arguments: [
        ("queues: {q: {slot: 3}}", "slot"), ("queues: {q: {slots: 0}}", "slots"), ("queues: {q: {rate: {per: 1 s}}}", "starts"),
        ("queues: {q: {rate: {starts: 1, per: 0 s}}}", "per"), ("periodic: {p: {job: render, every: every 5 minutes}}", "documents.render"),
        ("periodic: {p: {job: a.b, every: now and then}}", "now and then"),
        ("periodic: {p: {job: a.b, every: every 5 minutes, missed: never}}", "missed"), ("batch_size: 0", "batch_size"),
    ])
    func error_isSaidWithItsPlace(text: String, part: String) throws {
        let refusal = #expect(throws: Refusal.self) { try load(text) }
        #expect(refusal?.code == .invalidDefinition && "\(refusal as Any)".contains(part) && "\(refusal as Any)".contains("duban.yaml:2"))
    }
}
