public import DubanModel
import Foundation

extension PluginManifest {
    /// Loads a manifest. Paths in it are relative to its folder.
    /// - Throws: A refusal with all findings.
    public static func load(_ bytes: [UInt8], file: String) throws(Refusal) -> PluginManifest {
        let findings = Findings()
        let reader = PluginManifestReader(findings: findings, folder: URL(fileURLWithPath: file).deletingLastPathComponent().path)
        let manifest = YAMLNode.read(bytes, file: file, findings).flatMap { reader.read($0) }
        guard let manifest, findings.list.isEmpty else { throw Refusal("Plugin \(file)", findings: findings.sorted) }
        return manifest
    }
}

/// Reads a plugin's manifest.
private struct PluginManifestReader {
    let findings: Findings
    let folder: String

    private static let keys = [
        "plugin", "run", "exec", "unit", "arguments", "actions", "slots", "concurrency", "retry", "time_limit", "grace",
        "memory_limit_mib", "file_limit_mib", "output_limit_kib", "processes", "open_files", "confine", "grants", "credentials",
    ]

    func read(_ node: YAMLNode) -> PluginManifest? {
        guard let map = YAMLMap(node, keys: PluginManifestReader.keys, findings), let name = self.name(map), let (kind, executable) = kind(map)
        else { return nil }
        let queue = QueueConfiguration(
            name: name, slots: map.number("slots", in: 1...1_000) ?? 1,
            retry: map["retry"].flatMap { RetryReader.policy($0, findings) } ?? .standard)
        if map["actions"] == nil { findings.add("DW004", "\"actions\" is missing: what may the plugin be asked for?", at: node) }
        return PluginManifest(
            name: name, executable: executable, arguments: map.texts("arguments"), actions: Set(map.texts("actions")), queue: queue,
            kind: kind, concurrency: map.number("concurrency", in: 1...1_000), limits: limits(map), confinement: confinement(map),
            grants: map["grants"].flatMap { grants($0) } ?? PluginGrants(), credentials: credentials(map))
    }

    /// The name is that of a folder, of a queue and of a unit's instance.
    private func name(_ map: YAMLMap) -> String? {
        guard let name = map.text("plugin") else { return nil }
        let isName = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isName, name.utf8.count <= 64, name.first != "-" else {
            findings.add(
                "DW002", "a plugin's name has lower-case letters, digits and hyphens, at most 64: \"\(name)\"", at: map["plugin"] ?? map.node)
            return nil
        }
        return name
    }

    private func kind(_ map: YAMLMap) -> (PluginManifest.Kind, String)? {
        let given = ["run", "exec", "unit"].filter { map[$0] != nil }
        guard given.count == 1 else {
            findings.add(
                "DW004",
                "a plugin needs one of \"run\" (a process for many jobs), \"exec\" (a program run once a job), \"unit\" (a socket of systemd)",
                at: map.node)
            return nil
        }
        guard let value = map.text(given[0]) else { return nil }
        switch given[0] {
        case "exec": return (.exec, path(value))
        case "unit": return (.unit(socket: absolute(value)), "")
        default: return (.resident, path(value))
        }
    }

    /// A name alone is looked up beside the daemon; with a slash it is a path.
    private func path(_ text: String) -> String { text.contains("/") ? absolute(text) : text }

    private func absolute(_ text: String) -> String {
        text.hasPrefix("/") ? text : URL(fileURLWithPath: "\(folder)/\(text)").standardized.path
    }

    private func limits(_ map: YAMLMap) -> PluginLimits {
        let standard = PluginLimits()
        return PluginLimits(
            time: map.duration("time_limit") ?? standard.time, grace: map.duration("grace") ?? standard.grace,
            memory: map.number("memory_limit_mib", in: 16...1 << 20).map { $0 << 20 } ?? standard.memory,
            file: map.number("file_limit_mib", in: 1...1 << 16).map { $0 << 20 } ?? standard.file,
            output: map.number("output_limit_kib", in: 1...1 << 16).map { $0 << 10 } ?? standard.output,
            processes: map.number("processes", in: 1...100_000) ?? standard.processes,
            openFiles: map.number("open_files", in: 16...1 << 20) ?? standard.openFiles)
    }

    private func confinement(_ map: YAMLMap) -> PluginManifest.Confinement {
        guard let text = map.optionalText("confine") else { return .bubblewrap }
        guard let confinement = PluginManifest.Confinement(rawValue: text) else {
            findings.add("DW002", "\"confine\" must be bubblewrap or none", at: map["confine"] ?? map.node)
            return .bubblewrap
        }
        return confinement
    }

    private func grants(_ node: YAMLNode) -> PluginGrants? {
        guard let map = YAMLMap(node, keys: ["network", "documents", "read", "write"], findings) else { return nil }
        var documents = false
        if let word = map.optionalText("documents") {
            documents = word == "read"
            if word != "read" { findings.add("DW002", "\"documents\" can be granted as read", at: map["documents"] ?? node) }
        }
        return PluginGrants(
            network: map.flag("network"), documents: documents, read: map.texts("read").map { absolute($0) },
            write: map.texts("write").map { absolute($0) })
    }

    private func credentials(_ map: YAMLMap) -> [String: String] {
        var credentials: [String: String] = [:]
        for (name, key, value) in map["credentials"]?.entries ?? [] {
            guard let file = value.text, !name.contains("/"), !name.hasPrefix(".") else {
                findings.add("DW002", "a credential is a name without a slash, and a file: {smtp-password: /etc/duban/smtp-password}", at: key)
                continue
            }
            credentials[name] = absolute(file)
        }
        return credentials
    }
}
