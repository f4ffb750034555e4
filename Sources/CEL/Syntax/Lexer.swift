/// Splits a source into words.
struct Lexer {
    let bytes: [UInt8]
    var index = 0

    /// All words of a source, the last one `end`.
    static func tokens(_ source: String) throws(CELError) -> [Token] {
        var lexer = Lexer(bytes: Array(source.utf8))
        var tokens: [Token] = []
        while true {
            lexer.skipSpace()
            let start = lexer.index
            let kind = try lexer.next()
            tokens.append(Token(kind: kind, range: start..<lexer.index))
            if case .end = kind { return tokens }
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The byte so far ahead; 0 beyond the end, which is no part of any word.
    func peek(_ distance: Int = 0) -> UInt8 { index + distance < bytes.count ? bytes[index + distance] : 0 }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch (bytes[index], peek(1)) {
            case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _), (0x0C, _): index += 1
            case (0x2F, 0x2F): while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
            default: return
            }
        }
    }

    private mutating func next() throws(CELError) -> Token.Kind {
        guard index < bytes.count else { return .end }
        let byte = bytes[index]
        if byte.isDigit || (byte == 0x2E && peek(1).isDigit) { return try number() }
        if byte == 0x22 || byte == 0x27 { return try text() }
        if byte.isLetter { return try word() }
        if byte == 0x60 { return try quotedName() }
        if let symbol = Lexer.pairs[UInt16(byte) << 8 | UInt16(peek(1))] {
            index += 2
            return .symbol(symbol)
        }
        guard let symbol = Lexer.singles[byte] else { throw unexpected() }
        index += 1
        return .symbol(symbol)
    }

    private static let pairs: [UInt16: Token.Symbol] = Dictionary(
        [Token.Symbol.and, .or, .equal, .notEqual, .lessOrEqual, .greaterOrEqual].map { symbol in
            (symbol.rawValue.utf8.reduce(0) { $0 << 8 | UInt16($1) }, symbol)
        }, uniquingKeysWith: { first, _ in first })

    private static let singles: [UInt8: Token.Symbol] = Dictionary(
        "!<>+-*/%?:.,()[]{}".utf8.compactMap { byte in Token.Symbol(rawValue: String(UnicodeScalar(byte))).map { (byte, $0) } },
        uniquingKeysWith: { first, _ in first })

    private func unexpected() -> CELError {
        let rest = String(decoding: bytes[index...].prefix(8), as: UTF8.self)
        let character = rest.first.map(String.init) ?? ""
        let hint =
            switch character {
            case "&": "; write && for \"and\""
            case "|": "; write || for \"or\""
            case "=": "; write == to compare"
            default: ""
            }
        return CELError(.syntax, "the character \"\(character)\" has no place in an expression\(hint)", at: index)
    }

    private mutating func word() throws(CELError) -> Token.Kind {
        let start = index
        // Prefixes of texts: r raw, b bytes, in either case and order.
        var length = 0
        while length < 2, "rRbB".utf8.contains(peek(length)) { length += 1 }
        let quote = peek(length)
        if length > 0, quote == 0x22 || quote == 0x27 {
            let prefix = Set(bytes[start..<start + length].map { $0 | 0x20 })
            if prefix.count == length { return try text(prefix) }
        }
        while peek().isLetter || peek().isDigit { index += 1 }
        return .identifier(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func quotedName() throws(CELError) -> Token.Kind {
        let start = index
        index += 1
        while index < bytes.count, peek() != 0x60 {
            guard peek().isLetter || peek().isDigit || "-./ ".utf8.contains(peek()) else {
                throw CELError(.syntax, "a name in backticks holds letters, digits and _ - . / and spaces", at: index)
            }
            index += 1
        }
        guard peek() == 0x60, index > start + 1 else { throw CELError(.syntax, "a name in backticks ends with a backtick", at: start) }
        index += 1
        return .quoted(String(decoding: bytes[start + 1..<index - 1], as: UTF8.self))
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == 0x5F }

    /// The value of a hexadecimal digit.
    var hexadecimal: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self - 0x30)
        case 0x41...0x46: UInt32(self - 0x41 + 10)
        case 0x61...0x66: UInt32(self - 0x61 + 10)
        default: nil
        }
    }
}
