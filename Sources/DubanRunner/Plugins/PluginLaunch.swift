import DubanPlugin
import DubanWorkflows
import Foundation
import Subprocess

/// How one process of a plugin, or one connection to its service, is brought up: the two launchers of the one protocol.
enum PluginLaunchWay: Sendable {
    /// A process of ours, over its standard input and output.
    case child(PluginProcess, PluginPlace)
    /// A service of systemd's, over its socket.
    case unit(socket: String)
}

/// A conversation that is to be carried on.
struct PluginLaunch: Sendable {
    let name: String
    let way: PluginLaunchWay
    private let stream: (any PluginStream)?
    private let onEnd: @Sendable (PluginFailure) -> Void

    /// Prepares a launch: folders, secrets, the command.
    static func prepare(_ manifest: PluginManifest, _ surroundings: PluginSurroundings, number: Int, log: PluginLog) throws(PluginFailure)
        -> PluginLaunch
    {
        if case .unit(let socket) = manifest.kind {
            return PluginLaunch(name: manifest.name, way: .unit(socket: socket), stream: nil) { _ in }
        }
        _ = try surroundings.program(of: manifest)
        let place = try PluginPlace(manifest, stateFolder: surroundings.stateFolder, number: number)
        let process = try surroundings.process(manifest, place, log)
        return PluginLaunch(name: manifest.name, way: .child(process, place), stream: nil) { _ in }
    }

    private init(name: String, way: PluginLaunchWay, stream: (any PluginStream)?, onEnd: @escaping @Sendable (PluginFailure) -> Void) {
        self.name = name
        self.way = way
        self.stream = stream
        self.onEnd = onEnd
    }

    /// Where the plugin leaves files; `nil` where it shares no folder with the daemon.
    var outbox: String? { if case .child(_, let place) = way { place.outbox } else { nil } }

    /// The launch, for a conversation.
    func running(_ stream: any PluginStream, onEnd: @escaping @Sendable (PluginFailure) -> Void) -> PluginLaunch {
        PluginLaunch(name: name, way: way, stream: stream, onEnd: onEnd)
    }

    /// Carries the conversation on to its end.
    func run() async {
        guard let stream else { return }
        switch way {
        case .child(let process, let place):
            let (status, failure) = await process.run(stream)
            onEnd(failure ?? crashed(status))
            place.clear()
        case .unit(let socket):
            onEnd(await PluginLaunch.converse(over: socket, stream, name))
        }
    }

    private func crashed(_ status: TerminationStatus?) -> PluginFailure {
        .transient("plugin-crashed", "Plugin \(name) ended (\(status.map { "\($0)" } ?? "not started")).")
    }

    /// Connects to a service's socket, which has systemd start it, and carries the conversation on.
    private static func converse(over path: String, _ stream: any PluginStream, _ name: String) async -> PluginFailure {
        guard let descriptor = connect(to: path) else {
            return .transient(
                "plugin-unavailable",
                "The socket \(path) of plugin \(name) cannot be connected to (\(String(cString: strerror(errno)))); "
                    + "look at systemctl status duban-plugin@\(name).socket.")
        }
        let (closing, closed) = AsyncStream.makeStream(of: PluginFailure?.self)
        let link = PluginLink(input: descriptor, output: descriptor, stream: stream, label: "duban.plugin.\(name)") {
            closed.yield($0)
            closed.finish()
        }
        link.start()
        defer { link.stop() }
        return await withTaskGroup(of: PluginFailure?.self) { group in
            group.addTask {
                for await failure in closing { return failure }
                return nil
            }
            group.addTask {
                await stream.ended()
                return stream.failure
            }
            let failure = await group.next() ?? nil
            group.cancelAll()
            return failure ?? .transient("plugin-crashed", "Plugin \(name) closed its connection.")
        }
    }

    private static func connect(to path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8) + [0]
        guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return nil
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if code == 0 { return descriptor }
        let reason = errno
        close(descriptor)
        errno = reason
        return nil
    }
}
