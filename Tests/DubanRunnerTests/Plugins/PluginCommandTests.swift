import DubanTestKit
import DubanWorkflows
import Foundation
import Testing

@testable import DubanRunner

/// The command line of confinement and limits.
@Suite struct PluginCommandTests {
    private func words(_ manifest: PluginManifest, documents: String? = nil) throws -> [String] {
        let folder = NSTemporaryDirectory() + "/command-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let place = try PluginPlace(manifest, stateFolder: folder, number: 1)
        return PluginCommand(
            manifest, program: "/srv/plugin", place: place, documents: documents, environment: ["LANG": "C.UTF-8"],
            exists: { ["/bin", "/etc/ssl"].contains($0) }, destination: { $0 == "/bin" ? "usr/bin" : nil }
        ).words
    }

    private func manifest(
        _ confinement: PluginManifest.Confinement = .bubblewrap, _ grants: PluginGrants = .init(), _ limits: PluginLimits = .init()
    )
        -> PluginManifest
    {
        PluginManifest(
            name: "p", executable: "/srv/plugin", arguments: ["--flag"], actions: ["go"],
            queue: .init(name: "p", slots: 1, retry: .standard),
            limits: limits, confinement: confinement, grants: grants)
    }

    private func has(_ words: [String], _ part: [String]) -> Bool {
        guard words.count >= part.count else { return false }
        return (0...words.count - part.count).contains { Array(words[$0..<$0 + part.count]) == part }
    }

    @Test func limits_standRightBeforeTheProgram() throws {
        let limits = PluginLimits(memory: 1 << 20, file: 2, processes: 3, openFiles: 4)
        for confinement in PluginManifest.Confinement.allCases {
            let words = try words(manifest(confinement, .init(), limits))
            #expect(
                words.suffix(9) == [
                    "/usr/bin/prlimit", "--core=0", "--fsize=2", "--nproc=3", "--nofile=4", "--as=1048576", "--", "/srv/plugin", "--flag",
                ])
        }
    }

    @Test func confinement_cutsOffWhatIsNotGranted() throws {
        let words = try words(manifest())
        #expect(words[0] == "/usr/bin/bwrap")
        for flag in ["--die-with-parent", "--new-session", "--unshare-pid", "--unshare-ipc", "--unshare-net", "--clearenv"] {
            #expect(words.contains(flag), "\(flag)")
        }
        #expect(has(words, ["--ro-bind", "/usr", "/usr"]) && has(words, ["--symlink", "usr/bin", "/bin"]))
        #expect(has(words, ["--ro-bind", "/srv/plugin", "/srv/plugin"]))
        #expect(has(words, ["--setenv", "LANG", "C.UTF-8"]))
        #expect(!words.contains("/etc/ssl") && !has(words, ["/etc", "/etc"]))
        #expect(words.contains("--no-new-privs") || words.contains("--disable-userns"))
    }

    @Test func grants_areGiven() throws {
        let grants = PluginGrants(network: true, documents: true, read: ["/a"], write: ["/b"])
        let words = try words(manifest(.bubblewrap, grants), documents: "/documents")
        #expect(!words.contains("--unshare-net"))
        #expect(has(words, ["--ro-bind", "/etc/ssl", "/etc/ssl"]))
        #expect(has(words, ["--ro-bind-try", "/a", "/a"]) && has(words, ["--bind-try", "/b", "/b"]))
        #expect(has(words, ["--ro-bind", "/documents", "/documents"]))
    }

    @Test func withoutConfinement_itStillEndsWithTheDaemon() throws {
        #expect(try words(manifest(.none)).prefix(4) == ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--no-new-privs"])
    }

    // MARK: Without root

    /// The command as another user runs it, who may make user namespaces.
    private static let asNobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]

    private static func output(of words: [String]) throws -> String {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    private static let canTry =
        geteuid() == 0 && PluginKit.hasBubblewrap
        && (try? output(of: asNobody + ["/usr/bin/bwrap", "--unshare-user", "--ro-bind", "/", "/", "/bin/echo", "yes"])) == "yes\n"

    /// Bubblewrap's own root lies in memory, which no limit of a plugin counts.
    @Test(.enabled(if: canTry, "only root can try it, and another user must be able to make user namespaces"))
    func memoryBelowTheRoot_isClosed_whereTheDaemonIsNotRoot() throws {
        let folder = try ScratchFolder("command")
        let script = try folder.script(
            "fill",
            """
            for place in / /dev /etc /run /var /var/cache; do (: > $place/x) 2>/dev/null && echo $place; done
            : > /tmp/x && : > /dev/shm/x && : > "$HOME/x" && echo own
            """)
        let manifest = PluginManifest(
            name: "p", executable: script, arguments: [], actions: ["go"], queue: .init(name: "p", slots: 1, retry: .standard))
        let place = try PluginPlace(manifest, stateFolder: folder.path("state"), number: 1, isRoot: false)
        for path in [folder.path("state"), folder.path("state/plugins"), place.folder] { #expect(chown(path, 65534, 65534) == 0) }
        let command = PluginCommand(
            manifest, program: script, place: place, documents: nil, environment: ["HOME": place.folder, "PATH": "/usr/bin:/bin"])
        #expect(try Self.output(of: Self.asNobody + command.words) == "own\n")
    }
}
