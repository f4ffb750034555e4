import Foundation

extension [UInt8] {
    /// The octets as base64 with padding.
    var base64: String { Data(self).base64EncodedString() }

    /// Reads base64; the padding at the end may be left out.
    init?(base64 text: String) {
        let padding = String(repeating: "=", count: text.hasSuffix("=") ? 0 : (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text + padding) else { return nil }
        self = Array(data)
    }
}
