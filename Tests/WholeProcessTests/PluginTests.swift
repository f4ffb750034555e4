import DubanAPI
import DubanModel
import Foundation
import Testing

/// Plugins over the real binaries: as a service behind a socket, examined, listed, cancelled, and a bad one beside good ones.
@Suite("Plugins over the real binaries", .blocking, .timeLimit(.minutes(5)))
struct PluginTests {
    // MARK: As a service

    @Test(.enabled(if: Place.has("systemd-socket-activate"), "systemd-socket-activate is not installed"))
    func plugin_behindASocketOfSystemds_doesItsJobs() throws {
        let scratch = try Scratch()
        let socket = scratch.path("documents.sock")
        // Starts the plugin at the first connection, with the socket in its hand, as a .socket unit does.
        let unit = try ChildProcess(
            try #require(Place.find("systemd-socket-activate")), ["--listen=\(socket)", Place.documentsPlugin],
            environment: Place.environment, folder: scratch.folder, input: nil, output: scratch.path("unit.out"),
            error: scratch.path("unit.err"))
        defer {
            unit.signal(SIGKILL)
            _ = try? unit.wait()
        }
        while !FileManager.default.fileExists(atPath: socket) {
            if let ending = unit.wait(milliseconds: 10) { throw ChildProcess.Failure(description: "the socket's keeper ended: \(ending)") }
        }
        var office = Office()
        office.documentsPlugin = Office.manifest("x").replacing("run: x", with: "unit: \(socket)")
        let hall = try HallUnderTest(office, scratch: scratch)
        defer { hall.end() }
        try hall.start()
        try Story().tell(hall, through: .application)
        let documents = try hall.detail("CERT-2026-0001").documents
        #expect(documents.map(\.name) == ["one-time-notice"])
        let path = try #require(documents.first?.path)
        let bytes = try #require(FileManager.default.contents(atPath: path))
        #expect(bytes.starts(with: Data("%PDF".utf8)), "it came through the stream")
        let plugins: [PluginBody] = try hall.ask("plugin", "list")
        #expect(plugins.map(\.kind) == ["unit"] && plugins.first?.state == "running" && plugins.first?.confinement == "systemd")
        // The daemon goes and comes again; the service stays, and serves it.
        #expect(try hall.stop() == .exited(0))
        try hall.start()
        try Story().tell(hall, from: .days)
        #expect(try hall.detail("CERT-2026-0001").summary.outcome == "issued")
    }

    @Test(.enabled(if: Place.has("systemd-analyze"), "systemd-analyze is not installed"))
    func unit_ofAPluginWithoutNetwork_isExposedLittle() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let unit = try String(contentsOfFile: "\(Place.root)/systemd/duban-plugin@.service", encoding: .utf8)
        let path = try scratch.write("duban-plugin@documents.service", unit)
        let output = try Program.run(
            try #require(Place.find("systemd-analyze")), ["security", "--offline=yes", "--threshold=10", path], scratch: scratch)
        #expect(output.code == 0, "\(output)")
    }

    // MARK: The verbs

    @Test func plugin_thatIsShipped_isExaminedWithoutAFault() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        for name in ["documents", "notices"] {
            let output = try Program.run(
                Place.duban, ["plugin", "check", name, "--config", "\(Place.root)/config/duban.yaml", "--json"], scratch: scratch)
            let findings: [[String: String]] = try output.decode()
            #expect(output.code == 0 && findings.allSatisfy { $0["verdict"] == "passed" }, "\(output)")
            #expect(
                findings.map { $0["name"] } == [
                    "handshake", "actions", "unknown method", "unknown action", "malformed line", "oversized frame", "parallel jobs",
                    "cancel", "answers",
                    "shutdown", "versions",
                ])
        }
    }

    @Test func plugin_thatIsBad_isFoundOut() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let faults = [
            "exit 3": "handshake", "echo hello; cat": "handshake",
            "read line; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol\":1,\"name\":\"x\"}}'; read line; exit 0":
                "unknown method",
        ]
        for (script, fault) in faults {
            let path = try scratch.write("bad", "#!/bin/sh\n\(script)\n", mode: 0o755)
            let output = try Program.run(Place.duban, ["plugin", "check", path, "--json"], scratch: scratch)
            let findings: [[String: String]] = try output.decode()
            #expect(output.code == 3, "\(output)")
            #expect(findings.contains { $0["name"] == fault && $0["verdict"] == "failed" }, "\(script): \(output)")
        }
    }

    /// It works, and breaks two rules: what is no message stays without an answer, and what is asked gets two.
    @Test func plugin_thatBreaksRulesQuietly_isFoundOut() throws {
        let script = #"""
            while read -r line; do
              id=${line#*\"id\":}; id=${id%%[,\}]*}
              case "$line" in
                *'"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"protocol":1,"name":"x"}}' ;;
                *'"shutdown"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{}}'; exit ;;
                *'"id":'*)
                  for _ in 1 2; do
                    echo '{"jsonrpc":"2.0","id":'$id',"error":{"code":-32601,"message":"","data":{"code":"unknown-action","retry":false}}}'
                  done ;;
              esac
            done
            """#
        let scratch = try Scratch()
        defer { scratch.end() }
        let path = try scratch.write("quiet", "#!/bin/sh\n\(script)\n", mode: 0o755)
        let output = try Program.run(Place.duban, ["plugin", "check", path, "--json"], scratch: scratch)
        let findings: [[String: String]] = try output.decode()
        let failed = findings.filter { $0["verdict"] == "failed" }.compactMap { $0["name"] }
        #expect(output.code == 3 && Set(failed).isSuperset(of: ["malformed line", "answers"]), "\(output)")
        #expect(!failed.contains("unknown action") && !failed.contains("oversized frame"), "\(output)")
    }

    @Test func job_withoutACase_isDoneByTheCommandAlone() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let manifest = "\(Place.root)/docs/examples/exec-shell/stamp.yaml"
        let good = try Program.run(
            Place.duban, ["plugin", "test", manifest, "stamp", "--data", "-", "--output", scratch.folder], input: #"{"text":"received"}"#,
            scratch: scratch)
        #expect(good.code == 0, "\(good)")
        let report = try JSONReader.read(Array(good.text.utf8))
        #expect(report["output"] == ["by": "sh"])
        let file = try #require(report["files"].items?.first?["path"].textValue)
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("received\nReceived "))
        let bad = try Program.run(Place.duban, ["plugin", "test", manifest, "stamp", "--data", "-"], input: "{}", scratch: scratch)
        #expect(bad.code == 3 && bad.text.contains("bad-arguments"), "\(bad)")
    }

    // MARK: Jobs of a daemon

    /// A hall with a plugin `extra` beside the shipped ones.
    private func hall(with manifest: String, _ script: String) throws -> HallUnderTest {
        let scratch = try Scratch()
        let path = try scratch.write("bin/extra", "#!/bin/sh\n\(script)\n", mode: 0o755)
        try scratch.write("plugins/extra.yaml", "plugin: extra\n\(manifest.replacing("PROGRAM", with: path))\nactions: [go]\n")
        var office = Office()
        office.documentsPlugin = Office.manifest("duban-plugin-documents")
        return try HallUnderTest(office, scratch: scratch)
    }

    @Test func queues_ofAFreshHall_areAllListed() throws {
        var office = Office()
        office.settings = "queues: {notices: {rate: {starts: 1}}, letters: {slots: 7}}"
        try HallUnderTest.open(office) { hall in
            let queues: [QueueBody] = try hall.ask("queue", "list")
            #expect(queues.map(\.name) == ["documents", "letters", "notices", "payments"])
            #expect(queues.map(\.slots) == [2, 7, 4, 2], "slots of a manifest stay where the configuration says nothing of them")
        }
    }

    @Test func plugin_withTwoManifests_keepsTheDaemonFromStarting() throws {
        let scratch = try Scratch()
        var office = Office()
        office.documentsPlugin = Office.manifest("duban-plugin-documents")
        try scratch.write("plugins/again.yaml", Office.manifest("duban-plugin-documents"))
        let hall = try HallUnderTest(office, scratch: scratch)
        defer { hall.end() }
        let output = try Program.run(Place.duband, hall.arguments, scratch: scratch)
        #expect(output.code == Refusal.Code.invalidDefinition.exitCode, "\(output)")
        #expect(output.error.contains("again.yaml and documents.yaml"), "\(output)")
    }

    /// Each look is seen by who reads a pipe, the first at once.
    @Test(arguments: [(["job", "list"], "JOB/1 +documents"), (["queue", "list"], "documents +2 +0 +1 ")])
    func watch_ofAFreshHall_showsWhatIsAndEachChange(words: [String], change: String) throws {
        try HallUnderTest.open { hall in
            let output = hall.scratch.path("watched")
            let watch = try ChildProcess(
                Place.duban, hall.words(words + ["--watch"], as: "admin"), environment: Place.environment, folder: hall.scratch.folder,
                input: nil, output: output, error: output)
            defer {
                watch.signal(SIGINT)
                _ = try? watch.wait()
            }
            func hasShown(_ pattern: String) throws -> Bool? {
                _ = try hall.duban("plugin", "list")
                let text = try String(contentsOfFile: output, encoding: .utf8)
                return try text.contains(Regex(pattern)) ? true : nil
            }
            _ = try hall.eventually("the first look") { try hasShown("No such job|documents +2 +0 +0 ") }
            #expect(try hall.duban("queue", "pause", "documents", as: "admin").code == 0)
            #expect(try hall.duban("job", "enqueue", "documents", "documents.render", as: "admin").code == 0)
            _ = try hall.eventually("the change") { try hasShown(change) }
        }
    }

    @Test func periodicJob_ofAPluginThatIsNotThere_keepsTheDaemonFromStarting() throws {
        var office = Office()
        office.settings = "periodic: {tick: {job: nobody.go, queue: documents, every: every 5 minutes}}"
        let hall = try HallUnderTest(office)
        defer { hall.end() }
        let output = try Program.run(Place.duband, hall.arguments, scratch: hall.scratch)
        #expect(output.code == Refusal.Code.invalidDefinition.exitCode, "\(output)")
        #expect(output.error.contains("periodic job tick") && output.error.contains("\"nobody\""), "\(output)")
    }

    @Test func job_thatIsCancelled_isStoppedInItsPlugin() throws {
        let script = """
            while read -r line; do
              case "$line" in
                *'"initialize"'*) echo '{"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":"extra"}}' ;;
                *'"cancel"'*) touch cancelled; echo '{"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"stopped","data":{"code":"cancelled"}}}' ;;
                *'"run"'*) touch running ;;
              esac
            done
            """
        let hall = try hall(with: "run: PROGRAM\ntime_limit: 10 min", script)
        defer { hall.end() }
        try hall.start()
        let enqueued = try hall.duban("job", "enqueue", "extra", "extra.go", as: "admin")
        #expect(enqueued.code == 0, "\(enqueued)")
        let folder = "\(hall.state)/plugins/extra"
        _ = try hall.eventually("the job") { try isThere("running", in: folder, hall) }
        let cancelled = try hall.duban("job", "cancel", "--queue", "extra", as: "admin")
        #expect(cancelled.code == 0, "\(cancelled)")
        _ = try hall.eventually("the stop") { try isThere("cancelled", in: folder, hall) }
        let dead: [JobBody] = try hall.ask("queue", "dead", "extra", as: "admin")
        #expect(dead.map(\.errorCode) == ["cancelled"])
    }

    /// Whether a plugin made a file; asks the daemon something meanwhile, which takes its time.
    private func isThere(_ name: String, in folder: String, _ hall: HallUnderTest) throws -> Bool? {
        _ = try hall.duban("plugin", "list")
        return FileManager.default.fileExists(atPath: "\(folder)/\(name)") ? true : nil
    }

    /// Poison on one queue (quality.md, P6): its jobs end dead, and a case's own go on.
    @Test func plugin_thatIsPoison_harmsNobodyElse() throws {
        let hall = try hall(
            with: "run: PROGRAM\nslots: 4\nretry: {attempts: 1, first: 1 s, factor: 1, maximum: 1 s}", "echo started >> starts; exit 3")
        defer { hall.end() }
        try hall.start()
        for _ in 1...4 { #expect(try hall.duban("job", "enqueue", "extra", "extra.go", as: "admin").code == 0) }
        try Story().tell(hall)
        #expect(try hall.detail("CERT-2026-0001").summary.outcome == "issued")
        let dead: [JobBody] = try hall.ask("queue", "dead", "extra", as: "admin")
        #expect(dead.map(\.errorCode) == Array(repeating: "plugin-crashed", count: 4))
        let plugins: [PluginBody] = try hall.ask("plugin", "list")
        let extra = try #require(plugins.first { $0.name == "extra" })
        let starts = try String(contentsOfFile: "\(hall.state)/plugins/extra/starts", encoding: .utf8).split(separator: "\n").count
        #expect(extra.restarts == starts - 1 && starts <= 4, "not in a hot loop")
        #expect(plugins.first { $0.name == "documents" }?.restarts == 0)
    }

    @Test func program_runOnceAJob_isAPluginOfTheDaemons() throws {
        let hall = try hall(with: "exec: PROGRAM", "printf '{\"output\":{\"key\":\"%s\"}}' \"$DUBAN_JOB\"; echo said by the script >&2")
        defer { hall.end() }
        try hall.start()
        #expect(try hall.duban("job", "enqueue", "extra", "extra.go", as: "admin").code == 0)
        try hall.settle()
        let jobs: [JobBody] = try hall.ask("job", "list", "--queue", "extra", "--state", "done", as: "admin")
        #expect(jobs.count == 1)
        #expect(hall.log.contains("said by the script") && hall.log.contains("plugin=extra"), "\(hall.log)")
    }
}
