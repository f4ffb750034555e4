import DubanModel
import DubanPlugin
import DubanRunner
import DubanTestKit
import DubanWorkflows
import Foundation
import Logging
import Testing

/// What happens to a plugin's process over time: signs of life, cancelling, giving up, ending.
@Suite(.timeLimit(.minutes(1))) struct PluginLifeTests {
    private let kit: PluginKit

    init() throws { kit = try PluginKit("life") }

    private static let answering = PluginKit.serving(#"echo '{"jsonrpc":"2.0","id":'$id',"result":{"output":{"pid":'$$'}}}'"#)

    @Test func progress_beginsTheLeaseAnew() async throws {
        let script = PluginKit.serving(
            #"echo '{"jsonrpc":"2.0","method":"progress","params":{"id":'$id',"percent":5}}'; echo '{"jsonrpc":"2.0","id":'$id',"result":{}}'"#)
        let beats = Collected<String>()
        let manifest = try kit.resident(script, confinement: .none)
        let report = try await kit.hosting([manifest]) { await $0.execute(PluginKit.job()) { beats.append("alive") } }
        #expect(report == .done(output: .emptyRecord, files: []))
        #expect(beats.all == ["alive"])
    }

    /// The script answers the job only when it is told to stop it.
    private static let stopping = """
        while read -r line; do
          case "$line" in
            *'"initialize"'*) echo '{"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":"p"}}' ;;
            *'"cancel"'*) echo '{"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"stopped","data":{"code":"cancelled","retry":false}}}' ;;
            *'"run"'*) echo running >&9 ;;
          esac
        done
        """

    @Test func job_thatIsCancelled_isStopped_andItsProcessLivesOn() async throws {
        let lifeline = try Lifeline(in: kit.folder)
        let manifest = try kit.resident("\(lifeline.take)\n\(Self.stopping)", confinement: .none)
        try await kit.hosting([manifest]) { host in
            async let report = host.execute(PluginKit.job())
            #expect(await lifeline.next() == "running")
            host.cancel(key: "CERT-2026-0001/3", attempt: 1)
            #expect(await report.code == "cancelled")
            #expect(host.standings.first?.state == .running)
        }
    }

    @Test func job_thatTakesTooLong_isStopped_andItsProcessLivesOn() async throws {
        let lifeline = try Lifeline(in: kit.folder)
        let manifest = try kit.resident(
            "\(lifeline.take)\n\(Self.stopping)", limits: .init(time: .milliseconds(200), grace: .seconds(30)), confinement: .none)
        try await kit.hosting([manifest]) { host in
            let report = await host.execute(PluginKit.job())
            #expect(report.code == "plugin-timeout" && report.isWorthRetrying == true)
            #expect(host.standings.first?.state == .running)
        }
    }

    @Test func plugin_thatDoesNotStop_isReplaced_andItsOtherJobIsDone() async throws {
        // The first process hangs on its first job, and answers its second only once that one was given up.
        let script = """
            if [ -e first ]; then
              \(Self.answering)
              exit
            fi
            touch first
            while read -r line; do
              case "$line" in
                *'"initialize"'*) echo '{"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":"p"}}' ;;
                *'"slow"'*) echo slow >&9 ;;
                *'"other"'*) echo other >&9; read -r go < \(kit.folder.path("gate")); echo '{"jsonrpc":"2.0","id":3,"result":{"output":{"pid":1}}}' ;;
              esac
            done
            """
        let lifeline = try Lifeline(in: kit.folder)
        let gate = kit.folder.path("gate")
        #expect(mkfifo(gate, 0o600) == 0)
        let manifest = try kit.resident(
            "\(lifeline.take)\n\(script)", limits: .init(time: .seconds(60), grace: .milliseconds(50)), confinement: .none)
        try await kit.hosting([manifest]) { host in
            async let slow = host.execute(PluginKit.job(1, arguments: ["word": "slow"]))
            #expect(await lifeline.next() == "slow")
            async let other = host.execute(PluginKit.job(2, arguments: ["word": "other"]))
            #expect(await lifeline.next() == "other")
            host.cancel(key: "CERT-2026-0001/3", attempt: 1)
            #expect(await slow.code == "cancelled")
            // A new process takes what comes; the old one still has its other job.
            let next = await host.execute(PluginKit.job(3))
            #expect(next.output["pid"].integerValue ?? 1 > 1, "\(next)")
            let descriptor = open(gate, O_WRONLY)
            _ = write(descriptor, "go\n", 3)
            close(descriptor)
            #expect(await other.output["pid"] == 1)
            #expect(host.standings.first?.restarts == 1)
        }
    }

    @Test func plugin_thatDiesAgainAndAgain_isNotStartedInAHotLoop() async throws {
        let manifest = try kit.resident("echo started >> starts; exit 3", confinement: .none)
        let standing = try await kit.hosting([manifest]) { host in
            for number in 1...4 { #expect(await host.execute(PluginKit.job(number)).code == "plugin-crashed") }
            return host.standings.first
        }
        #expect(standing?.state == .failing && standing?.restarts == 3 && standing?.lastCode == "plugin-crashed", "\(standing as Any)")
        #expect(String(decoding: kit.folder.bytes("state/plugins/p/starts"), as: UTF8.self).split(separator: "\n").count == 4)
    }

    @Test func standing_ofAPlugin_tellsWhatItIs() async throws {
        let manifest = try kit.resident(Self.answering, confinement: .none)
        try await kit.hosting([manifest]) { host in
            #expect(host.standings.map(\.state) == [.idle])
            _ = await host.execute(PluginKit.job())
            let standing = try #require(host.standings.first)
            #expect(standing.state == .running && standing.version == "7" && standing.inFlight == 0 && standing.restarts == 0)
            #expect(standing.kind == "run" && standing.confinement == "none" && standing.concurrency == 4)
        }
    }

    @Test func host_thatDrains_letsWhatRunsEnd() async throws {
        let lifeline = try Lifeline(in: kit.folder)
        let gate = kit.folder.path("gate")
        #expect(mkfifo(gate, 0o600) == 0)
        let script = PluginKit.serving(
            #"echo running >&9; read -r go < \#(gate); echo '{"jsonrpc":"2.0","id":'$id',"result":{"output":{"pid":1}}}'"#)
        let manifest = try kit.resident("\(lifeline.take)\n\(script)", limits: .init(time: .seconds(30), grace: .seconds(30)), confinement: .none)
        try await kit.hosting([manifest]) { host in
            async let report = host.execute(PluginKit.job())
            #expect(await lifeline.next() == "running")
            host.drain()
            let descriptor = open(gate, O_WRONLY)
            _ = write(descriptor, "go\n", 3)
            close(descriptor)
            #expect(await report.output["pid"] == 1)
            #expect(await host.execute(PluginKit.job(2)).code == "daemon-stopping")
        }
    }
}
