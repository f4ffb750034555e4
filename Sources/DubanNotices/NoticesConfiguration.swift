public import DubanPlugin
public import Foundation
import Yams

/// How notices go out: `notices.yaml`.
public struct NoticesConfiguration: Sendable, Codable {
    /// The mail server.
    public struct Email: Sendable, Codable {
        /// How the connection is protected.
        public enum Security: String, Sendable, Codable {
            /// TLS from the first byte (RFC 8314), usually port 465.
            case tls
            /// TLS after STARTTLS; without it nothing is sent.
            case starttls
            /// None: only to this machine.
            case none
        }

        /// Its name or address.
        public let server: String
        /// Its port.
        public let port: Int
        /// How the connection is protected.
        public let security: Security
        /// Who signs in; nobody without it.
        public let user: String?
        /// The name of the credential, or the path of the file, with the password.
        public let password: String?
        /// The sender, such as `Hall <hall@example.org>`.
        public let from: String
        /// A file with certificates to trust, instead of the system's.
        public let authority: String?
        /// Seconds until an answer of the server's must have come.
        public let timeout: Int?
    }

    /// Somebody who is told by webhook.
    public struct Webhook: Sendable, Codable {
        /// Where to.
        public let url: String
        /// The name of the credential, or the path of the file, with the secret (`whsec_…`); several while it is changed, the new one first.
        public let secrets: [String]
        /// A file with certificates to trust, instead of the system's.
        public let authority: String?
        /// Seconds until the answer must have come.
        public let timeout: Int?
    }

    /// The hook that sends text messages.
    public struct SMS: Sendable, Codable {
        /// The program and its arguments; it reads `{"key", "to", "text"}` on standard input, and ends with a code of sysexits.
        public let command: [String]
        /// Seconds until it must have ended.
        public let timeout: Int?
    }

    /// Where letters go.
    public struct Letters: Sendable, Codable {
        /// The folder that the printer is fed from.
        public let folder: String
    }

    /// The hall, as CloudEvents name where they come from, such as `urn:duban:xiwangzhuang`; part of each notice's key.
    public let source: String?
    /// The source where none is configured.
    static let standardSource = "urn:duban"
    /// The mail server.
    public let email: Email?
    /// Receivers of webhooks by name.
    public let webhooks: [String: Webhook]?
    /// The hook that sends text messages.
    public let sms: SMS?
    /// Where letters go.
    public let letters: Letters?

    /// Loads a configuration.
    /// - Throws: `plugin-misconfigured`, with what is wrong.
    public static func load(_ path: String) throws(PluginFailure) -> NoticesConfiguration {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .permanent("plugin-misconfigured", "The configuration of notices cannot be read from \(path).")
        }
        do {
            return try YAMLDecoder().decode(NoticesConfiguration.self, from: data)
        } catch DecodingError.keyNotFound(let key, let context) {
            let place = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
            throw .permanent("plugin-misconfigured", "\(path) lacks \"\(place)\".")
        } catch {
            throw .permanent("plugin-misconfigured", "\(path) is not understood: \(error)")
        }
    }
}

/// Reads secrets from files: never from the environment or the arguments, which others can read.
public struct Secrets: Sendable {
    private let folder: String?

    /// Secrets of the folder that the daemon, or systemd, says by `CREDENTIALS_DIRECTORY`.
    public init(folder: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]) { self.folder = folder }

    /// A secret by the name of its credential, or the path of its file.
    /// - Throws: `plugin-misconfigured`, with where it was looked for.
    public func read(_ name: String) throws(PluginFailure) -> String {
        let path = name.hasPrefix("/") ? name : folder.map { "\($0)/\(name)" }
        guard let path, let data = FileManager.default.contents(atPath: path) else {
            throw .permanent(
                "plugin-misconfigured",
                "The secret \"\(name)\" is not at \(path ?? "any place: CREDENTIALS_DIRECTORY is not set"); see credentials in the manifest."
            )
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
