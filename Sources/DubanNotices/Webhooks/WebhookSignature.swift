import Crypto
public import DubanPlugin
import Foundation

/// Signs a webhook as the Standard Webhooks specification says: HMAC-SHA256 over `id.timestamp.body`.
public struct WebhookSignature: Sendable {
    private let keys: [SymmetricKey]

    /// A signer.
    /// - Parameter secrets: `whsec_` and base 64, of 24 to 64 bytes; several while a secret is changed, each of which signs.
    /// - Throws: `plugin-misconfigured`.
    public init(secrets: [String]) throws(PluginFailure) {
        var keys: [SymmetricKey] = []
        for secret in secrets {
            let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
            guard let bytes = Data(base64Encoded: text), (24...64).contains(bytes.count) else {
                throw .permanent("plugin-misconfigured", "A webhook's secret is whsec_ and the base 64 of 24 to 64 bytes.")
            }
            keys.append(SymmetricKey(data: bytes))
        }
        guard !keys.isEmpty else { throw .permanent("plugin-misconfigured", "A webhook needs a secret.") }
        self.keys = keys
    }

    /// The header `webhook-signature`.
    /// - Parameter timestamp: Seconds since 1970, of the attempt.
    public func header(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        return keys.map { key in
            "v1," + Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
        }.joined(separator: " ")
    }
}
