import DubanWorkflows
import Foundation

/// The command that runs a plugin's program within its confinement and its limits.
///
/// As a user of its own: `bwrap … -- prlimit … -- PROGRAM`. Bubblewrap makes a user namespace, in which the limit of processes counts
/// the plugin's alone. As root: `bwrap … -- setpriv … -- prlimit … -- PROGRAM`. Bubblewrap makes the other namespaces, so it needs no
/// user namespace, and `setpriv` takes all rights away before the program starts. Without confinement: `setpriv … -- prlimit … -- PROGRAM`.
struct PluginCommand: Hashable {
    /// The executable and its arguments.
    let words: [String]

    /// The command.
    /// - Parameters:
    ///   - program: The plugin's program, an absolute path without symbolic links.
    ///   - documents: The folder of finished documents, where it is granted.
    ///   - exists: Whether a path is there.
    ///   - destination: Where a symbolic link leads; `nil` for what is none.
    init(
        _ manifest: PluginManifest, program: String, place: PluginPlace, documents: String?, environment: [String: String],
        exists: (String) -> Bool = { FileManager.default.fileExists(atPath: $0) },
        destination: (String) -> String? = { try? FileManager.default.destinationOfSymbolicLink(atPath: $0) }
    ) {
        let limited = PluginCommand.limits(manifest.limits) + [program] + manifest.arguments
        guard manifest.confinement == .bubblewrap else {
            words = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--no-new-privs"] + limited
            return
        }
        var words = ["/usr/bin/bwrap", "--die-with-parent", "--new-session"]
        words += ["--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "plugin"]
        if !manifest.grants.network { words.append("--unshare-net") }
        if place.user == nil {
            words += ["--unshare-user", "--disable-userns", "--cap-drop", "ALL"]
        } else {
            words += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]
        }
        words += PluginCommand.system(network: manifest.grants.network, exists, destination)
        for path in ["/tmp", "/dev/shm"] { words += ["--perms", "1777", "--size", String(PluginCommand.scratchBytes), "--tmpfs", path] }
        words += ["--perms", "0755", "--dir", "/run"]
        let shown =
            manifest.grants.read + manifest.grants.write + [program, place.folder] + [documents, place.credentials].compactMap { $0 }
        words += PluginCommand.folders(above: shown)
        for path in manifest.grants.read { words += ["--ro-bind-try", path, path] }
        for path in manifest.grants.write { words += ["--bind-try", path, path] }
        if !program.hasPrefix("/usr/") { words += ["--ro-bind", program, program] }
        words += ["--bind", place.folder, place.folder]
        if let documents { words += ["--ro-bind", documents, documents] }
        if let credentials = place.credentials { words += ["--ro-bind", credentials, credentials] }
        // Bubblewrap's own root and /dev lie in memory, and only root is kept from writing there by their owner.
        words += ["--remount-ro", "/dev", "--remount-ro", "/"]
        if place.user == nil { words += ["--chdir", place.folder] }
        words.append("--clearenv")
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) { words += ["--setenv", name, value] }
        words.append("--")
        if let user = place.user {
            // Finished documents are readable for the daemon's group, which it shares where that is granted.
            let group = documents == nil ? user : getegid()
            words += ["/usr/bin/setpriv", "--reuid", String(user), "--regid", String(group), "--clear-groups"]
            words += ["--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"]
            words += ["/usr/bin/env", "-C", place.folder]  // Only now, since the folder is its own alone.
        }
        self.words = words + limited
    }

    /// The folders above what is shown: bubblewrap would make them for root alone.
    private static func folders(above paths: [String]) -> [String] {
        var folders: Set<String> = []
        for path in paths {
            var folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
            while !folder.isEmpty, !["/usr", "/opt", "/tmp", "/run", "/etc", "/var"].contains(folder) {
                folders.insert(String(folder))
                folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
            }
        }
        let own = folders.filter { folder in !["/usr/", "/opt/", "/bin/", "/sbin/", "/lib"].contains { folder.hasPrefix($0) } }
        return own.sorted().flatMap { ["--perms", "0755", "--dir", $0] }
    }

    /// Bytes of the private `/tmp` and `/dev/shm`, which lie in memory.
    static let scratchBytes = 64 << 20

    private static func limits(_ limits: PluginLimits) -> [String] {
        var words = [
            "/usr/bin/prlimit", "--core=0", "--fsize=\(limits.file)", "--nproc=\(limits.processes)", "--nofile=\(limits.openFiles)",
        ]
        if let memory = limits.memory { words.append("--as=\(memory)") }
        return words + ["--"]
    }

    /// The system, read-only: programs, libraries, fonts and time zones; of `/etc` only what they need, since what else lies there may
    /// be secret.
    private static func system(network: Bool, _ exists: (String) -> Bool, _ destination: (String) -> String?) -> [String] {
        var words = ["--proc", "/proc", "--dev", "/dev", "--ro-bind", "/usr", "/usr"]
        for path in ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] where exists(path) {
            words += destination(path).map { ["--symlink", $0, path] } ?? ["--ro-bind", path, path]
        }
        var paths = [
            "/opt", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/etc/passwd", "/etc/group",
            "/etc/nsswitch.conf", "/var/cache/fontconfig",
        ]
        if network {
            paths += [
                "/etc/resolv.conf", "/etc/hosts", "/etc/services", "/etc/protocols", "/etc/gai.conf", "/etc/ssl", "/etc/ca-certificates",
            ]
        }
        for path in ["/etc", "/var", "/var/cache"] { words += ["--perms", "0755", "--dir", path] }
        for path in paths where exists(path) { words += ["--ro-bind", path, path] }
        return words
    }
}
