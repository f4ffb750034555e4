/// Reads JSON (RFC 8259) into a document. Depth is limited, numbers outside Int64 become fractions, a name that comes twice
/// in a record is an error, and so is anything after the value.
public struct JSONReader {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0
    private let admitsSealed: Bool

    /// Values nested deeper than this are refused.
    public static let maximumDepth = 64

    /// Reads `bytes`. `admitsSealed` says whether `{"$sealed": …}` means a sealed value (our own stored bytes) or is an error
    /// (anything that comes from outside, which must not forge one).
    public static func read(_ bytes: [UInt8], admitsSealed: Bool = false) throws(JSONError) -> DataValue {
        var reader = JSONReader(bytes: bytes, admitsSealed: admitsSealed)
        let value = try reader.value()
        reader.skipSpace()
        guard reader.index == bytes.count else { throw reader.error("the end was expected here") }
        return value
    }

    private init(bytes: [UInt8], admitsSealed: Bool) {
        self.bytes = bytes
        self.admitsSealed = admitsSealed
    }

    private mutating func value() throws(JSONError) -> DataValue {
        skipSpace()
        guard index < bytes.count else { throw error("a value was expected, but the text ends") }
        switch bytes[index] {
        case 0x7B: return try nested { reader throws(JSONError) in try reader.object() }
        case 0x5B: return try nested { reader throws(JSONError) in try reader.array() }
        case 0x22: return .text(try string())
        case 0x74: return try literal("true", .bool(true))
        case 0x66: return try literal("false", .bool(false))
        case 0x6E: return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout JSONReader) throws(JSONError) -> DataValue) throws(JSONError) -> DataValue {
        depth += 1
        guard depth <= JSONReader.maximumDepth else { throw error("nested deeper than \(JSONReader.maximumDepth)") }
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONError) -> DataValue {
        index += 1
        var fields: [String: DataValue] = [:]
        skipSpace()
        if take(0x7D) { return .record(fields) }
        repeat {
            skipSpace()
            guard index < bytes.count, bytes[index] == 0x22 else { throw error("a name in quotes was expected") }
            let name = try string()
            skipSpace()
            guard take(0x3A) else { throw error("':' was expected after \"\(name)\"") }
            let value = try value()
            guard fields.updateValue(value, forKey: name) == nil else { throw error("\"\(name)\" comes twice") }
            skipSpace()
        } while take(0x2C)
        guard take(0x7D) else { throw error("',' or '}' was expected") }
        guard let digest = fields[DataValue.sealedKey] else { return .record(fields) }
        let token = fields["token"]
        guard admitsSealed, fields.count == (token == nil ? 1 : 2), let hash = digest.textValue.flatMap({ ContentHash(hex: $0) }) else {
            throw error("the name \"\(DataValue.sealedKey)\" is reserved")
        }
        return .sealed(SealedReference(digest: hash, token: token?.textValue))
    }

    private mutating func array() throws(JSONError) -> DataValue {
        index += 1
        var items: [DataValue] = []
        skipSpace()
        if take(0x5D) { return .list(items) }
        repeat {
            items.append(try value())
            skipSpace()
        } while take(0x2C)
        guard take(0x5D) else { throw error("',' or ']' was expected") }
        return .list(items)
    }

    private mutating func literal(_ text: StaticString, _ value: DataValue) throws(JSONError) -> DataValue {
        let expected = text.withUTF8Buffer { Array($0) }
        guard bytes[index...].starts(with: expected) else { throw error("a value was expected") }
        index += expected.count
        return value
    }

    private mutating func number() throws(JSONError) -> DataValue {
        let start = index
        _ = take(0x2D)
        let whole = index
        guard digits() > 0 else { throw error("a value was expected") }
        if bytes[whole] == 0x30, index > whole + 1 { throw error("a number may not begin with 0") }
        var isWhole = true
        if take(0x2E) {
            isWhole = false
            guard digits() > 0 else { throw error("a digit was expected after '.'") }
        }
        if take(0x65) || take(0x45) {
            isWhole = false
            if !take(0x2B) { _ = take(0x2D) }
            guard digits() > 0 else { throw error("a digit was expected in the exponent") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { throw error("the number is too large") }
        return .double(number)
    }

    private mutating func digits() -> Int {
        let start = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        return index - start
    }

    private mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != 0x22, bytes[index] != 0x5C, bytes[index] >= 0x20 { index += 1 }
        guard index < bytes.count else { throw error("the text in quotes does not end") }
        if bytes[index] == 0x22 {
            defer { index += 1 }
            return try text(bytes[start..<index])
        }
        var unescaped = Array(bytes[start..<index])
        while index < bytes.count, bytes[index] != 0x22 {
            guard bytes[index] >= 0x20 else { throw error("a control character must be escaped") }
            if bytes[index] == 0x5C { try escape(into: &unescaped) } else { unescaped.append(bytes[index]); index += 1 }
        }
        guard take(0x22) else { throw error("the text in quotes does not end") }
        return try text(unescaped[...])
    }

    private func text(_ slice: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw error("the text is not valid UTF-8") }
        return text
    }

    private mutating func escape(into output: inout [UInt8]) throws(JSONError) {
        index += 1
        guard index < bytes.count else { throw error("the text in quotes does not end") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: output.append(byte)
        case 0x62: output.append(0x08)
        case 0x66: output.append(0x0C)
        case 0x6E: output.append(0x0A)
        case 0x72: output.append(0x0D)
        case 0x74: output.append(0x09)
        case 0x75: output.append(contentsOf: String(Character(try unicodeScalar())).utf8)
        default: throw error("an unknown escape")
        }
    }

    private mutating func unicodeScalar() throws(JSONError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take(0x5C), take(0x75) else { throw error("half a surrogate pair") }
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw error("half a surrogate pair") }
        return scalar
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        // `[UInt8](hexadecimal:)` reads digits only, where `UInt16(_:radix:)` would also read a sign.
        guard index + 4 <= bytes.count,
            let pair = [UInt8](hexadecimal: String(decoding: bytes[index..<index + 4], as: UTF8.self))
        else { throw error("four hexadecimal digits were expected") }
        index += 4
        return UInt16(pair[0]) << 8 | UInt16(pair[1])
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
    }

    private func error(_ reason: String) -> JSONError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count(where: { $0 == 0x0A }) + 1
        let column = index - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return JSONError(reason: reason, line: line, column: column)
    }
}

/// Why a text is not the JSON that was expected, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was expected.
    public let reason: String
    /// The line, from 1.
    public let line: Int
    /// The byte in the line, from 1.
    public let column: Int
    /// Place and reason.
    public var description: String { "line \(line), column \(column): \(reason)" }
}
