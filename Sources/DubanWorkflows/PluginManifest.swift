public import DubanModel

/// What a plugin is, `config/plugins/<name>.yaml`.
public struct PluginManifest: Sendable, Hashable {
    /// The name by which jobs ask for it.
    public let name: String
    /// The executable: an absolute path, or a name that is looked up beside `duband`.
    public let executable: String
    /// Its arguments; never a private value, since the process list shows them.
    public let arguments: [String]
    /// What it may be asked for.
    public let actions: Set<String>
    /// Its queue.
    public let queue: QueueConfiguration
    /// How long an attempt may take.
    public let timeLimit: Duration
    /// How much address space it may use, in bytes; without one, as much as there is.
    public let memoryLimit: Int?

    /// A plugin.
    public init(
        name: String, executable: String, arguments: [String], actions: Set<String>, queue: QueueConfiguration, timeLimit: Duration,
        memoryLimit: Int?
    ) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.actions = actions
        self.queue = queue
        self.timeLimit = timeLimit
        self.memoryLimit = memoryLimit
    }

    /// Loads a manifest.
    /// - Throws: A refusal with all findings.
    public static func load(_ bytes: [UInt8], file: String) throws(Refusal) -> PluginManifest {
        let findings = Findings()
        let manifest = YAMLNode.read(bytes, file: file, findings).flatMap { read($0, findings) }
        guard let manifest, findings.list.isEmpty else { throw Refusal("Plugin \(file)", findings: findings.sorted) }
        return manifest
    }

    private static func read(_ node: YAMLNode, _ findings: Findings) -> PluginManifest? {
        let keys = ["plugin", "run", "arguments", "actions", "slots", "retry", "time_limit", "memory_limit_mib"]
        guard let map = YAMLMap(node, keys: keys, findings), let name = map.text("plugin"), let run = map.text("run") else { return nil }
        let queue = QueueConfiguration(
            name: name, slots: map.number("slots", in: 1...1_000) ?? 1,
            retry: map["retry"].flatMap { RetryReader.policy($0, findings) } ?? .standard)
        return PluginManifest(
            name: name, executable: run, arguments: map.texts("arguments"), actions: Set(map.texts("actions")), queue: queue,
            timeLimit: map.duration("time_limit") ?? .seconds(60),
            memoryLimit: map.number("memory_limit_mib", in: 16...1 << 20).map { $0 << 20 })
    }
}
