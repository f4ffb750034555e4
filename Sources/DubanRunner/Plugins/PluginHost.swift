import Crypto
import DubanEngine
import DubanModel
import DubanPlugin
public import DubanWorkflows
import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps the plugins: one process each, started when it is first needed, and again after it ended. A plugin that misbehaves fails
/// its own attempts, with a stable code, and nobody else's.
public final class PluginHost: JobExecutor, Service {
    private let manifests: [String: PluginManifest]
    private let executableFolders: [String]
    private let stateFolder: String
    private let logger: Logger
    private let sessions = Mutex<(byName: [String: PluginSession], isStopping: Bool)>(([:], false))
    private let starts: AsyncStream<PluginProcess>
    private let starter: AsyncStream<PluginProcess>.Continuation

    /// A host.
    /// - Parameters:
    ///   - executableFolders: Where executables are looked up that are named without a path.
    ///   - stateFolder: The daemon's folder; plugins have folders of their own below it, documents go to `documents`.
    public init(_ manifests: [PluginManifest], executableFolders: [String], stateFolder: String, logger: Logger) {
        self.manifests = Dictionary(manifests.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.executableFolders = executableFolders
        self.stateFolder = stateFolder
        self.logger = logger
        (starts, starter) = AsyncStream.makeStream()
        signal(SIGPIPE, SIG_IGN)  // A write to a dead plugin must be an error, not the process's end.
    }

    /// Where files land, named by content hash.
    public var documentsFolder: String { stateFolder + "/documents" }

    /// Runs the plugins' processes until the daemon stops, and ends them then.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await process in starts { group.addTask { await process.run() } }
            }
        } onCancelOrGracefulShutdown: {
            self.starter.finish()
            let sessions = self.sessions.withLock { sessions in
                sessions.isStopping = true
                return Array(sessions.byName.values)
            }
            for session in sessions { session.end(PluginHost.stopping) }
        }
    }

    private static let stopping = PluginFailure(code: "daemon-stopping", message: "The daemon stops.", isWorthRetrying: true)

    /// Does what a job asks for; each failure is a report with a stable code.
    public func execute(_ job: ExecutableJob) async -> JobReport {
        guard let manifest = manifests[job.plugin] else {
            let known = manifests.keys.sorted().joined(separator: ", ")
            return .failed(
                code: "plugin-unknown",
                message: "There is no plugin \"\(job.plugin)\"; there are \(known). Add config/plugins/\(job.plugin).yaml.",
                isWorthRetrying: false)
        }
        guard manifest.actions.contains(job.action) else {
            return .failed(
                code: "unknown-action", message: "Plugin \(job.plugin) declares no action \"\(job.action)\".", isWorthRetrying: false)
        }
        switch await run(job, manifest) {
        case .success(let result): return report(result, of: job)
        case .failure(let failure):
            return .failed(code: failure.code, message: failure.message, isWorthRetrying: failure.isWorthRetrying)
        }
    }

    private func run(_ job: ExecutableJob, _ manifest: PluginManifest) async -> Result<DataValue, PluginFailure> {
        let session: PluginSession
        do { session = try self.session(manifest) } catch { return .failure(error) }
        let parameters: DataValue = [
            "job": .text(job.key), "attempt": .integer(Int64(job.attempt)), "action": .text(job.action), "at": .text(job.at.description),
            "arguments": job.arguments,
        ]
        return await limited(manifest.timeLimit, session, manifest, "job \(job.key)") { await session.call("run", parameters) }
    }

    /// Waits for an answer as long as the manifest allows; a plugin that never answers is ended.
    private func limited(
        _ limit: Duration, _ session: PluginSession, _ manifest: PluginManifest, _ subject: String,
        _ body: @escaping @Sendable () async -> Result<DataValue, PluginFailure>
    ) async -> Result<DataValue, PluginFailure> {
        let failure = PluginFailure(
            code: "plugin-timeout", message: "Plugin \(manifest.name) did not answer \(subject) within \(limit).", isWorthRetrying: true)
        return await withTaskGroup { group in
            group.addTask { await body() }
            group.addTask {
                do { try await Task.sleep(for: limit) } catch { return .failure(failure) }
                session.end(failure)
                return .failure(failure)
            }
            let result = await group.next() ?? .failure(failure)
            group.cancelAll()
            return result
        }
    }

    /// The conversation with a plugin's process; a new process where none runs.
    private func session(_ manifest: PluginManifest) throws(PluginFailure) -> PluginSession {
        if let session = sessions.withLock({ $0.byName[manifest.name] }), !session.hasEnded { return session }
        let executable = try find(manifest)
        let folder = "\(stateFolder)/plugins/\(manifest.name)"
        let name = manifest.name
        do {
            for path in [folder, documentsFolder] {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw PluginFailure(code: "plugin-unavailable", message: "The folder \(folder) cannot be made: \(error)", isWorthRetrying: true)
        }
        let logger = self.logger
        let (session, isNew) = try sessions.withLock { sessions throws(PluginFailure) -> (PluginSession, Bool) in
            if sessions.isStopping { throw PluginHost.stopping }
            if let session = sessions.byName[name], !session.hasEnded { return (session, false) }
            let session = PluginSession { method, parameters in
                if method == "progress" {
                    logger.debug(
                        "progress \(parameters["done"].integerValue ?? 0) %",
                        metadata: ["plugin": .string(name), "job": .string(parameters["job"].textValue ?? "")])
                }
            }
            introduce(session, manifest)  // Before anybody else can speak.
            sessions.byName[name] = session
            return (session, true)
        }
        if isNew {
            starter.yield(PluginProcess(manifest: manifest, executable: executable, folder: folder, session: session, logger: logger))
        }
        return session
    }

    /// Says who speaks and which version; a plugin that does not answer it as expected is ended.
    private func introduce(_ session: PluginSession, _ manifest: PluginManifest) {
        let parameters: DataValue = [
            "protocol": ["min": .integer(PluginMessage.version), "max": .integer(PluginMessage.version)], "host": "duban/0.1.0",
            "folder": .text(documentsFolder),
        ]
        session.introduce(parameters, within: PluginHost.introductionLimit, plugin: manifest.name)
    }

    /// How long a plugin may take to say who it is.
    static let introductionLimit = Duration.seconds(20)

    private func find(_ manifest: PluginManifest) throws(PluginFailure) -> String {
        let candidates =
            manifest.executable.hasPrefix("/") ? [manifest.executable] : executableFolders.map { "\($0)/\(manifest.executable)" }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw PluginFailure(
                code: "plugin-missing",
                message: "The executable of plugin \(manifest.name) is missing; looked for \(candidates.joined(separator: ", ")).",
                isWorthRetrying: true)
        }
        return found
    }

    // MARK: Results

    /// Believes no plugin: each file must lie under the documents folder with the size and hash that it says.
    private func report(_ result: DataValue, of job: ExecutableJob) -> JobReport {
        var files: [Document] = []
        for item in result["files"].items ?? [] {
            guard let file = document(item) else {
                return .failed(
                    code: "plugin-nonsense",
                    message: "Plugin \(job.plugin) names a file that is not as it says: \(item["path"].textValue ?? "?").",
                    isWorthRetrying: true)
            }
            files.append(file)
        }
        return .done(output: result["output"].isNull ? .emptyRecord : result["output"], files: files)
    }

    private func document(_ item: DataValue) -> Document? {
        guard let name = item["name"].textValue, let path = item["path"].textValue, let bytes = item["bytes"].integerValue,
            let hash = item["sha256"].textValue.flatMap({ ContentHash(hex: $0) }), let type = item["mediaType"].textValue,
            !path.hasPrefix("/"), !path.split(separator: "/").contains(".."), let place = resolve("\(documentsFolder)/\(path)"),
            place.hasPrefix((resolve(documentsFolder) ?? documentsFolder) + "/"),
            let data = FileManager.default.contents(atPath: place), data.count == Int(bytes),
            Array(SHA256.hash(data: data)) == hash.bytes
        else { return nil }
        return Document(name: name, hash: hash, path: path, bytes: Int(bytes), mediaType: type)
    }

    /// Where a path leads once every symbolic link is followed; `nil` where it leads nowhere.
    private func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
