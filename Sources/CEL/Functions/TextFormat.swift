import Foundation

/// `text.format([values])`: clauses `%s %d %f %e %b %o %x %X`, of which `%f` and `%e` take a precision such as `%.2f`.
struct TextFormat {
    private var output = ""
    private let meter: Meter

    /// More digits than this after the point say nothing about a double.
    private static let maximumPrecision = 1_000

    static func format(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let values = try arguments.list(1)
        var format = TextFormat(meter: meter)
        var rest = try arguments.string(0).unicodeScalars[...]
        var next = 0
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                format.output.unicodeScalars.append(scalar)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                format.output += "%"
                continue
            }
            let precision = try takePrecision(from: &rest)
            guard let clause = rest.popFirst() else { throw CELFailure("the format ends after \"%\"; write %% for the sign itself") }
            guard next < values.count else { throw CELFailure("the format wants more than \(values.count) values") }
            try format.append(values[next], clause, precision)
            next += 1
        }
        try meter.spend(forText: format.output.utf8.count)
        return .string(format.output)
    }

    private init(meter: Meter) { self.meter = meter }

    private static func takePrecision(from rest: inout Substring.UnicodeScalarView) throws(CELFailure) -> Int? {
        guard rest.first == "." else { return nil }
        rest.removeFirst()
        var digits = ""
        while let scalar = rest.first, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            rest.removeFirst()
        }
        guard let precision = Int(digits), precision <= maximumPrecision else {
            throw CELFailure("a precision is a number up to \(maximumPrecision), such as %.2f")
        }
        return precision
    }

    private mutating func write(_ text: String) throws(CELFailure) {
        try meter.admit(textBytes: output.utf8.count + text.utf8.count)
        output += text
    }

    private mutating func append(_ value: CELValue, _ clause: Unicode.Scalar, _ precision: Int?) throws(CELFailure) {
        switch clause {
        case "s": try appendText(of: value)
        case "d": try write(try TextFormat.decimal(value))
        case "f": try write(try TextFormat.fraction(value, "%.\(precision ?? 6)f", "f"))
        case "e": try write(try TextFormat.fraction(value, "%.\(precision ?? 6)e", "e"))
        case "b":
            if case .bool(let flag) = value { try write(flag ? "1" : "0") } else { try write(try TextFormat.whole(value, radix: 2, "b")) }
        case "o": try write(try TextFormat.whole(value, radix: 8, "o"))
        case "x": try write(try TextFormat.hexadecimal(value, "x"))
        case "X": try write(try TextFormat.hexadecimal(value, "X").uppercased())
        default: throw CELFailure("\"%\(clause)\" is no clause; there are %s %d %f %e %b %o %x %X")
        }
    }

    /// `%s`: any value that has a text.
    private mutating func appendText(of value: CELValue) throws(CELFailure) {
        switch value {
        case .null: try write("null")
        case .bool(let flag): try write(flag ? "true" : "false")
        case .int(let number): try write(String(number))
        case .uint(let number): try write(String(number))
        case .double(let number): try write(number.plainText)
        case .string(let text): try write(text)
        case .bytes(let bytes): try write(String(decoding: bytes, as: UTF8.self))
        case .timestamp(let instant): try write(instant.description)
        case .duration(let span): try write(span.secondsText)
        case .type(let name): try write(name)
        case .list(let items):
            try write("[")
            for (position, item) in items.enumerated() {
                if position > 0 { try write(", ") }
                try appendText(of: item)
            }
            try write("]")
        case .map(let map): try appendEntries(of: map)
        case .opaque(let opaque): try write(opaque.description)
        case .optional: throw CELFailure("%s does not fit optional_type; take its value")
        }
    }

    /// Entries in the order of their keys' texts.
    private mutating func appendEntries(of map: CELMap) throws(CELFailure) {
        var entries: [(key: String, value: CELValue)] = []
        for (key, value) in map {
            var text = TextFormat(meter: meter)
            try text.appendText(of: key.value)
            entries.append((text.output, value))
        }
        entries.sort { $0.key.order(to: $1.key) == .less }
        try write("{")
        for (position, entry) in entries.enumerated() {
            try write("\(position > 0 ? ", " : "")\(entry.key): ")
            try appendText(of: entry.value)
        }
        try write("}")
    }

    private static func decimal(_ value: CELValue) throws(CELFailure) -> String {
        switch value {
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): number.plainText
        default: throw CELFailure("%d wants a number, not \(value.typeName)")
        }
    }

    private static func fraction(_ value: CELValue, _ format: String, _ clause: String) throws(CELFailure) -> String {
        let number: Double =
            switch value {
            case .int(let number): Double(number)
            case .uint(let number): Double(number)
            case .double(let number): number
            default: throw CELFailure("%\(clause) wants a number, not \(value.typeName)")
            }
        return number.isFinite ? String(format: format, number) : number.specialText
    }

    private static func whole(_ value: CELValue, radix: Int, _ clause: String) throws(CELFailure) -> String {
        switch value {
        case .int(let number): String(number, radix: radix)
        case .uint(let number): String(number, radix: radix)
        default: throw CELFailure("%\(clause) wants a whole number, not \(value.typeName)")
        }
    }

    private static func hexadecimal(_ value: CELValue, _ clause: String) throws(CELFailure) -> String {
        switch value {
        case .string(let text): hexadecimal(Array(text.utf8))
        case .bytes(let bytes): hexadecimal(bytes)
        default: try whole(value, radix: 16, clause)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
