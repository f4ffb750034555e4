/// A word of an expression.
enum CELToken: Hashable {
    case identifier(String)
    case int(Int64)
    case double(Double)
    case string(String)
    case symbol(String)
    case end
}

/// Splits a source into words with their offsets.
struct CELLexer {
    private let bytes: [UInt8]
    private var index = 0

    init(_ source: String) { bytes = Array(source.utf8) }

    /// All words, the last one `end`.
    static func tokens(_ source: String) throws(CELError) -> [(token: CELToken, offset: Int)] {
        var lexer = CELLexer(source)
        var tokens: [(CELToken, Int)] = []
        while true {
            lexer.skipSpace()
            let offset = lexer.index
            let token = try lexer.next()
            tokens.append((token, offset))
            if token == .end { return tokens }
        }
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            if [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains(bytes[index]) {
                index += 1
            } else if bytes[index...].starts(with: "//".utf8) {
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            } else {
                return
            }
        }
    }

    private mutating func next() throws(CELError) -> CELToken {
        guard index < bytes.count else { return .end }
        let byte = bytes[index]
        if CELLexer.isDigit(byte) { return try number() }
        if byte == 0x22 || byte == 0x27 { return .string(try string()) }
        if CELLexer.isLetter(byte) { return try word() }
        for symbol in ["==", "!=", "<=", ">=", "&&", "||"] where bytes[index...].starts(with: symbol.utf8) {
            index += 2
            return .symbol(symbol)
        }
        guard "+-*/%<>!?:.,()[]".utf8.contains(byte) else {
            throw CELError(.syntax, "the character \"\(Character(UnicodeScalar(byte)))\" has no place in an expression", at: index)
        }
        index += 1
        return .symbol(String(UnicodeScalar(byte)))
    }

    private mutating func word() throws(CELError) -> CELToken {
        let start = index
        while index < bytes.count, CELLexer.isLetter(bytes[index]) || CELLexer.isDigit(bytes[index]) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if index < bytes.count, bytes[index] == 0x22 || bytes[index] == 0x27 {
            throw CELError(.unsupported, "raw and byte strings are not supported here", at: start)
        }
        return .identifier(text)
    }

    private mutating func number() throws(CELError) -> CELToken {
        let start = index
        while index < bytes.count, CELLexer.isDigit(bytes[index]) { index += 1 }
        var isWhole = true
        if index + 1 < bytes.count, bytes[index] == 0x2E, CELLexer.isDigit(bytes[index + 1]) {
            isWhole = false
            index += 1
            while index < bytes.count, CELLexer.isDigit(bytes[index]) { index += 1 }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard index == bytes.count || !CELLexer.isLetter(bytes[index]) else {
            throw CELError(.unsupported, "only decimal numbers are supported here", at: start)
        }
        if isWhole {
            guard let value = Int64(text) else { throw CELError(.syntax, "\(text) does not fit into 64 bits", at: start) }
            return .int(value)
        }
        guard let value = Double(text) else { throw CELError(.syntax, "\(text) is no number", at: start) }
        return .double(value)
    }

    private mutating func string() throws(CELError) -> String {
        let (start, quote) = (index, bytes[index])
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != quote, bytes[index] != 0x0A {
            if bytes[index] == 0x5C {
                index += 1
                guard index < bytes.count, let escaped = CELLexer.escapes[bytes[index]] else {
                    throw CELError(.unsupported, "this escape is not supported here", at: index - 1)
                }
                text.append(escaped)
            } else {
                text.append(bytes[index])
            }
            index += 1
        }
        guard index < bytes.count, bytes[index] == quote else { throw CELError(.syntax, "the string does not end", at: start) }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    private static let escapes: [UInt8: UInt8] = [0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D, 0x5C: 0x5C, 0x22: 0x22, 0x27: 0x27]

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }
}
