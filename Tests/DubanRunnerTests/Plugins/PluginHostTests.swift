import Crypto
import DubanEngine
import DubanModel
import DubanPlugin
import DubanRunner
import DubanTestKit
import DubanWorkflows
import Foundation
import Logging
import Testing

/// The plugin host over real processes: small scripts for the shell.
@Suite(.timeLimit(.minutes(1))) struct PluginHostTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder("plugins") }

    /// The part of a script that reads requests, and answers `initialize`; `BODY` is what it does with a job whose id is `$id`.
    private static func serving(_ body: String) -> String {
        """
        while read -r line; do
          id=${line#*\\"id\\":}; id=${id%%,*}
          case "$line" in
            *'"method":"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"protocol":1,"name":"p"}}' ;;
            *'"method":"shutdown"'*) exit 0 ;;
            *) \(body) ;;
          esac
        done
        """
    }

    private static let answering = serving(#"echo '{"jsonrpc":"2.0","id":'$id',"result":{"output":{"pid":'$$'}}}'"#)

    private func manifest(_ script: String, timeLimit: Duration = .seconds(30)) throws -> PluginManifest {
        let path = try folder.script("plugin", script)
        return PluginManifest(
            name: "p", executable: path, arguments: [], actions: ["go"], queue: .init(name: "p", slots: 4, retry: .standard),
            limits: .init(time: timeLimit, grace: .milliseconds(100)), confinement: .none)
    }

    /// Runs a host with the plugin while `body` runs; returns once every process of it has ended.
    private func hosting<Result: Sendable>(
        _ manifest: PluginManifest, _ body: @escaping @Sendable (PluginHost) async throws -> Result
    ) async throws -> Result {
        let host = PluginHost(
            [manifest], executableFolders: [folder.path], stateFolder: folder.path("state"), logger: Logger(label: "test"))
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await host.run()
                return nil
            }
            let result = try await body(host)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    private func job(_ number: Int = 1, plugin: String = "p", action: String = "go", arguments: DataValue = .emptyRecord) -> ExecutableJob {
        ExecutableJob(key: "CERT-2026-000\(number)/3", attempt: 1, plugin: plugin, action: action, at: Fixture.monday, arguments: arguments)
    }

    private func failure(_ report: JobReport) -> (code: String, message: String, isWorthRetrying: Bool)? {
        if case .failed(let code, let message, let isWorthRetrying) = report { (code, message, isWorthRetrying) } else { nil }
    }

    // MARK: What goes well

    @Test func job_thatThePluginDoes_isReportedWithItsOutput() async throws {
        let report = try await hosting(manifest(Self.answering)) { await $0.execute(self.job()) }
        guard case .done(let output, let files) = report, let pid = output["pid"].integerValue else {
            Issue.record("The job was not done: \(report)")
            return
        }
        #expect(files.isEmpty)
        #expect(kill(pid_t(pid), 0) == -1 && errno == ESRCH, "the process outlived its host")
    }

    @Test func jobs_oneAfterTheOther_areDoneByOneProcess() async throws {
        let reports = try await hosting(manifest(Self.answering)) { host in
            var reports: [JobReport] = []
            for number in 1...5 { reports.append(await host.execute(self.job(number))) }
            return reports
        }
        #expect(reports.count == 5 && Set(reports).count == 1)
        #expect(failure(reports[0]) == nil)
    }

    @Test func request_ofAJob_saysWhatTheProtocolPromises() async throws {
        let script = Self.serving(#"printf '%s' "$line" > "\#(folder.path("request"))"; echo '{"jsonrpc":"2.0","id":'$id',"result":null}'"#)
        let report = try await hosting(manifest(script)) { await $0.execute(self.job(arguments: ["name": "李\"娜\\", "n": 1])) }
        #expect(report == .done(output: .emptyRecord, files: []))
        let request = try JSONReader.read(folder.bytes("request"))
        #expect(request["method"] == "run")
        #expect(
            request["params"] == [
                "job": "CERT-2026-0001/3", "attempt": 1, "action": "go", "at": "2026-03-02T01:00:00Z",
                "arguments": ["name": "李\"娜\\", "n": 1],
            ])
    }

    @Test func process_ofAPlugin_seesNothingOfTheDaemonsEnvironment() async throws {
        setenv("DUBAN_TEST_SECRET", "secret", 1)
        let script = Self.serving(
            #"env > "\#(folder.path("environment"))"; pwd > "\#(folder.path("place"))"; echo '{"jsonrpc":"2.0","id":'$id',"result":null}'"#)
        _ = try await hosting(manifest(script)) { await $0.execute(self.job()) }
        let environment = String(decoding: folder.bytes("environment"), as: UTF8.self)
        #expect(environment.contains("PATH=") && environment.contains("HOME="))
        #expect(!environment.contains("secret"))
        #expect(String(decoding: folder.bytes("place"), as: UTF8.self).hasSuffix("/state/plugins/p\n"))
    }

    // MARK: What goes wrong

    @Test func plugin_orActionThatIsUnknown_isAFailureForGood() async throws {
        let reports = try await hosting(manifest(Self.answering)) {
            [await $0.execute(self.job(plugin: "q")), await $0.execute(self.job(action: "fly"))]
        }
        #expect(reports.map { failure($0)?.code } == ["plugin-unknown", "unknown-action"])
        #expect(reports.allSatisfy { failure($0)?.isWorthRetrying == false })
    }

    /// What a plugin says of its failure is kept and shown on terminals.
    @Test func failure_thatIsNoneOfTheProtocols_isBounded() async throws {
        let script = Self.serving(
            #"printf '%s\n' '{"jsonrpc":"2.0","id":'$id',"error":{"code":1,"message":"a\u001b[31m\nb'$(head -c 9000 /dev/zero | tr '\0' x)'","data":{"code":"No\nCode"}}}'"#
        )
        let failure = try #require(failure(try await hosting(manifest(script)) { await $0.execute(self.job()) }))
        #expect(failure.code == "plugin-error")
        #expect(failure.message.hasPrefix("a [31m bxxx") && failure.message.count == PluginFailure.messageLimit + 1, "\(failure.message)")
    }

    @Test func executable_thatIsMissing_isNamed() async throws {
        let manifest = PluginManifest(
            name: "p", executable: "no-such-plugin", arguments: [], actions: ["go"], queue: .init(name: "p", slots: 1, retry: .standard),
            confinement: .none)
        let failure = try #require(failure(try await hosting(manifest) { await $0.execute(self.job()) }))
        #expect(failure.code == "plugin-missing" && failure.isWorthRetrying)
        #expect(failure.message.contains(folder.path("no-such-plugin")))
    }

    @Test func plugin_thatCrashesAtItsStart_isReportedWithItsEnd() async throws {
        let failure = try #require(failure(try await hosting(manifest("exit 3")) { await $0.execute(self.job()) }))
        #expect(failure.code == "plugin-crashed" && failure.isWorthRetrying)
        #expect(failure.message.contains("3"), "\(failure.message)")
    }

    @Test func plugin_thatIsNoProgram_isReported() async throws {
        try folder.write("plugin", "\u{7F}ELF nonsense", mode: 0o755)
        let manifest = PluginManifest(
            name: "p", executable: folder.path("plugin"), arguments: [], actions: ["go"],
            queue: .init(name: "p", slots: 1, retry: .standard), confinement: .none)
        let failure = try #require(failure(try await hosting(manifest) { await $0.execute(self.job()) }))
        #expect(failure.code == "plugin-crashed" && failure.isWorthRetrying)
    }

    @Test func plugin_thatPrintsNonsense_isEndedAndReported() async throws {
        let failure = try #require(failure(try await hosting(manifest("echo hello; cat")) { await $0.execute(self.job()) }))
        #expect(failure.code == "plugin-nonsense" && failure.isWorthRetrying)
    }

    @Test func plugin_thatDiedOnce_isStartedAgainForTheNextJob() async throws {
        let script = "if [ ! -e died ]; then touch died; exit 1; fi\n" + Self.answering
        let reports = try await hosting(manifest(script)) { [await $0.execute(self.job()), await $0.execute(self.job(2))] }
        #expect(failure(reports[0])?.code == "plugin-crashed")
        #expect(failure(reports[1]) == nil)
    }

    /// The plugin dies with most of the request unread: the write fails, and nothing else does (SIGPIPE is ignored).
    @Test func plugin_thatDiesDuringAWrite_failsItsJobOnly() async throws {
        let script = "if [ ! -e died ]; then touch died; head -c 100 > /dev/null; kill -9 $$; fi\n" + Self.answering
        let large: DataValue = ["text": .text(String(repeating: "x", count: 900_000))]
        let reports = try await hosting(manifest(script)) { [await $0.execute(self.job(arguments: large)), await $0.execute(self.job(2))] }
        #expect(failure(reports[0])?.code == "plugin-crashed")
        #expect(failure(reports[0])?.isWorthRetrying == true)
        #expect(failure(reports[1]) == nil)
    }

    // MARK: What never comes

    /// Scripts that leave their process number, and then hang in a way of their own.
    private static let hanging = [
        "reads, but never answers a job": serving("true"),
        "reads nothing": #"while true; do sleep 1; done"#,
        "closed its standard error": "exec 2>&-\n" + serving("true"),
        "closed its input": serving("exec <&-; while true; do sleep 1; done"),
        "left a child that has its output": serving("sleep 1000 & exit 0"),
        "ignores SIGTERM": "trap '' TERM\n" + serving("true"),
    ]

    @Test(arguments: hanging)
    func plugin_thatNeverAnswers_isEndedWithAllThatItStarted(_: String, script: String) async throws {
        let lifeline = try Lifeline(in: folder)
        let manifest = try manifest(lifeline.take + "\n" + script, timeLimit: .milliseconds(400))
        let large: DataValue = ["text": .text(String(repeating: "x", count: 300_000))]
        let report = try await hosting(manifest) { host in
            let report = await host.execute(self.job(arguments: large))
            _ = await lifeline.ended()  // While the host still runs: it does not wait for the daemon's end.
            return report
        }
        let end = try #require(failure(report))
        #expect(end.code == "plugin-timeout" && end.isWorthRetrying)
    }

    @Test func host_thatStops_endsWhatRunsAsWorthRetrying() async throws {
        let lifeline = try Lifeline(in: folder)
        let manifest = try manifest(lifeline.take + "\n" + Self.serving("echo running >&9"))
        let host = PluginHost([manifest], executableFolders: [], stateFolder: folder.path("state"), logger: Logger(label: "test"))
        async let running: Void = host.run(stoppingWhen: { #expect(await lifeline.next() == "running") })
        let end = try #require(failure(await host.execute(job())))
        #expect(["daemon-stopping", "plugin-crashed"].contains(end.code))
        #expect(end.isWorthRetrying)
        try await running
        _ = await lifeline.ended()
        let later = try #require(failure(await host.execute(job(2))))
        #expect(later.code == "daemon-stopping" && later.isWorthRetrying)
    }

    // MARK: Files

    /// A plugin that says it made `path` with the content that lies there.
    private func naming(_ path: String, sha256: String, bytes: Int) throws -> PluginManifest {
        let file = #"{"name":"receipt","path":"\#(path)","sha256":"\#(sha256)","bytes":\#(bytes),"mediaType":"text/plain"}"#
        let prepare =
            #"mkdir -p out/1/ab; printf made > out/1/ab/cd.txt; printf made > secret.txt; ln -sf ../../secret.txt out/1/link.txt; ln -sfn ../.. out/1/folder"#
        return try manifest(Self.serving(#"\#(prepare); echo '{"jsonrpc":"2.0","id":'$id',"result":{"files":[\#(file)]}}'"#))
    }

    private static let hash = ContentHash(bytes: SHA256.hash(data: Data("made".utf8))) ?? .zero

    @Test func file_thatIsAsThePluginSays_landsUnderItsHash() async throws {
        let manifest = try naming("ab/cd.txt", sha256: Self.hash.description, bytes: 4)
        let report = try await hosting(manifest) { await $0.execute(self.job()) }
        #expect(
            report
                == .done(
                    output: .emptyRecord,
                    files: [Document(name: "receipt", hash: Self.hash, path: Self.place, bytes: 4, mediaType: "text/plain")]))
        #expect(String(decoding: folder.bytes("state/documents/\(Self.place)"), as: UTF8.self) == "made")
        #expect(!FileManager.default.fileExists(atPath: folder.path("state/plugins/p/out/1/ab/cd.txt")), "it was taken")
    }

    private static var place: String { "\(hash.description.prefix(2))/\(hash).txt" }

    private static let lies: [(path: String, sha256: String, bytes: Int)] = [
        ("ab/cd.txt", String(repeating: "0", count: 64), 4), ("ab/cd.txt", hash.description, 5), ("ab/other.txt", hash.description, 4),
        ("../secret.txt", hash.description, 4), ("ab/../../secret.txt", hash.description, 4), ("/etc/hostname", hash.description, 4),
        ("link.txt", hash.description, 4), ("folder/secret.txt", hash.description, 4),
    ]

    @Test(arguments: lies)
    func file_thatIsNotAsThePluginSays_isNotBelieved(path: String, sha256: String, bytes: Int) async throws {
        let report = try await hosting(naming(path, sha256: sha256, bytes: bytes)) { await $0.execute(self.job()) }
        #expect(failure(report)?.code == "plugin-nonsense")
    }
}

extension PluginHost {
    /// Runs until `signal` returns.
    fileprivate func run(stoppingWhen signal: @escaping @Sendable () async -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.run() }
            await signal()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
