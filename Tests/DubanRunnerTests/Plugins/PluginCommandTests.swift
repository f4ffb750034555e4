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

    private func manifest(_ confinement: PluginManifest.Confinement = .bubblewrap, _ grants: PluginGrants = .init(), _ limits: PluginLimits = .init())
        -> PluginManifest
    {
        PluginManifest(
            name: "p", executable: "/srv/plugin", arguments: ["--flag"], actions: ["go"], queue: .init(name: "p", slots: 1, retry: .standard),
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
}
