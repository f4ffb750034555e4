public import DubanModel

/// What `config/duban.yaml` says. Paths are relative to the file's folder.
public struct DaemonConfiguration: Sendable {
    /// The office, as documents print it: names, address, hotline.
    public let office: DataValue
    /// The calendar's file.
    public let calendar: String
    /// The roster's file.
    public let staff: String
    /// The folder of workflow bundles.
    public let workflows: String
    /// The folder of plugin manifests.
    public let plugins: String
    /// The folder in which the daemon keeps everything; `nil` where the command line or systemd says it.
    public let state: String?
    /// The socket's path; beside the state where nothing is said.
    public let socket: String?
    /// The file with the office's key; beside the state, or a systemd credential, where nothing is said.
    public let officeKey: String?
    /// Queues that are set up otherwise than their plugins' manifests say.
    public let queues: [QueueOverride]
    /// Jobs that come again and again.
    public let periodic: [PeriodicJob]
    /// Inputs that one transaction takes at most.
    public let batchSize: Int
    /// Cases that are kept decoded in memory.
    public let cachedCases: Int

    /// Inputs that one transaction takes where nothing is said.
    public static let standardBatchSize = 16

    /// Loads a configuration.
    /// - Throws: A refusal with all findings.
    public static func load(_ bytes: [UInt8], file: String) throws(Refusal) -> DaemonConfiguration {
        let findings = Findings()
        let configuration = YAMLNode.read(bytes, file: file, findings).flatMap { DaemonConfiguration($0, findings) }
        guard let configuration, findings.list.isEmpty else { throw Refusal("Configuration \(file)", findings: findings.sorted) }
        return configuration
    }

    private init?(_ node: YAMLNode, _ findings: Findings) {
        let keys = [
            "office", "calendar", "staff", "workflows", "plugins", "state", "socket", "office_key", "queues", "periodic", "batch_size",
            "cached_cases",
        ]
        guard let map = YAMLMap(node, keys: keys, findings) else { return nil }
        guard let officeNode = map["office"],
            let office = YAMLMap(officeNode, keys: ["name", "address", "hotline"], findings), let name = office.title("name")
        else {
            findings.add("DW004", "\"office\" with its \"name\" in both languages is missing", at: node)
            return nil
        }
        var facts: [String: DataValue] = ["name_en": .text(name.english), "name_zh": .text(name.chinese)]
        if let address = office.title("address") {
            facts["address_en"] = .text(address.english)
            facts["address_zh"] = .text(address.chinese)
        }
        if let hotline = office.optionalText("hotline") { facts["hotline"] = .text(hotline) }
        self.office = .record(facts)
        calendar = map.optionalText("calendar") ?? "calendars/cn.yaml"
        staff = map.optionalText("staff") ?? "staff.yaml"
        workflows = map.optionalText("workflows") ?? "../workflows"
        plugins = map.optionalText("plugins") ?? "plugins"
        state = map.optionalText("state")
        socket = map.optionalText("socket")
        officeKey = map.optionalText("office_key")
        queues = (map["queues"]?.entries ?? []).compactMap { QueueOverride($0.key, $0.value, findings) }
        periodic = (map["periodic"]?.entries ?? []).compactMap { PeriodicJob.read($0.key, $0.value, findings) }
        batchSize = map.number("batch_size", in: 1...1_024) ?? DaemonConfiguration.standardBatchSize
        cachedCases = map.number("cached_cases", in: 1...1_000_000) ?? 20_000
    }
}
