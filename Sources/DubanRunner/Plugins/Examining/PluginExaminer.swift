import Dispatch
import DubanModel
import DubanPlugin
import DubanTime
public import DubanWorkflows
public import Logging
import Synchronization

/// Drives a plugin through what docs/plugin-protocol.md promises, over its real process in its real confinement, and says what it saw. It
/// asks for nothing that a plugin would do: only for an action that no plugin has, and for what goes wrong.
public struct PluginExaminer: Sendable {
    private let manifest: PluginManifest
    private let surroundings: PluginSurroundings

    /// How long each answer may take.
    static let patience = Duration.seconds(10)
    /// An action that no plugin has.
    static let noAction = "duban-check-no-such-action"

    /// An examiner.
    /// - Parameters:
    ///   - executableFolders: Where executables are looked up that are named without a path.
    ///   - stateFolder: A folder of its own, not a daemon's.
    public init(_ manifest: PluginManifest, executableFolders: [String], stateFolder: String, logger: Logger) {
        self.manifest = manifest
        surroundings = PluginSurroundings(
            executableFolders: executableFolders, stateFolder: stateFolder, logger: logger, monotonic: SystemMonotonicClock())
    }

    /// Examines the plugin; what it cannot be asked any more is left out.
    public func examine() async -> [PluginFinding] {
        do {
            try await surroundings.checkConfinement(manifest)
            guard manifest.kind != .exec else { return try await ExecExamination(manifest, surroundings).findings() }
            return try await converse { session, speech in
                var examination = ResidentExamination(manifest, session, speech)
                return await examination.findings()
            } + versions()
        } catch {
            return [PluginFinding("start", .failed, "\(error.code): \(error.message)")]
        }
    }

    /// A conversation of its own with versions that nobody speaks.
    private func versions() async throws(PluginFailure) -> [PluginFinding] {
        try await converse { session, _ in
            switch await session.answer("initialize", ["protocol": ["min": 9_000, "max": 9_001], "host": "duban/check"]) {
            case .failure(let failure)? where failure.code == "no-common-version":
                return [PluginFinding("versions", .passed, "refuses versions that it does not speak")]
            case .failure(let failure)?:
                return [PluginFinding("versions", .remark, "refuses versions 9000 to 9001, but with the code \(failure.code)")]
            case .success?:
                return [PluginFinding("versions", .remark, "answers although no version is shared; choose one of min to max, or refuse")]
            case nil: return [PluginFinding("versions", .failed, "does not answer where no version is shared")]
            }
        }
    }

    private func converse(
        _ body: @escaping @Sendable (PluginSession, ExaminedSpeech) async -> [PluginFinding]
    ) async throws(PluginFailure) -> [PluginFinding] {
        let log = surroundings.log(of: manifest)
        let launch = try PluginLaunch.prepare(manifest, surroundings, number: 1, log: log)
        let speech = ExaminedSpeech()
        let session = PluginSession(frameLimit: manifest.limits.output) { method, parameters in
            speech.note(method, parameters)
            log.note(method, parameters)
        }
        let running = launch.running(session) { session.end($0) }
        return await withTaskGroup(of: [PluginFinding]?.self) { group in
            group.addTask {
                await running.run()
                return nil
            }
            group.addTask { await body(session, speech) }
            var findings: [PluginFinding] = []
            for await found in group {
                if let found { findings += found }
                session.end(.cancelled)
            }
            return findings
        }
    }
}

extension PluginSession {
    /// The answer to a request; `nil` where it does not come in time.
    func answer(
        _ method: String, _ parameters: DataValue, within limit: Duration = PluginExaminer.patience
    ) async -> Result<DataValue, PluginFailure>? {
        await withCheckedContinuation { continuation in
            let once = OnceAnswered(continuation)
            ask(method, parameters) { once.resume($0) }
            DispatchQueue.global().asyncAfter(deadline: .now() + limit.interval) { once.resume(nil) }
        }
    }
}

/// Resumes who waits, the first time only.
private final class OnceAnswered: Sendable {
    typealias Answer = Result<DataValue, PluginFailure>?
    private let waiting: Mutex<CheckedContinuation<Answer, Never>?>

    init(_ continuation: CheckedContinuation<Answer, Never>) { waiting = Mutex(continuation) }

    func resume(_ answer: Answer) {
        let continuation = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: answer)
    }
}
