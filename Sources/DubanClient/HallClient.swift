import AsyncHTTPClient
import DubanAPI
import DubanModel
import Foundation
import NIOCore
import NIOHTTP1

/// Asks a daemon.
public struct HallClient: Sendable {
    private let socket: String
    private let actAs: String?

    /// Seconds until an answer must have come.
    static let patience: Int64 = 120
    /// How often a request is sent again that was not heard.
    static let repeats = 3
    /// Bytes of an answer.
    static let maximumAnswer = 64 << 20

    /// The connections of this process; it lives as long. The library would try again and again until the time is over: a daemon that
    /// is away is to be told at once.
    private static let connections: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// A client of the daemon that listens on `socket`.
    /// - Parameter actAs: The member of staff as whom a `--dev` daemon lets anyone act.
    public init(socket: String, actAs: String?) {
        self.socket = socket
        self.actAs = actAs
    }

    /// Reads.
    /// - Parameters:
    ///   - path: The names of the path after the version; they may hold anything that a person types.
    ///   - query: Parameters; those without a value are left out.
    public func get<Answer: Decodable>(
        _ path: [String], query: [String: String?] = [:], as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        try decode(try await send(.GET, HallClient.address(path, query), body: nil, key: nil, repeats: HallClient.repeats))
    }

    /// Reads a text, such as a calendar.
    public func text(_ path: [String], query: [String: String?] = [:]) async throws -> String {
        String(
            decoding: try await send(.GET, HallClient.address(path, query), body: nil, key: nil, repeats: HallClient.repeats), as: UTF8.self
        )
    }

    /// Asks for a change. The idempotency key names the request; without one a new one is made, and a repeat would be another request.
    /// - Parameter isRepeatable: Whether the request may be sent again where the daemon closed the connection unheard, as it may when
    ///   it restarts: its key keeps it from having two effects.
    public func post<Answer: Decodable>(
        _ path: [String], _ body: some Encodable, key: String?, isRepeatable: Bool = true, as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        try decode(
            try await send(
                .POST, HallClient.address(path, [:]), body: try JSONEncoder().encode(body), key: key ?? HallClient.newKey(),
                repeats: isRepeatable ? HallClient.repeats : 0))
    }

    /// 128 random bits as hexadecimal digits.
    private static func newKey() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
    }

    private static func address(_ path: [String], _ query: [String: String?]) -> String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(escaped($0))" } }.sorted()
        return "/v1/" + path.map { escaped($0) }.joined(separator: "/") + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// What is safe in a path and a query as it is (RFC 3986, unreserved).
    private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text }

    private func send(_ method: HTTPMethod, _ address: String, body: Data?, key: String?, repeats: Int) async throws -> Data {
        var request = HTTPClientRequest(url: "http+unix://\(HallClient.escaped(socket))\(address)")
        request.method = method
        if let actAs { request.headers.add(name: APIHeader.actAs, value: actAs) }
        if let key { request.headers.add(name: APIHeader.idempotencyKey, value: key) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let answer: (status: HTTPResponseStatus, bytes: Data)
        do {
            let response = try await HallClient.connections.execute(request, timeout: .seconds(HallClient.patience))
            answer = (response.status, Data(try await response.body.collect(upTo: HallClient.maximumAnswer).readableBytesView))
        } catch  where repeats > 0 && HallClient.isUnheard(error) {
            return try await send(method, address, body: body, key: key, repeats: repeats - 1)
        } catch {
            throw away(error, key: key)
        }
        guard answer.status == .ok else {
            guard let refusal = try? JSONDecoder().decode(ErrorBody.self, from: answer.bytes) else {
                throw Refusal(.unavailable, "The daemon answered \(answer.status) without a reason.")
            }
            throw refusal.refusal
        }
        return answer.bytes
    }

    /// Whether the daemon was there and closed the connection without an answer, as one that restarts may.
    private static func isUnheard(_ error: any Error) -> Bool {
        if let error = error as? HTTPClientError { return error == .remoteConnectionClosed }
        return (error as? IOError).map { $0.errnoCode == EPIPE || $0.errnoCode == ECONNRESET } ?? false
    }

    /// Why there is no answer, and what to do. Where a change was asked for, it may have been made all the same: its key says so.
    private func away(_ error: any Error, key: String?) -> Refusal {
        if access(socket, F_OK) == 0, access(socket, W_OK) != 0 {
            return Refusal(
                .unavailable, "You may not speak to the daemon on \(socket); ask the administrator to add you to the group duban.")
        }
        let remedy = "Is it running? Look with `systemctl status duband`, or name its socket with --socket."
        let repetition = key.map { " If it went away meanwhile, repeat the command with --key \($0): nothing is done twice." } ?? ""
        return Refusal(.unavailable, "The daemon does not answer on \(socket). \(remedy)\(repetition)")
    }

    private func decode<Answer: Decodable>(_ data: Data) throws -> Answer {
        do {
            return try JSONDecoder().decode(Answer.self, from: data)
        } catch {
            throw Refusal(.unavailable, "The daemon's answer is not understood; are `duban` and `duband` of the same version?")
        }
    }
}
