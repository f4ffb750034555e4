import DubanModel
import Foundation

/// Serves a plugin's actions.
public struct PluginServer: Sendable {
    /// Does a job, or throws a `PluginFailure`. When the job is cancelled, its task is: throw `CancellationError`, or let an awaited
    /// call throw it.
    public typealias Handler = @Sendable (PluginJob) async throws -> JobOutput

    let name: String
    let version: String
    private(set) var handlers: [String: Handler] = [:]

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

    /// Serves over the socket that systemd passed, where it passed one, otherwise over standard input and output.
    public func serve() async throws {
        if let socket = InheritedSocket(environment: ProcessInfo.processInfo.environment) {
            await serve(socket)
        } else {
            try await serve(input: 0, output: 1)
        }
    }

    /// Serves one conversation, until the daemon says `shutdown` or closes the stream.
    /// - Parameters:
    ///   - input: The descriptor that requests are read from.
    ///   - output: The descriptor that answers are written to.
    public func serve(input: Int32, output: Int32) async throws {
        signal(SIGPIPE, SIG_IGN)
        await PluginConversation(server: self, output: MessageOutput(descriptor: output)).serve(PluginServer.frames(of: input))
    }

    /// Serves each connection, several at once, until the process is ended.
    private func serve(_ socket: InheritedSocket) async {
        signal(SIGPIPE, SIG_IGN)
        await withDiscardingTaskGroup { group in
            for await connection in socket.connections() {
                group.addTask {
                    try? await serve(input: connection, output: connection)
                    close(connection)
                }
            }
        }
    }

    /// Who this is, in the version that both speak.
    /// - Throws: `no-common-version`.
    func identity(for offered: DataValue) throws(PluginFailure) -> DataValue {
        let ours = PluginMessage.versions
        let least = offered["min"].integerValue ?? 1
        let most = offered["max"].integerValue ?? least
        guard let common = [ours.upperBound, most].min(), common >= ours.lowerBound, common >= least else {
            throw .permanent(
                "no-common-version",
                "\(name) speaks versions \(ours.lowerBound) to \(ours.upperBound) of the protocol, the daemon \(least) to \(most).")
        }
        return [
            "protocol": .integer(common), "name": .text(name), "version": .text(version),
            "actions": .list(handlers.keys.sorted().map { .text($0) }),
        ]
    }

    /// The lines that come in, read on a thread of their own.
    private static func frames(of input: Int32) -> AsyncStream<[FrameSplitter.Frame]> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                var splitter = FrameSplitter()
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = read(input, &buffer, buffer.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { break }
                    let frames = splitter.push(buffer[..<count])
                    if !frames.isEmpty { continuation.yield(frames) }
                }
                continuation.finish()
            }
        }
    }
}
