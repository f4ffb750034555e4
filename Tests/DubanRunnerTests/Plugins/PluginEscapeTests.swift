import DubanModel
import DubanRunner
import DubanTestKit
import DubanWorkflows
import Foundation
import Testing

/// Plugins that try to get out, or to take everything, over real processes in their real confinement (quality.md, P6). Each attempt ends as a
/// failure of its own job, and what lies outside is as it was.
@Suite(.enabled(if: PluginKit.hasBubblewrap, "bubblewrap is not installed"), .timeLimit(.minutes(2)))
struct PluginEscapeTests {
    private let kit: PluginKit

    init() throws { kit = try PluginKit("escapes") }

    private var state: String { kit.folder.path("state") }

    /// A daemon's folder with what must not be seen.
    private func furnish() throws {
        try kit.folder.write("state/duban.db", "database")
        try kit.folder.write("state/office.key", "key")
        try kit.folder.write("state/plugins/other/secret", "secret")
        try kit.folder.write("state/documents/ab/cd.pdf", "document")
    }

    /// A script that runs each line, and says which of them went well.
    private func trying(_ lines: [String]) -> String {
        lines.enumerated().map { "if ( \($1) ) >/dev/null 2>&1; then done=\"$done \($0)\"; fi" }.joined(separator: "\n")
            + "\nprintf '{\"output\":{\"went_well\":\"%s\"}}' \"$done\""
    }

    // MARK: Getting out

    @Test func plugin_thatWritesOutside_changesNothing() async throws {
        try furnish()
        let script = trying([
            "echo x > \(state)/duban.db", "echo x > \(state)/new", "echo x > \(state)/plugins/other/secret", "echo x > \(state)/documents/new",
            "echo x > /usr/new", "echo x > /etc/new", "echo x > /proc/sys/kernel/hostname", "mkdir -p \(kit.folder.path("new")) && false",
            "mount -t tmpfs none /usr", "chmod 777 /usr", "rm -rf /usr/share/doc",
        ])
        let report = try await kit.report(of: kit.exec(script))
        #expect(report.output["went_well"] == "", "\(report)")
        #expect(String(decoding: kit.folder.bytes("state/duban.db"), as: UTF8.self) == "database")
        #expect(String(decoding: kit.folder.bytes("state/plugins/other/secret"), as: UTF8.self) == "secret")
        for path in ["\(state)/new", "\(state)/documents/new", "/usr/new", "/etc/new", kit.folder.path("new")] {
            #expect(!FileManager.default.fileExists(atPath: path), "\(path)")
        }
    }

    @Test func plugin_thatReadsWhatIsOthers_findsNothing() async throws {
        try furnish()
        let script = trying([
            "cat \(state)/duban.db", "cat \(state)/office.key", "cat \(state)/plugins/other/secret", "cat \(state)/documents/ab/cd.pdf",
            "ls \(state)/documents", "cat /etc/shadow", "ls /root", "ls /home", "cat /proc/1/environ | grep -q PATH=/root",
        ])
        let report = try await kit.report(of: kit.exec(script))
        #expect(report.output["went_well"] == "", "\(report)")
    }

    @Test func plugin_withGrants_getsThemAndNoMore() async throws {
        try furnish()
        try kit.folder.write("granted/read", "x", mode: 0o644)
        try kit.folder.write("granted/secret", "hush")
        let script = trying([
            "cat \(kit.folder.path("granted/read"))", "[ \"$(cat $CREDENTIALS_DIRECTORY/token)\" = hush ]", "echo x > own",
            "cat \(kit.folder.path("granted/secret"))", "echo x > \(kit.folder.path("granted/read"))",
        ])
        let manifest = try kit.exec(
            script, grants: .init(read: [kit.folder.path("granted/read")]), credentials: ["token": kit.folder.path("granted/secret")])
        let report = try await kit.report(of: manifest)
        #expect(report.output["went_well"] == " 0 1 2", "\(report)")
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(state)/plugins").filter { $0.hasPrefix(".credentials") }
        #expect(left.isEmpty, "secrets go with the process")
    }

    @Test func plugin_thatConnects_reachesNothing() async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = listen(listener, 4)
                _ = getsockname(listener, $0, &length)
            }
        }
        let port = UInt16(bigEndian: address.sin_port)
        try kit.folder.write("state/duban.sock", "")
        let tries = ["bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(port)'", "[ -e \(state)/duban.sock ]", "[ -e /run/systemd/journal/socket ]"]
        let shut = try await kit.report(of: kit.exec(trying(tries)))
        #expect(shut.output["went_well"] == "", "\(shut)")
        // The same script reaches the listener where that is granted: the test would see an open door.
        let open = try await kit.report(of: kit.exec(trying(tries), name: "open", grants: .init(network: true)))
        #expect(open.output["went_well"] == " 0", "\(open)")
    }

    @Test func plugin_seesNobodyElse_andHasNoRights() async throws {
        let script = #"""
            set -- $(ls /proc | grep -c '^[0-9]') $(sed -n 's/^CapEff:\s*//p' /proc/self/status) $(sed -n 's/^NoNewPrivs:\s*//p' /proc/self/status) $(id -u)
            printf '{"output":{"processes":%s,"rights":"%s","shut":%s,"user":%s}}' "$@"
            """#
        let output = try await kit.report(of: kit.exec(script)).output
        #expect((output["processes"].integerValue ?? 99) < 10, "\(output)")
        #expect(output["rights"] == "0000000000000000" && output["shut"] == 1)
        #expect(output["user"].integerValue != 0 || geteuid() != 0, "not root although the daemon is")
    }

    // MARK: Taking everything

    /// Runs a bad plugin beside a good one: the good one's jobs are done meanwhile.
    private func besideAGoodOne(_ bad: PluginManifest) async throws -> JobReport {
        let good = try kit.exec("printf '{\"output\":{\"fine\":true}}'", name: "good")
        return try await kit.hosting([bad, good]) { host in
            async let report = host.execute(PluginKit.job(plugin: bad.name))
            for number in 1...3 {
                let good = await host.execute(PluginKit.job(number, plugin: "good"))
                #expect(good.output["fine"] == .bool(true), "\(good)")
            }
            return await report
        }
    }

    @Test func forkBomb_isBounded() async throws {
        let limits = PluginLimits(time: .seconds(2), grace: .milliseconds(200), processes: 24)
        let lifeline = try Lifeline(in: kit.folder)
        chmod(lifeline.path, 0o666)
        let bomb = try kit.exec("exec 9> \(lifeline.path)\nbomb() { bomb | bomb & }\nbomb\nsleep 1000", limits: limits, grants: .init(write: [lifeline.path]))
        let report = try await besideAGoodOne(bomb)
        #expect(report.code != nil && report.isWorthRetrying == true, "\(report)")
        _ = await lifeline.ended()  // Every one of them is gone.
    }

    @Test func output_withoutEnd_isCutShort() async throws {
        let once = try await besideAGoodOne(kit.exec("head -c 1073741824 /dev/zero"))
        #expect(once.code == "plugin-oversized")
        let resident = try await besideAGoodOne(kit.resident(PluginKit.serving("head -c 1073741824 /dev/zero")))
        #expect(resident.code == "plugin-flood")
    }

    @Test func sleep_withoutEnd_isEnded() async throws {
        let limits = PluginLimits(time: .milliseconds(300), grace: .milliseconds(100))
        let once = try await besideAGoodOne(kit.exec("sleep 100000", limits: limits))
        #expect(once.code == "plugin-timeout")
        let resident = try await besideAGoodOne(kit.resident(PluginKit.serving("sleep 100000"), limits: limits))
        #expect(resident.code == "plugin-timeout")
    }

    @Test func memory_withoutEnd_isRefused() async throws {
        let limits = PluginLimits(time: .seconds(30), grace: .milliseconds(100), memory: 64 << 20)
        let report = try await besideAGoodOne(kit.exec("exec tail /dev/zero", limits: limits))
        #expect(report.code == "exec-failed" || report.code == "plugin-crashed", "\(report)")
    }

    @Test func file_withoutEnd_isRefused() async throws {
        let limits = PluginLimits(time: .seconds(30), grace: .milliseconds(100), file: 1 << 20)
        let report = try await besideAGoodOne(kit.exec("cat /dev/zero > big", limits: limits))
        #expect(report.code != nil, "\(report)")
        let size = try FileManager.default.attributesOfItem(atPath: "\(state)/plugins/p/big")[.size] as? Int
        #expect(size == 1 << 20)
    }

    @Test func crash_atTheStart_failsItsJob() async throws {
        let report = try await besideAGoodOne(kit.resident("exit 3"))
        #expect(report.code == "plugin-crashed" && report.isWorthRetrying == true)
    }
}
