import DubanPlugin
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Carries a dialogue out over a connection of its own.
struct SMTPConnection {
    let configuration: NoticesConfiguration.Email
    let password: String?

    /// Sends a message.
    /// - Throws: A failure, worth retrying where the server, or the network, may be otherwise at another time.
    func send(_ message: [UInt8], from: String, to: [String]) async throws {
        guard configuration.security != .none || SMTPConnection.isLocal(configuration.server) else {
            throw PluginFailure.permanent(
                "plugin-misconfigured", "security: none is for a mail server on this machine alone; say tls or starttls for \(configuration.server).")
        }
        let tls = configuration.security == .none ? nil : try context()
        let login = configuration.user.map { (user: $0, password: password ?? "") }
        let dialogue = SMTPDialogue(
            from: from, to: to, login: login, wantsTLS: configuration.security == .starttls, isEncrypted: configuration.security == .tls,
            host: SMTPConnection.ownName)
        let limit = Duration.seconds(configuration.timeout ?? 30)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await converse(dialogue, message, tls) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw PluginFailure.transient("unavailable", "The mail server \(configuration.server) did not take the message within \(limit).")
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch let failure as PluginFailure {
            throw failure
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as NIOSSLError {
            throw PluginFailure.transient("smtp-tls", "The mail server \(configuration.server) cannot be trusted, or speaks no TLS: \(error)")
        } catch let error as NIOSSLExtraError {
            throw PluginFailure.transient("smtp-tls", "The certificate of the mail server is not for \(configuration.server): \(error)")
        } catch {
            throw PluginFailure.transient("unavailable", "The mail server \(configuration.server):\(configuration.port) cannot be spoken to: \(error)")
        }
    }

    private func converse(_ start: SMTPDialogue, _ message: [UInt8], _ tls: NIOSSLContext?) async throws {
        let server = configuration.server
        let isImplicit = configuration.security == .tls
        let (channel, handshake) = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.seconds(10))
            .connect(host: server, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handshake = isImplicit ? try tls.map { try SMTPConnection.encrypt(channel, $0, server) } : nil
                    return (try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel), handshake)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try await handshake?.get()
            var dialogue = start
            var parser = SMTPReplyParser()
            var replies: [SMTPReply] = []
            for try await buffer in inbound {
                do { replies += try parser.push(buffer.readableBytesView) } catch {
                    throw PluginFailure.transient("unavailable", "What answers at \(server) is no mail server.")
                }
                while !replies.isEmpty {
                    switch try dialogue.next(replies.removeFirst()) {
                    case .send(let line): try await outbound.write(ByteBuffer(string: line + "\r\n"))
                    case .startTLS:
                        // Anything that was said in the clear beyond this answer is an attack (RFC 3207, section 6).
                        guard replies.isEmpty, let tls else { throw PluginFailure.transient("smtp-tls", "The mail server spoke before TLS began.") }
                        try await channel.channel.eventLoop.flatSubmit { SMTPConnection.encrypted(channel.channel, tls, server) }.get()
                        parser = SMTPReplyParser()
                        guard case .send(let line) = dialogue.encrypted() else { continue }
                        try await outbound.write(ByteBuffer(string: line + "\r\n"))
                    case .sendMessage: try await outbound.write(ByteBuffer(bytes: SMTPDialogue.framed(message)))
                    case .done(let line):
                        try? await outbound.write(ByteBuffer(string: line + "\r\n"))
                        return
                    }
                }
            }
            throw PluginFailure.transient("unavailable", "The mail server \(server) closed the connection.")
        }
    }

    private static func encrypted(_ channel: any Channel, _ context: NIOSSLContext, _ server: String) -> EventLoopFuture<Void> {
        do { return try encrypt(channel, context, server) } catch { return channel.eventLoop.makeFailedFuture(error) }
    }

    /// Puts TLS before everything else.
    /// - Returns: When the connection is encrypted.
    private static func encrypt(_ channel: any Channel, _ context: NIOSSLContext, _ server: String) throws -> EventLoopFuture<Void> {
        // An address has no name that a certificate could be for.
        let isAddress = (try? SocketAddress(ipAddress: server, port: 0)) != nil
        let handler = try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : server)
        let promise = channel.eventLoop.makePromise(of: Void.self)
        try channel.pipeline.syncOperations.addHandlers([handler, HandshakeWaiter(promise)], position: .first)
        return promise.futureResult
    }

    private func context() throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authority = configuration.authority { tls.trustRoots = .file(authority) }
        return try NIOSSLContext(configuration: tls)
    }

    private static func isLocal(_ server: String) -> Bool { ["localhost", "127.0.0.1", "::1"].contains(server) }

    private static var ownName: String {
        let name = ProcessInfo.processInfo.hostName
        return name.isEmpty || !name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) ? "localhost" : name
    }
}
