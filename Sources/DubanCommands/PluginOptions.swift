import ArgumentParser
import DubanModel
import DubanWorkflows
import Foundation

/// Which plugin a verb is about: one of the daemon's configuration, a manifest, or a program.
struct PluginOptions: ParsableArguments {
    @ArgumentParser.Argument(help: "A plugin's name, the path of its manifest (.yaml), or the path of a program.") var plugin: String
    @Option(help: "The daemon's configuration, in which a name is looked up.") var config: String?
    @Flag(help: "The program is run once a job (exec), instead of serving many.") var exec = false
    @Flag(help: "Run the program unconfined.") var unconfined = false

    /// The manifest.
    /// - Parameter declaring: An action that a program without a manifest is taken to have.
    /// - Throws: A refusal that says where it was looked for.
    func manifest(declaring action: String? = nil) throws -> PluginManifest {
        if plugin.hasSuffix(".yaml") { return try load(plugin) }
        if plugin.contains("/") {
            let path = URL(fileURLWithPath: plugin).path
            let name = URL(fileURLWithPath: plugin).deletingPathExtension().lastPathComponent
            return PluginManifest(
                name: name, executable: path, arguments: [], actions: Set(action.map { [$0] } ?? []),
                queue: QueueConfiguration(name: name, slots: 16, retry: .standard), kind: exec ? .exec : .resident,
                confinement: unconfined ? .none : .bubblewrap)
        }
        let config = self.config ?? ["config/duban.yaml", "/etc/duban/duban.yaml"].first { FileManager.default.fileExists(atPath: $0) }
        guard let config, let bytes = FileManager.default.contents(atPath: config) else {
            throw Refusal(.invalidRequest, "The plugin \"\(plugin)\" is looked up in a configuration; name it with --config.")
        }
        let folder = try DaemonConfiguration.load(Array(bytes), file: config).plugins
        let root = URL(fileURLWithPath: config).deletingLastPathComponent().path
        let path = "\(folder.hasPrefix("/") ? folder : "\(root)/\(folder)")/\(plugin).yaml"
        guard FileManager.default.fileExists(atPath: path) else {
            throw Refusal(.invalidRequest, "There is no plugin \"\(plugin)\": \(path) is missing.")
        }
        return try load(path)
    }

    private func load(_ path: String) throws -> PluginManifest {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Refusal(.invalidRequest, "The manifest \(path) cannot be read.")
        }
        var manifest = try PluginManifest.load(Array(bytes), file: path)
        if unconfined { manifest.confinement = .none }
        return manifest
    }

    /// Where programs are looked up that are named without a path, as the daemon does it.
    static var executableFolders: [String] {
        [URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path, "/usr/libexec/duban"]
    }
}
