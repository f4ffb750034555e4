import DubanEngine
import DubanModel
import DubanRunner
import DubanTestKit
import DubanWorkflows
import Foundation
import Testing

/// Programs that are run once a job.
@Suite(.timeLimit(.minutes(1))) struct ExecPluginTests {
    private let kit: PluginKit

    init() throws { kit = try PluginKit("exec") }

    private func report(_ script: String, _ arguments: DataValue = .emptyRecord, limits: PluginLimits = PluginLimits(time: .seconds(20)))
        async throws -> JobReport
    {
        try await kit.report(of: kit.exec(script, limits: limits, confinement: .none), arguments)
    }

    @Test func program_getsTheJobOnItsInput_andInItsEnvironment() async throws {
        let report = try await report(
            "cat > job; printf '{\"output\":{\"key\":\"%s\",\"attempt\":%s,\"action\":\"%s\",\"at\":\"%s\"}}' $DUBAN_JOB $DUBAN_ATTEMPT $DUBAN_ACTION $DUBAN_AT",
            ["name": "李娜"])
        #expect(report.output == ["key": "CERT-2026-0001/3", "attempt": 1, "action": "go", "at": "2026-03-02T01:00:00Z"])
        let job = try JSONReader.read(kit.folder.bytes("state/plugins/p/job"))
        #expect(job["job"] == "CERT-2026-0001/3" && job["arguments"] == ["name": "李娜"] && job["action"] == "go")
        #expect(job["folder"].textValue?.hasSuffix("/state/plugins/p/out/1") == true)
    }

    @Test func program_thatReadsNothing_isNoError() async throws {
        let large: DataValue = ["text": .text(String(repeating: "x", count: 900_000))]
        #expect(try await report("exit 0", large) == .done(output: .emptyRecord, files: []))
        #expect(try await report("wc -c > size; cat size >&2", large) == .done(output: .emptyRecord, files: []))
        #expect((Int(String(decoding: kit.folder.bytes("state/plugins/p/size"), as: UTF8.self).filter(\.isNumber)) ?? 0) > 900_000)
    }

    @Test func file_thatItLeft_landsAndIsTaken() async throws {
        let script = #"printf made > "$DUBAN_FOLDER/a.txt"; echo '{"files":[{"name":"receipt","path":"a.txt","mediaType":"text/plain"}]}'"#
        guard case .done(_, let files) = try await report(script), let file = files.first else {
            Issue.record("no file")
            return
        }
        #expect(file.name == "receipt" && file.bytes == 4 && file.path.hasSuffix("\(file.hash).txt"))
        #expect(String(decoding: kit.folder.bytes("state/documents/\(file.path)"), as: UTF8.self) == "made")
        #expect(!FileManager.default.fileExists(atPath: kit.folder.path("state/plugins/p/out/1")))
    }

    /// The table of docs/plugin-protocol.md, section 4.
    private static let codes: [(exit: Int, code: String, retry: Bool)] = [
        (64, "unknown-action", false), (65, "bad-arguments", false), (66, "bad-arguments", false), (67, "no-recipient", false),
        (68, "unavailable", true), (69, "unavailable", true), (70, "plugin-error", false), (71, "unavailable", true),
        (72, "plugin-misconfigured", false), (73, "not-written", true), (74, "not-written", true), (75, "try-again", true),
        (76, "unavailable", true), (77, "not-permitted", false), (78, "plugin-misconfigured", false), (1, "exec-failed", true),
        (2, "exec-failed", true), (127, "exec-failed", true),
    ]

    @Test(arguments: codes) func exitCode_isMapped(exit: Int, code: String, retry: Bool) async throws {
        let report = try await report("echo first >&2; echo the last words >&2; exit \(exit)")
        #expect(report.code == code && report.isWorthRetrying == retry, "\(report)")
        #expect(report.message.contains("the last words"), "\(report)")
    }

    @Test(arguments: ["kill -9 $$", "kill -SEGV $$", "exit 137"]) func signal_isACrash(script: String) async throws {
        let report = try await report(script)
        #expect(report.code == "plugin-crashed" && report.isWorthRetrying == true)
    }

    @Test(arguments: ["echo hello", "echo '[1]'", "echo '{\"output\":'", "printf '\\000'; echo x"])
    func output_thatIsNoObject_isNonsenseForGood(script: String) async throws {
        let report = try await report(script)
        #expect(report.code == "plugin-nonsense" && report.isWorthRetrying == false, "\(report)")
    }

    @Test(arguments: [#"{"output":"text"}"#, #"{"output":[1]}"#, #"{"files":{"a":1}}"#])
    func result_ofAnotherShape_isNonsenseForGood(result: String) async throws {
        let report = try await report("echo '\(result)'")
        #expect(report.code == "plugin-nonsense" && report.isWorthRetrying == false, "\(report)")
    }

    @Test func lastWords_withoutTheirLineEnd_areToldToo() async throws {
        let report = try await report("printf 'first\\nlast \\033[31mwords' >&2; exit 75")
        #expect(report.message.hasSuffix(": last  [31mwords"), "\(report)")
    }

    @Test func output_thatIsTooLarge_isRefused() async throws {
        let report = try await report("head -c 5000 /dev/zero", limits: .init(time: .seconds(20), output: 4_096))
        #expect(report.code == "plugin-oversized" && report.isWorthRetrying == false)
    }

    @Test func program_thatIsCancelled_isEndedWithAllThatItStarted() async throws {
        let lifeline = try Lifeline(in: kit.folder)
        let manifest = try kit.exec("\(lifeline.take)\necho running >&9\nsleep 1000 & sleep 1000", confinement: .none)
        let report = try await kit.hosting([manifest]) { host in
            async let report = host.execute(PluginKit.job())
            _ = await lifeline.next()
            host.cancel(key: "CERT-2026-0001/3", attempt: 2)  // Another attempt is none of its business.
            host.cancel(key: "CERT-2026-0001/3", attempt: 1)
            return await report
        }
        #expect(report.code == "cancelled")
        _ = await lifeline.ended()
    }

    @Test func jobs_beyondTheConcurrency_waitForASlot() async throws {
        let gates = (1...2).map { kit.folder.path("gate-\($0)") }
        let lifelines = try (1...2).map { try Lifeline(in: kit.folder, "lifeline-\($0)") }
        for gate in gates { #expect(mkfifo(gate, 0o600) == 0) }
        let script = """
            exec 9> \(kit.folder.path("lifeline-"))$DUBAN_ATTEMPT
            echo started | tee -a log >&9; read word < \(kit.folder.path("gate-"))$DUBAN_ATTEMPT; echo ended >> log
            """
        let manifest = try kit.exec(script, confinement: .none, slots: 1)
        try await kit.hosting([manifest]) { host in
            async let first = host.execute(PluginKit.job(1, attempt: 1))
            #expect(await lifelines[0].next() == "started")
            async let second = host.execute(PluginKit.job(2, attempt: 2))
            for (gate, lifeline) in zip(gates, lifelines) {
                if gate == gates[1] { #expect(await lifeline.next() == "started") }
                #expect(host.standings.first?.inFlight == 1)
                let descriptor = open(gate, O_WRONLY)  // Returns once it is read.
                _ = write(descriptor, "go\n", 3)
                close(descriptor)
            }
            _ = await (first, second)
        }
        let log = String(decoding: kit.folder.bytes("state/plugins/p/log"), as: UTF8.self)
        #expect(log == "started\nended\nstarted\nended\n")
    }
}
