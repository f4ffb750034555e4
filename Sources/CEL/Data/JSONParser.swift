/// Reads JSON.
struct JSONParser {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    private static let maximumDepth = 64

    static func parse(_ text: String) throws(CELError) -> CELValue {
        var parser = JSONParser(bytes: Array(text.utf8))
        let value = try parser.value()
        parser.skipSpace()
        guard parser.index == parser.bytes.count else { throw parser.fault("the end was expected here") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func fault(_ message: String) -> CELError { CELError(.syntax, message, at: index) }

    private var next: UInt8 { index < bytes.count ? bytes[index] : 0 }

    private mutating func skipSpace() { while [0x20, 0x09, 0x0A, 0x0D].contains(next), index < bytes.count { index += 1 } }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value() throws(CELError) -> CELValue {
        skipSpace()
        switch next {
        case 0x7B: return try nested { (parser) throws(CELError) in try parser.object() }
        case 0x5B: return try nested { (parser) throws(CELError) in try parser.array() }
        case 0x22: return .string(try string())
        case 0x74: return try literal("true", .bool(true))
        case 0x66: return try literal("false", .bool(false))
        case 0x6E: return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws(CELError) -> CELValue) throws(CELError) -> CELValue {
        depth += 1
        guard depth <= JSONParser.maximumDepth else {
            throw CELError(.limit, "the JSON is nested deeper than \(JSONParser.maximumDepth)", at: index)
        }
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func object() throws(CELError) -> CELValue {
        index += 1
        var builder = CELMap.Builder()
        skipSpace()
        if take(0x7D) { return .map(builder.map) }
        repeat {
            skipSpace()
            guard next == 0x22 else { throw fault("a name in quotes was expected") }
            let name = try string()
            skipSpace()
            guard take(0x3A) else { throw fault("\":\" was expected after the name") }
            guard builder.add(.string(name), try value()) else { throw fault("\"\(name)\" stands twice") }
            skipSpace()
        } while take(0x2C)
        guard take(0x7D) else { throw fault("\",\" or \"}\" was expected") }
        return .map(builder.map)
    }

    private mutating func array() throws(CELError) -> CELValue {
        index += 1
        var items: [CELValue] = []
        skipSpace()
        if take(0x5D) { return .list(items) }
        repeat {
            items.append(try value())
            skipSpace()
        } while take(0x2C)
        guard take(0x5D) else { throw fault("\",\" or \"]\" was expected") }
        return .list(items)
    }

    private mutating func literal(_ text: String, _ value: CELValue) throws(CELError) -> CELValue {
        guard bytes[index...].starts(with: text.utf8) else { throw fault("a value was expected") }
        index += text.utf8.count
        return value
    }

    private mutating func number() throws(CELError) -> CELValue {
        let start = index
        _ = take(0x2D)
        let first = index
        while next.isDigit { index += 1 }
        guard index > first, next.isDigit == false, bytes[first] != 0x30 || index == first + 1 else { throw fault("a value was expected") }
        var isWhole = true
        if take(0x2E) {
            isWhole = false
            guard next.isDigit else { throw fault("a digit was expected after \".\"") }
            while next.isDigit { index += 1 }
        }
        if take(0x65) || take(0x45) {
            isWhole = false
            if !take(0x2B) { _ = take(0x2D) }
            guard next.isDigit else { throw fault("a digit was expected in the exponent") }
            while next.isDigit { index += 1 }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else { throw fault("the number is too large") }
        return .double(number)
    }

    private mutating func string() throws(CELError) -> String {
        index += 1
        var content: [UInt8] = []
        while index < bytes.count, next != 0x22 {
            guard next >= 0x20 else { throw fault("a control character must be escaped") }
            if next == 0x5C {
                try escape(into: &content)
            } else {
                content.append(next)
                index += 1
            }
        }
        guard take(0x22) else { throw fault("the text in quotes does not end") }
        return String(decoding: content, as: UTF8.self)
    }

    private static let escapes: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]

    private mutating func escape(into content: inout [UInt8]) throws(CELError) {
        index += 1
        if let plain = JSONParser.escapes[next] {
            index += 1
            content.append(plain)
            return
        }
        guard take(0x75) else { throw fault("an unknown escape") }
        let first = try codeUnit()
        var code = UInt32(first)
        if (0xD800..<0xDC00).contains(first), take(0x5C), take(0x75) {
            let second = try codeUnit()
            guard (0xDC00..<0xE000).contains(second) else { throw fault("half a surrogate pair") }
            code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("half a surrogate pair") }
        content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }

    private mutating func codeUnit() throws(CELError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next.hexadecimal else { throw fault("four hexadecimal digits were expected") }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }
}
