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
    /// Bytes of an answer.
    static let maximumAnswer = 64 << 20

    /// A client of the daemon that listens on `socket`.
    /// - Parameter actAs: The member of staff as whom a `--dev` daemon lets anyone act.
    public init(socket: String, actAs: String?) {
        self.socket = socket
        self.actAs = actAs
    }

    /// Reads.
    public func get<Answer: Decodable>(_ path: String, as type: Answer.Type = Answer.self) async throws -> Answer {
        try decode(try await send(.GET, path, body: nil, key: nil))
    }

    /// Asks for a change. The idempotency key names the request; without one a new one is made, and a repeat would be another request.
    public func post<Answer: Decodable>(
        _ path: String, _ body: some Encodable, key: String?, as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        try decode(try await send(.POST, path, body: try JSONEncoder().encode(body), key: key ?? HallClient.newKey()))
    }

    /// 128 random bits as hexadecimal digits.
    private static func newKey() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
    }

    private func send(_ method: HTTPMethod, _ path: String, body: Data?, key: String?) async throws -> Data {
        let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
        var request = HTTPClientRequest(url: "http+unix://\(host)\(path)")
        request.method = method
        if let actAs { request.headers.add(name: APIHeader.actAs, value: actAs) }
        if let key { request.headers.add(name: APIHeader.idempotencyKey, value: key) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response: HTTPClientResponse
        do {
            response = try await HTTPClient.shared.execute(request, timeout: .seconds(HallClient.patience))
        } catch {
            throw Refusal(
                .unavailable, "The daemon does not answer on \(socket). Is it running? `systemctl status duband`, or say --socket.")
        }
        let answer = Data(try await response.body.collect(upTo: HallClient.maximumAnswer).readableBytesView)
        guard response.status == .ok else {
            guard let refusal = try? JSONDecoder().decode(ErrorBody.self, from: answer) else {
                throw Refusal(.unavailable, "The daemon answered \(response.status) without a reason.")
            }
            throw refusal.refusal
        }
        return answer
    }

    private func decode<Answer: Decodable>(_ data: Data) throws -> Answer {
        do {
            return try JSONDecoder().decode(Answer.self, from: data)
        } catch {
            throw Refusal(.unavailable, "The daemon's answer is not understood; are `duban` and `duband` of the same version?")
        }
    }
}
