import DubanEngine
public import DubanModel
import DubanPlugin
public import DubanTime
public import DubanWorkflows
import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps the plugins: processes that are started when they are first needed, and again after they ended; programs that are run once a
/// job; services of systemd's. A plugin that misbehaves fails its own attempts, with a stable code, and nobody else's.
///
///      execute ─▶ slots ─▶ ResidentPlugin ─▶ PluginSession ◀─▶ PluginLink ◀─▶ PluginProcess (bwrap, prlimit) or a unit's socket
///                    └───▶ ExecPlugin ─────▶ ExecRun       ◀─▶ PluginLink ◀─▶ PluginProcess, one a job
///      result  ◀─ DocumentLanding: what it left, under the hash of its bytes
public final class PluginHost: JobExecutor, Service {
    private let workers: [String: any PluginWorker]
    private let surroundings: PluginSurroundings
    private let launches: AsyncStream<PluginLaunch>
    private let launcher: AsyncStream<PluginLaunch>.Continuation

    /// A host.
    /// - Parameters:
    ///   - executableFolders: Where executables are looked up that are named without a path.
    ///   - stateFolder: The daemon's folder; plugins have folders of their own below it, documents go to `documents`.
    public init(
        _ manifests: [PluginManifest], executableFolders: [String], stateFolder: String, logger: Logger,
        monotonic: any MonotonicClock = SystemMonotonicClock()
    ) {
        let (launches, launcher) = AsyncStream.makeStream(of: PluginLaunch.self)
        (self.launches, self.launcher) = (launches, launcher)
        let surroundings = PluginSurroundings(
            executableFolders: executableFolders, stateFolder: stateFolder, logger: logger, monotonic: monotonic)
        self.surroundings = surroundings
        let workers = manifests.map { manifest -> any PluginWorker in
            manifest.kind == .exec ? ExecPlugin(manifest, surroundings) : ResidentPlugin(manifest, surroundings, launches: launcher)
        }
        self.workers = Dictionary(workers.map { ($0.manifest.name, $0) }, uniquingKeysWith: { first, _ in first })
        signal(SIGPIPE, SIG_IGN)  // A write to a dead plugin must be an error, not the process's end.
        PluginPlace.clearAll(stateFolder: stateFolder, manifests: manifests)
    }

    /// Where files land, named by content hash.
    public var documentsFolder: String { surroundings.documentsFolder }

    /// Whether a plugin that works as a user of its own may read finished documents.
    private var sharesDocuments: Bool {
        geteuid() == 0 && workers.values.contains { $0.manifest.grants.documents && $0.manifest.confinement == .bubblewrap }
    }

    /// How the plugins stand, by name.
    public var standings: [PluginStanding] { workers.values.map(\.standing).sorted { $0.name < $1.name } }

    /// Runs the plugins' processes until the daemon stops; they have their grace to end then.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await launch in launches { group.addTask { await launch.run() } }
            }
        } onCancelOrGracefulShutdown: {
            self.drain()
            self.launcher.finish()
        }
    }

    static let stopping = PluginFailure.transient("daemon-stopping", "The daemon stops.")

    /// Starts nothing any more; what runs has its grace.
    public func drain() { for worker in workers.values { worker.drain() } }

    /// Does what a job asks for; each failure is a report with a stable code.
    public func execute(_ job: ExecutableJob) async -> JobReport { await execute(job) {} }

    /// Does what a job asks for; each failure is a report with a stable code.
    /// - Parameter heartbeat: Called when the plugin gives a sign of life.
    public func execute(_ job: ExecutableJob, heartbeat: @escaping @Sendable () -> Void) async -> JobReport {
        do throws(PluginFailure) {
            let worker = try self.worker(for: job)
            let answer = try await worker.run(PluginRequest(job: job, heartbeat: heartbeat)).get()
            defer { answer.onLanded() }
            let output = answer.result["output"]
            guard answer.result.isNull || answer.result.fields != nil, output.isNull || output.fields != nil else {
                throw PluginFailure.permanent("plugin-nonsense", "Plugin \(job.plugin) gave a result or an output that is no object.")
            }
            let landing = DocumentLanding(folder: documentsFolder, limit: worker.manifest.limits.file, isShared: sharesDocuments)
            let files = try landing.land(answer.result, plugin: job.plugin, outbox: answer.outbox, sent: answer.sent)
            return .done(output: output.isNull ? .emptyRecord : output, files: files)
        } catch {
            return .failed(code: error.code, message: error.message, isWorthRetrying: error.isWorthRetrying)
        }
    }

    /// Whether a manifest declares such jobs.
    public func check(plugin: String, action: String) throws(Refusal) { _ = try worker(of: plugin, doing: action) }

    private func worker(of plugin: String, doing action: String) throws(Refusal) -> any PluginWorker {
        guard let worker = workers[plugin] else {
            let known = workers.keys.sorted().joined(separator: ", ")
            throw Refusal(.unknownPlugin, "There is no plugin \"\(plugin)\"; there are \(known). Add config/plugins/\(plugin).yaml.")
        }
        guard worker.manifest.actions.contains(action) else {
            let known = worker.manifest.actions.sorted().joined(separator: ", ")
            throw Refusal(.unknownAction, "Plugin \(plugin) declares no action \"\(action)\"; it declares \(known).")
        }
        return worker
    }

    private func worker(for job: ExecutableJob) throws(PluginFailure) -> any PluginWorker {
        do { return try worker(of: job.plugin, doing: job.action) } catch {
            throw .permanent(error.code == .unknownPlugin ? "plugin-unknown" : error.code.rawValue, error.message)
        }
    }

    /// An attempt is not wanted any more: its plugin is asked to stop it.
    public func cancel(key: String, attempt: Int) { for worker in workers.values { worker.cancel(key: key, attempt: attempt) } }
}
