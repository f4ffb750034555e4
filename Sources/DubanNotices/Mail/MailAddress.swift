import DubanPlugin
import Foundation

/// A mailbox: `hall@example.org`, or `Hall <hall@example.org>`.
struct MailAddress: Hashable {
    /// The name, where it has one.
    let name: String?
    /// The address itself.
    let address: String

    /// Reads a mailbox. Addresses are ASCII: servers that take others are rare.
    /// - Throws: `bad-arguments`; the address is not in the message, since it may be private.
    init(_ text: String) throws(PluginFailure) {
        let wrong = PluginFailure.permanent("bad-arguments", "An address is not of the form name@example.org.")
        var (name, address) = (String?.none, text)
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            let words = text[..<open].trimmingCharacters(in: .whitespaces).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            name = words.isEmpty ? nil : words
            address = String(text[text.index(after: open)...].dropLast())
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), address.utf8.count <= 254,
            address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"<>()[]\\,;:\"".utf8.contains($0) }), name?.contains(where: \.isNewline) != true
        else { throw wrong }
        self.name = name
        self.address = address
    }

    /// What follows the @.
    var domain: String { String(address.split(separator: "@")[1]) }

    /// As a header has it.
    var header: String { name.map { "\(MailHeader.words($0)) <\(address)>" } ?? address }
}

/// How headers are written (RFC 5322, RFC 2047).
enum MailHeader {
    /// Words as a header has them: ASCII as it is, anything else encoded, in pieces of at most 75 characters.
    static func words(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?") && text.utf8.count <= 60
        if isPlain {
            let isAtom = text.allSatisfy { $0.isLetter || $0.isNumber || " -_.{}!#".contains($0) }
            return isAtom ? text : "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return encoded(text)
    }

    /// Text such as a subject, which needs no quotes.
    static func text(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?") && text.utf8.count <= 60
        return isPlain ? text : encoded(text)
    }

    private static func encoded(_ text: String) -> String {
        var pieces: [String] = []
        var piece = ""
        for character in text where !character.isNewline {
            if piece.utf8.count + String(character).utf8.count > 42 {
                pieces.append(piece)
                piece = ""
            }
            piece.append(character)
        }
        pieces.append(piece)
        return pieces.map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}
