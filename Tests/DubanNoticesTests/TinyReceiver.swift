import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A receiver of webhooks on this machine, which keeps what it is told and answers as it is set.
final class TinyReceiver: Sendable {
    /// One request.
    struct Request: Sendable {
        var headers: [String: String] = [:]
        var body: [UInt8] = []
    }

    let port: Int
    private let channel: any Channel
    private let requests = Mutex<[Request]>([])

    /// What came.
    var all: [Request] { requests.withLock { $0 } }

    /// Serves until `stop`.
    static func start(answering status: UInt) async throws -> TinyReceiver {
        let box = Mutex<TinyReceiver?>(nil)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.configureHTTPServerPipeline()
                    try child.pipeline.syncOperations.addHandler(
                        Handler(status: status) { request in box.withLock { $0 }?.requests.withLock { $0.append(request) } })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let receiver = TinyReceiver(channel)
        box.withLock { $0 = receiver }
        return receiver
    }

    private init(_ channel: any Channel) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
    }

    func stop() async throws { try await channel.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let status: UInt
        private let keep: (Request) -> Void
        private var request = Request()

        init(status: UInt, keep: @escaping (Request) -> Void) {
            self.status = status
            self.keep = keep
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                request = Request()
                for header in head.headers { request.headers[header.name.lowercased()] = header.value }
            case .body(let buffer): request.body += Array(buffer.readableBytesView)
            case .end:
                keep(request)
                let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: Int(status)), headers: ["content-length": "0"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
