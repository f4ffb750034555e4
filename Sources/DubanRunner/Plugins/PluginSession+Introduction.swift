import Dispatch
import DubanModel
import DubanPlugin
import DubanWorkflows

extension PluginSession {
    /// Sends `initialize` before anything else; ends the conversation where the answer does not come, or shares no version with us.
    func introduce(_ parameters: DataValue, within limit: Duration, plugin: String) {
        DispatchQueue.global().asyncAfter(deadline: .now() + limit.interval) { [weak self] in
            guard let self, !self.isIntroduced else { return }
            self.end(.transient("plugin-unavailable", "Plugin \(plugin) did not say who it is within \(limit)."))
        }
        askIdentity(parameters) { result in
            switch result {
            case .success(let identity) where identity["protocol"].integerValue.map(PluginMessage.versions.contains) == true:
                self.noteIntroduction(identity)
            case .success(let identity):
                let version = identity["protocol"].integerValue.map(String.init) ?? "?"
                self.end(PluginSession.mismatch(plugin, "speaks version \(version) of the protocol"))
            case .failure(let failure) where failure.code == "no-common-version":
                self.end(PluginSession.mismatch(plugin, "refuses our versions of the protocol (\(failure.message))"))
            case .failure(let failure): self.end(failure)
            }
        }
    }

    private static func mismatch(_ plugin: String, _ how: String) -> PluginFailure {
        let ours = PluginMessage.versions
        return .permanent(
            "plugin-version",
            "Plugin \(plugin) \(how), the daemon versions \(ours.lowerBound) to \(ours.upperBound); install versions that fit.")
    }

    /// What `initialize` says.
    static func greeting(_ manifest: PluginManifest, folder: String?, documents: String?) -> DataValue {
        var fields: [String: DataValue] = [
            "protocol": ["min": .integer(PluginMessage.versions.lowerBound), "max": .integer(PluginMessage.versions.upperBound)],
            "host": "duban/0.1.0", "plugin": .text(manifest.name),
            "limits": [
                "time_ms": .integer(manifest.limits.time.milliseconds), "grace_ms": .integer(manifest.limits.grace.milliseconds),
                "frame_bytes": .integer(Int64(manifest.limits.output)), "file_bytes": .integer(Int64(manifest.limits.file)),
                "concurrency": .integer(Int64(manifest.concurrency)),
            ],
        ]
        fields["folder"] = folder.map { .text($0) }
        fields["documents"] = documents.map { .text($0) }
        return .record(fields)
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
