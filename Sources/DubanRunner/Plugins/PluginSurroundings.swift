import DubanPlugin
import DubanTime
import DubanWorkflows
import Foundation
import Logging

/// What all plugins of a daemon share.
struct PluginSurroundings: Sendable {
    let executableFolders: [String]
    let stateFolder: String
    let logger: Logger
    let monotonic: any MonotonicClock
    var bubblewrap = Bubblewrap()

    /// Where files land, named by content hash.
    var documentsFolder: String { stateFolder + "/documents" }

    /// The executable of a plugin.
    /// - Throws: `plugin-missing`, naming where it was looked for.
    func program(of manifest: PluginManifest) throws(PluginFailure) -> String {
        let candidates =
            manifest.executable.hasPrefix("/") ? [manifest.executable] : executableFolders.map { "\($0)/\(manifest.executable)" }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw .transient(
                "plugin-missing",
                "The executable of plugin \(manifest.name) is missing; looked for \(candidates.joined(separator: ", ")).")
        }
        return URL(fileURLWithPath: found).resolvingSymlinksInPath().path
    }

    /// The whole environment of a plugin's process: nothing of the daemon's own but its language and where its libraries lie.
    func environment(_ place: PluginPlace) -> [String: String] {
        let own = ProcessInfo.processInfo.environment
        var environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": own["LANG"] ?? "C.UTF-8", "HOME": place.folder,
            "XDG_CACHE_HOME": place.folder + "/cache", "TMPDIR": "/tmp",
        ]
        environment["LD_LIBRARY_PATH"] = own["LD_LIBRARY_PATH"]
        environment["TZ"] = own["TZ"]
        environment["CREDENTIALS_DIRECTORY"] = place.credentials
        return environment
    }

    /// The process of a plugin.
    func process(_ manifest: PluginManifest, _ place: PluginPlace, _ log: PluginLog, _ extra: [String: String] = [:]) throws(PluginFailure)
        -> PluginProcess
    {
        let environment = environment(place).merging(extra) { $1 }
        try? FileManager.default.createDirectory(
            atPath: documentsFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let command = PluginCommand(
            manifest, program: try program(of: manifest), place: place, documents: manifest.grants.documents ? documentsFolder : nil,
            environment: environment)
        // Bubblewrap goes to the folder by itself; until then it stands nowhere that could be missed.
        return PluginProcess(
            name: manifest.name, command: command, environment: environment,
            folder: manifest.confinement == .none ? place.folder : "/", log: log)
    }

    /// The log of a plugin.
    func log(of manifest: PluginManifest) -> PluginLog { PluginLog(plugin: manifest.name, logger: logger, monotonic: monotonic) }

    /// Throws where the plugin wants a confinement that this machine does not give. A unit's is systemd's, and wants nothing of us.
    func checkConfinement(_ manifest: PluginManifest) async throws(PluginFailure) {
        if case .unit = manifest.kind { return }
        if manifest.confinement == .bubblewrap { try await bubblewrap.check() }
    }
}
