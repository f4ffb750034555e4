public import DubanModel

/// A message between the daemon and a plugin.
public enum PluginMessage: Sendable, Hashable {
    /// Something is asked for, and will be answered.
    case request(id: Int64, method: String, parameters: DataValue)
    /// Something is said, and will not be answered.
    case notification(method: String, parameters: DataValue)
    /// An answer.
    case response(id: Int64, result: DataValue)
    /// A refusal.
    case failure(id: Int64?, PluginFailure)

    /// The newest version of the protocol that is spoken here.
    public static let version: Int64 = 1
    /// The versions of the protocol that are spoken here.
    public static let versions: ClosedRange<Int64> = 1...version

    /// The message as one line with its end.
    public var line: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("jsonrpc", "2.0")
            switch self {
            case .request(let id, let method, let parameters):
                writer.field("id", id)
                writer.field("method", method)
                writer.field("params", parameters)
            case .notification(let method, let parameters):
                writer.field("method", method)
                writer.field("params", parameters)
            case .response(let id, let result):
                writer.field("id", id)
                writer.field("result", result)
            case .failure(let id, let failure):
                writer.field("id", id.map { .integer($0) } ?? .null)
                writer.field("error", failure.data)
            }
        }
        return writer.bytes + [0x0A]
    }

    /// Reads a line.
    /// - Throws: `PluginMessageError` where it is no message.
    public init(line: [UInt8]) throws(PluginMessageError) {
        let object: DataValue
        do { object = try JSONReader.read(line) } catch { throw PluginMessageError(description: "no JSON: \(error)") }
        guard object["jsonrpc"] == "2.0" else { throw PluginMessageError(description: "no JSON-RPC 2.0 message") }
        let id = object["id"].integerValue
        if let method = object["method"].textValue {
            self =
                id.map { .request(id: $0, method: method, parameters: object["params"]) }
                ?? .notification(method: method, parameters: object["params"])
        } else if !object["error"].isNull {
            self = .failure(id: id, PluginFailure(object["error"]))
        } else if let id, object.fields?["result"] != nil {
            self = .response(id: id, result: object["result"])
        } else {
            throw PluginMessageError(description: "neither a method, nor a result, nor an error")
        }
    }
}

extension PluginMessage {
    /// The id of a message of which only the first bytes are there, where they say it.
    package static func id(inPrefix bytes: [UInt8]) -> Int64? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let name = text.firstRange(of: "\"id\":") else { return nil }
        return Int64(text[name.upperBound...].drop { $0 == " " }.prefix { $0.isASCII && $0.isNumber })
    }
}

/// Why a line is no message.
public struct PluginMessageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// In words.
    public let description: String
}
