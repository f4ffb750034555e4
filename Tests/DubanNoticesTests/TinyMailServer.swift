import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A mail server of a few commands on this machine, which keeps what it is told. Answers can be set otherwise by command.
final class TinyMailServer: Sendable {
    /// One connection's commands, and the message without its end.
    struct Visit: Sendable {
        var commands: [String] = []
        var message = ""
        var isEncrypted = false
    }

    let port: Int
    private let channel: any Channel
    private let visits = Mutex<[Visit]>([])

    /// What came, visit by visit.
    var all: [Visit] { visits.withLock { $0 } }

    /// Serves until `stop`.
    /// - Parameters:
    ///   - offers: The answer to EHLO before, and after STARTTLS.
    ///   - answers: Answers by the first word of the command, instead of the usual.
    static func start(
        tls: NIOSSLContext?, isImplicit: Bool = false, offers: [String], answers: [String: String] = [:]
    ) async throws -> TinyMailServer {
        let box = Mutex<TinyMailServer?>(nil)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    if isImplicit, let tls { try child.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    let handler = Handler(tls: isImplicit ? nil : tls, isEncrypted: isImplicit, offers: offers, answers: answers) { visit in
                        box.withLock { $0 }?.visits.withLock { $0.append(visit) }
                    }
                    try child.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = TinyMailServer(channel)
        box.withLock { $0 = server }
        return server
    }

    private init(_ channel: any Channel) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
    }

    func stop() async throws { try await channel.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let tls: NIOSSLContext?
        private let offers: [String]
        private let answers: [String: String]
        private let end: (Visit) -> Void
        private var visit = Visit()
        private var pending = ""
        private var isMessage = false

        init(tls: NIOSSLContext?, isEncrypted: Bool, offers: [String], answers: [String: String], end: @escaping (Visit) -> Void) {
            self.tls = tls
            self.offers = offers
            self.answers = answers
            self.end = end
            visit.isEncrypted = isEncrypted
        }

        func channelActive(context: ChannelHandlerContext) {
            say(answers["CONNECT"] ?? "220 tiny", context)
            context.fireChannelActive()
        }

        func channelInactive(context: ChannelHandlerContext) {
            end(visit)
            context.fireChannelInactive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            pending += String(buffer: unwrapInboundIn(data))
            while let range = pending.firstRange(of: "\r\n") {
                let line = String(pending[..<range.lowerBound])
                pending.removeSubrange(..<range.upperBound)
                take(line, context)
            }
        }

        private func take(_ line: String, _ context: ChannelHandlerContext) {
            if isMessage {
                if line == "." {
                    isMessage = false
                    return say(answers["."] ?? "250 kept", context)
                }
                visit.message += line + "\r\n"
                return
            }
            visit.commands.append(line)
            let word = String(line.split(separator: " ").first ?? "")
            if let answer = answers[word] { return say(answer, context) }
            switch word {
            case "EHLO":
                let lines = ["tiny"] + offers
                say(lines.enumerated().map { "250\($0 == lines.count - 1 ? " " : "-")\($1)" }.joined(separator: "\r\n"), context)
            case "STARTTLS":
                say("220 go", context)
                guard let tls else { return }
                visit.isEncrypted = true
                try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
            case "AUTH": say("235 welcome", context)
            case "DATA":
                isMessage = true
                say("354 go", context)
            case "QUIT":
                say("221 bye", context)
                context.close(promise: nil)
            default: say("250 ok", context)
            }
        }

        private func say(_ line: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(NIOAny(ByteBuffer(string: line + "\r\n")), promise: nil)
        }
    }
}
