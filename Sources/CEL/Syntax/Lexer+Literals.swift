extension Lexer {
    /// `42`, `42u`, `0x2A`, `1.5`, `.5`, `1e3`.
    mutating func number() throws(CELError) -> Token.Kind {
        let start = index
        if peek() == 0x30, peek(1) | 0x20 == 0x78 {
            index += 2
            while peek().hexadecimal != nil { index += 1 }
            return try whole(String(decoding: bytes[start + 2..<index], as: UTF8.self), radix: 16, at: start)
        }
        while peek().isDigit { index += 1 }
        var isWhole = true
        if peek() == 0x2E, peek(1).isDigit {
            isWhole = false
            index += 1
            while peek().isDigit { index += 1 }
        }
        let signed = peek(1) == 0x2B || peek(1) == 0x2D
        if peek() | 0x20 == 0x65, peek(signed ? 2 : 1).isDigit {
            isWhole = false
            index += signed ? 2 : 1
            while peek().isDigit { index += 1 }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole { return try whole(text, radix: 10, at: start) }
        try refuseLetter(after: text, at: start)
        guard let number = Double(text), number.isFinite else {
            throw CELError(.syntax, "\(text) is larger than a double can be", at: start)
        }
        return .double(number)
    }

    private mutating func whole(_ digits: String, radix: Int, at start: Int) throws(CELError) -> Token.Kind {
        let isUnsigned = peek() | 0x20 == 0x75
        if isUnsigned { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        try refuseLetter(after: text, at: start)
        guard !digits.isEmpty else { throw CELError(.syntax, "hexadecimal digits were expected after 0x", at: start) }
        guard let number = UInt64(digits, radix: radix), isUnsigned || number <= UInt64(Int64.max) + 1 else {
            throw CELError(.syntax, "\(text.prefix(40)) does not fit into 64 bits", at: start)
        }
        return isUnsigned ? .uint(number) : .int(number)
    }

    private func refuseLetter(after text: String, at start: Int) throws(CELError) {
        guard peek().isLetter || peek().isDigit else { return }
        throw CELError(.syntax, "a number ends before \"\(UnicodeScalar(peek()))\"; separate them", at: index)
    }

    /// A text or bytes, from its prefix to its closing quotes.
    mutating func text(_ prefix: Set<UInt8> = []) throws(CELError) -> Token.Kind {
        let start = index
        index += prefix.count
        let (isRaw, isBytes) = (prefix.contains(0x72), prefix.contains(0x62))
        let quote = peek()
        let isTriple = peek(1) == quote && peek(2) == quote
        index += isTriple ? 3 : 1
        var content: [UInt8] = []
        while true {
            guard index < bytes.count else {
                throw CELError(.syntax, "the text does not end; \(UnicodeScalar(quote)) is missing", at: start)
            }
            let byte = peek()
            if byte == quote, !isTriple || (peek(1) == quote && peek(2) == quote) { break }
            if !isTriple, byte == 0x0A || byte == 0x0D {
                throw CELError(.syntax, "the text does not end in its line; three quotes hold several lines", at: start)
            }
            if byte == 0x5C, !isRaw {
                try escape(isBytes: isBytes, into: &content)
            } else {
                content.append(byte)
                index += 1
            }
        }
        index += isTriple ? 3 : 1
        return isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
    }

    private static let plainEscapes: [UInt8: UInt8] = [
        0x5C: 0x5C, 0x3F: 0x3F, 0x22: 0x22, 0x27: 0x27, 0x60: 0x60, 0x61: 0x07, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D,
        0x74: 0x09, 0x76: 0x0B,
    ]

    private mutating func escape(isBytes: Bool, into content: inout [UInt8]) throws(CELError) {
        let start = index
        let letter = peek(1)
        if let plain = Lexer.plainEscapes[letter] {
            content.append(plain)
            index += 2
            return
        }
        let code: UInt32
        switch letter {
        case 0x78, 0x58: code = try digits(2, radix: 16, after: 2)
        case 0x75 where !isBytes: code = try unicode()
        case 0x55 where !isBytes: code = try digits(8, radix: 16, after: 2)
        case 0x30...0x33: code = try digits(3, radix: 8, after: 1)
        default:
            throw CELError(.syntax, "\"\\\(UnicodeScalar(letter))\" is no escape here; write \\\\ for a backslash", at: start)
        }
        if isBytes {
            content.append(UInt8(truncatingIfNeeded: code))
        } else {
            guard let scalar = Unicode.Scalar(code) else { throw CELError(.syntax, "the escape names no code point", at: start) }
            content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        }
    }

    /// Four digits; two escapes of surrogates together name one code point.
    private mutating func unicode() throws(CELError) -> UInt32 {
        let high = try digits(4, radix: 16, after: 2)
        guard (0xD800..<0xDC00).contains(high), peek() == 0x5C, peek(1) == 0x75 else { return high }
        let low = try digits(4, radix: 16, after: 2)
        // A half alone is no code point, and so refused.
        return (0xDC00..<0xE000).contains(low) ? 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00) : high
    }

    private mutating func digits(_ count: Int, radix: UInt32, after prefix: Int) throws(CELError) -> UInt32 {
        let start = index
        index += prefix
        var code: UInt32 = 0
        for _ in 0..<count {
            guard let digit = peek().hexadecimal, digit < radix else {
                throw CELError(.syntax, "the escape wants \(count) \(radix == 8 ? "octal" : "hexadecimal") digits", at: start)
            }
            code = code &* radix &+ digit
            index += 1
        }
        return code
    }
}
