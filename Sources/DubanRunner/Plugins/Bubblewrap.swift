import DubanPlugin
import Foundation
import Subprocess
import SystemPackage

/// Whether plugins can be confined on this machine; found out once, by doing it.
actor Bubblewrap {
    private var verdict: PluginFailure??

    /// Finds out, or takes a verdict that is known.
    init(verdict: PluginFailure?? = nil) { self.verdict = verdict }

    /// Throws where no plugin can be confined here.
    /// - Throws: `plugin-unconfined`, which says what to do.
    func check() async throws(PluginFailure) {
        if verdict == nil { verdict = .some(await Bubblewrap.probe()) }
        if let failure = verdict.flatMap({ $0 }) { throw failure }
    }

    private static func probe() async -> PluginFailure? {
        let advice = "or, where the plugin is trusted, write \"confine: none\" in its manifest."
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/bwrap") else {
            return .transient(
                "plugin-unconfined", "The plugin is not started unconfined, and /usr/bin/bwrap is missing. Install bubblewrap, \(advice)")
        }
        var words = ["--die-with-parent", "--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
        if geteuid() != 0 { words += ["--unshare-user", "--disable-userns"] }
        do {
            let result = try await Subprocess.run(
                .path("/usr/bin/bwrap"), arguments: Arguments(words + ["--", "/usr/bin/true"]), input: .none, output: .discarded,
                error: .string(limit: 4_096))
            if result.terminationStatus.isSuccess { return nil }
            let reason = result.standardError.split(separator: "\n").last.map(String.init) ?? "\(result.terminationStatus)"
            return refused(reason, advice)
        } catch {
            return refused("\(error)", advice)
        }
    }

    private static func refused(_ reason: String, _ advice: String) -> PluginFailure {
        .transient(
            "plugin-unconfined",
            """
            The plugin is not started unconfined, and bubblewrap may make no namespaces here (\(reason)). Allow unprivileged user \
            namespaces (sysctl kernel.unprivileged_userns_clone=1), have systemd start the plugin (\"unit:\"), \(advice)
            """)
    }
}
