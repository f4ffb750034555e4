public import DubanModel
import Foundation
import Synchronization

/// A job as a plugin gets it.
public struct PluginJob: Sendable {
    /// The stable idempotency key, the same for each attempt.
    public let key: String
    /// Which attempt it is, from 1.
    public let attempt: Int
    /// When the job was asked for; the same for each attempt.
    public let at: Instant
    /// The arguments.
    public let arguments: DataValue
    /// The folder in which files are to be left.
    public let folder: String
}

/// What a job gave.
public struct JobOutput: Sendable {
    /// A file that was made, under the folder of the job.
    public struct File: Sendable {
        /// What it is, such as `certificate`.
        public let name: String
        /// Its path under the folder.
        public let path: String
        /// The SHA-256 of its bytes.
        public let hash: ContentHash
        /// Its size.
        public let bytes: Int
        /// Its media type.
        public let mediaType: String

        /// A file.
        public init(name: String, path: String, hash: ContentHash, bytes: Int, mediaType: String) {
            self.name = name
            self.path = path
            self.hash = hash
            self.bytes = bytes
            self.mediaType = mediaType
        }
    }
    /// The output.
    public let output: DataValue
    /// The files.
    public let files: [File]

    /// What a job gave.
    public init(output: DataValue = .emptyRecord, files: [File] = []) {
        self.output = output
        self.files = files
    }

    var data: DataValue {
        let list = files.map { file -> DataValue in
            [
                "name": .text(file.name), "path": .text(file.path), "sha256": .text(file.hash.description),
                "bytes": .integer(Int64(file.bytes)), "mediaType": .text(file.mediaType),
            ]
        }
        return ["output": output, "files": .list(list)]
    }
}

/// Serves a plugin's actions over standard input and output.
public struct PluginServer: Sendable {
    /// Does a job, or throws a `PluginFailure`.
    public typealias Handler = @Sendable (PluginJob) async throws -> JobOutput

    private let name: String
    private let version: String
    private var handlers: [String: Handler] = [:]

    /// A plugin with this name and version.
    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    /// The plugin, doing `action` with `handler`. The action must be idempotent by the job's key.
    public func on(_ action: String, _ handler: @escaping Handler) -> PluginServer {
        var server = self
        server.handlers[action] = handler
        return server
    }

    /// Serves until the daemon says `shutdown` or closes the stream.
    /// - Parameters:
    ///   - input: The descriptor that requests are read from; standard input, unless a test says otherwise.
    ///   - output: The descriptor that answers are written to.
    public func serve(input: Int32 = 0, output: Int32 = 1) async throws {
        signal(SIGPIPE, SIG_IGN)
        let output = OutputLine(descriptor: output)
        let folder = Mutex("")
        try await withThrowingDiscardingTaskGroup { group in
            for await frame in PluginServer.frames(of: input) {
                guard case .request(let id, let method, let parameters)? = PluginServer.message(frame, output) else { continue }
                switch method {
                case "initialize":
                    folder.withLock { $0 = parameters["folder"].textValue ?? "" }
                    output.write(.response(id: id, result: identity))
                case "run":
                    let job = PluginJob(
                        key: parameters["job"].textValue ?? "", attempt: Int(parameters["attempt"].integerValue ?? 1),
                        at: parameters["at"].textValue.flatMap { Instant($0) } ?? Instant(milliseconds: 0),
                        arguments: parameters["arguments"], folder: folder.withLock { $0 })
                    let action = parameters["action"].textValue ?? ""
                    group.addTask { output.write(await answer(id, action, job)) }
                case "shutdown":
                    output.write(.response(id: id, result: .emptyRecord))
                    return
                default:
                    let failure = PluginFailure(code: "unknown-method", message: "there is no method \"\(method)\"", isWorthRetrying: false)
                    output.write(.failure(id: id, failure))
                }
            }
        }
    }

    private var identity: DataValue {
        [
            "protocol": .integer(PluginMessage.version), "name": .text(name), "version": .text(version),
            "actions": .list(handlers.keys.sorted().map { .text($0) }),
        ]
    }

    private func answer(_ id: Int64, _ action: String, _ job: PluginJob) async -> PluginMessage {
        guard let handler = handlers[action] else {
            let known = handlers.keys.sorted().joined(separator: ", ")
            return .failure(
                id: id,
                .init(code: "unknown-action", message: "\(name) has no action \"\(action)\"; it has \(known)", isWorthRetrying: false))
        }
        do {
            return .response(id: id, result: try await handler(job).data)
        } catch let failure as PluginFailure {
            return .failure(id: id, failure)
        } catch {
            return .failure(id: id, .init(code: "plugin-error", message: "\(error)", isWorthRetrying: true))
        }
    }

    /// The message in a frame; one that is none is answered with what is wrong with it, so that nobody waits for its answer in vain.
    private static func message(_ frame: FrameSplitter.Frame, _ output: OutputLine) -> PluginMessage? {
        switch frame {
        case .line(let line) where line.isEmpty: return nil
        case .line(let line):
            do {
                return try PluginMessage(line: line)
            } catch {
                output.write(.failure(id: nil, .init(code: "no-message", message: error.description, isWorthRetrying: false)))
                return nil
            }
        case .oversized(let prefix):
            let failure = PluginFailure(
                code: "oversized-request", message: "the request is larger than \(FrameSplitter.standardLimit) bytes",
                isWorthRetrying: false)
            output.write(.failure(id: PluginMessage.id(inPrefix: prefix), failure))
            return nil
        }
    }

    /// The lines that come in, read on a thread of their own.
    private static func frames(of input: Int32) -> AsyncStream<FrameSplitter.Frame> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                var splitter = FrameSplitter()
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = read(input, &buffer, buffer.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { break }
                    for frame in splitter.push(buffer[..<count]) { continuation.yield(frame) }
                }
                continuation.finish()
            }
        }
    }
}

/// Writes whole lines, one at a time.
private final class OutputLine: Sendable {
    private let descriptor: Int32
    private let lock = Mutex(())

    init(descriptor: Int32) { self.descriptor = descriptor }

    func write(_ message: PluginMessage) {
        lock.withLock { _ in
            var rest = message.line[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }  // The daemon is gone; the end of standard input follows.
                rest = rest.dropFirst(count)
            }
        }
    }
}
