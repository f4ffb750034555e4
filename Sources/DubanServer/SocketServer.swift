import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
public import ServiceLifecycle

/// Serves the API on a listening descriptor, until the daemon stops; then no new connection is taken and running requests end.
public struct SocketServer: Service {
    private let descriptor: Int32
    private let routes: APIRoutes
    private let logger: Logger
    private let onServing: @Sendable () -> Void

    /// An idle connection is closed after so many seconds.
    static let idleSeconds: Int64 = 120

    /// How long a connection that was let in just before the end may take to ask.
    static let lastAsking = TimeAmount.milliseconds(200)

    /// A server.
    /// - Parameter onServing: Called once connections are taken.
    public init(descriptor: Int32, routes: APIRoutes, logger: Logger, onServing: @escaping @Sendable () -> Void) {
        self.descriptor = descriptor
        self.routes = routes
        self.logger = logger
        self.onServing = onServing
    }

    /// Takes connections until the daemon stops.
    public func run() async throws {
        let responder = routes.router().buildResponder()
        let logger = self.logger
        let child = HTTP1Channel(
            responder: { request, writer, channel in
                let context = CallerContext(source: .init(channel: channel, logger: logger))
                let response: Response
                do {
                    response = try await responder.respond(to: request, context: context)
                } catch {
                    response = APIRoutes.response(to: error)
                }
                try await SocketServer.write(response, with: writer)
            }, configuration: .init(idleTimeout: .seconds(SocketServer.idleSeconds)))
        let group = MultiThreadedEventLoopGroup.singleton
        let quiescing = ServerQuiescingHelper(group: group)
        let server = try await ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .bind(descriptor) { channel in child.setup(channel: channel, logger: logger) }
        onServing()
        let stopped = group.any().makePromise(of: Void.self)
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { tasks in
                try await server.executeThenClose { connections in
                    for try await connection in connections {
                        tasks.addTask { await child.handle(value: connection, logger: logger) }
                    }
                }
            }
        } onGracefulShutdown: {
            // Nobody new is let in; who comes now waits in the socket for the next daemon, where systemd holds it. Who was let in and
            // has not asked yet would be turned away unheard, so they are given a moment.
            server.channel.setOption(ChannelOptions.autoRead, value: false).whenComplete { _ in
                server.channel.eventLoop.scheduleTask(in: SocketServer.lastAsking) { quiescing.initiateShutdown(promise: stopped) }
            }
        }
    }

    private static func write(_ response: Response, with writer: consuming ResponseWriter) async throws {
        let body = try await writer.writeHead(response.head)
        try await response.body.write(body)
    }
}
