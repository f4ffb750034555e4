extension CELFunction {
    /// The strings extension. Positions are counted in code points from 0.
    static let strings: [CELFunction] = [
        .member("charAt", [.string, .int], .string, StringFunctions.charAt),
        .member("indexOf", [.string, .string], .int, StringFunctions.indexOf),
        .member("indexOf", [.string, .string, .int], .int, StringFunctions.indexOf),
        .member("lastIndexOf", [.string, .string], .int, StringFunctions.lastIndexOf),
        .member("lastIndexOf", [.string, .string, .int], .int, StringFunctions.lastIndexOf),
        .member("lowerAscii", [.string], .string, StringFunctions.lowerAscii),
        .member("upperAscii", [.string], .string, StringFunctions.upperAscii),
        .member("replace", [.string, .string, .string], .string, StringFunctions.replace),
        .member("replace", [.string, .string, .string, .int], .string, StringFunctions.replace),
        .member("split", [.string, .string], .list(.string), StringFunctions.split),
        .member("split", [.string, .string, .int], .list(.string), StringFunctions.split),
        .member("substring", [.string, .int], .string, StringFunctions.substring),
        .member("substring", [.string, .int, .int], .string, StringFunctions.substring),
        .member("trim", [.string], .string, StringFunctions.trim),
        .member("reverse", [.string], .string, StringFunctions.reverse),
        .member("join", [.list(.string)], .string, StringFunctions.join),
        .member("join", [.list(.string), .string], .string, StringFunctions.join),
        .member("format", [.string, .list(.dynamic)], .string, TextFormat.format),
        .global("strings.quote", [.string], .string, StringFunctions.quote),
    ]
}

/// The strings extension.
enum StringFunctions {
    private typealias Scalars = [Unicode.Scalar]

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> CELValue {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return .string(String(view))
    }

    private static func position(_ number: Int64, upTo end: Int) throws(CELFailure) -> Int {
        guard number >= 0, number <= end else { throw CELFailure("position \(number) lies outside the text, which has \(end) characters") }
        return Int(number)
    }

    static func charAt(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let scalars = Scalars(try arguments.string(0).unicodeScalars)
        let position = try position(try arguments.int(1), upTo: scalars.count)
        return text(scalars[position...].prefix(1))
    }

    static func indexOf(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let (whole, part) = (Scalars(try arguments.string(0).unicodeScalars), Scalars(try arguments.string(1).unicodeScalars))
        let start = arguments.count == 3 ? try position(try arguments.int(2), upTo: whole.count) : 0
        return .int(Int64(try TextSearch(part).first(in: whole, from: start, &meter) ?? -1))
    }

    /// The last match that begins at or before a position; both are turned round, and the first match is taken.
    static func lastIndexOf(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let (whole, part) = (Scalars(try arguments.string(0).unicodeScalars), Scalars(try arguments.string(1).unicodeScalars))
        let last = arguments.count == 3 ? try position(try arguments.int(2), upTo: whole.count) : whole.count
        if part.isEmpty { return .int(Int64(last)) }
        let skipped = max(0, whole.count - part.count - last)
        let found = try TextSearch(part.reversed()).first(in: whole.reversed(), from: skipped, &meter)
        return .int(found.map { Int64(whole.count - part.count - $0) } ?? -1)
    }

    static func lowerAscii(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let bytes = try arguments.string(0).utf8.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    static func upperAscii(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let bytes = try arguments.string(0).utf8.map { (0x61...0x7A).contains($0) ? $0 - 32 : $0 }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    /// Where the parts of a text stand that a separator stands between; an empty separator stands between all code points.
    private static func parts(
        of whole: Scalars, separator: Scalars, atMost limit: Int, _ meter: inout Meter
    ) throws(CELFailure) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        let search = TextSearch(separator)
        try meter.spend(forText: whole.count)
        while parts.count < limit - 1 {
            if separator.isEmpty {
                guard start < whole.count - 1 else { break }
                parts.append(start..<start + 1)
                start += 1
            } else {
                // Spent above for the whole text: each search goes on where the last one ended.
                var free = Meter.unlimited
                guard let found = try search.first(in: whole, from: start, &free) else { break }
                parts.append(start..<found)
                start = found + separator.count
            }
        }
        if !separator.isEmpty || !whole.isEmpty { parts.append(start..<whole.count) }
        return parts
    }

    static func split(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let (whole, separator) = (Scalars(try arguments.string(0).unicodeScalars), Scalars(try arguments.string(1).unicodeScalars))
        let limit = arguments.count == 3 ? try arguments.int(2) : -1
        if limit == 0 { return .list([]) }
        let parts = try parts(of: whole, separator: separator, atMost: limit < 0 ? .max : Int(limit), &meter)
        try meter.admit(listItems: parts.count)
        return .list(parts.map { text(whole[$0]) })
    }

    /// Replaces a part wherever it stands, or at most so many times.
    static func replace(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let (whole, part) = (Scalars(try arguments.string(0).unicodeScalars), Scalars(try arguments.string(1).unicodeScalars))
        let replacement = try arguments.string(2)
        let limit = arguments.count == 4 ? try arguments.int(3) : -1
        let count = limit < 0 ? Int.max - 1 : Int(min(limit, 1 << 32))
        // An empty part stands before each code point and at the end.
        let parts =
            part.isEmpty
            ? gaps(in: whole, atMost: count) : try parts(of: whole, separator: part, atMost: count + 1, &meter)
        let length = try arguments.string(0).utf8.count + (parts.count - 1) * replacement.utf8.count
        try meter.admit(textBytes: length)
        try meter.spend(forText: length)
        var result = String.UnicodeScalarView()
        for (position, range) in parts.enumerated() {
            if position > 0 { result.append(contentsOf: replacement.unicodeScalars) }
            result.append(contentsOf: whole[range])
        }
        return .string(String(result))
    }

    private static func gaps(in whole: Scalars, atMost count: Int) -> [Range<Int>] {
        let gaps = min(count, whole.count + 1)
        guard gaps > 0 else { return [0..<whole.count] }
        return [0..<0] + (0..<gaps - 1).map { $0..<$0 + 1 } + [gaps - 1..<whole.count]
    }

    static func substring(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let scalars = Scalars(try arguments.string(0).unicodeScalars)
        let start = try position(try arguments.int(1), upTo: scalars.count)
        let end = arguments.count == 3 ? try position(try arguments.int(2), upTo: scalars.count) : scalars.count
        guard start <= end else { throw CELFailure("the part would end at \(end), before it begins at \(start)") }
        return text(scalars[start..<end])
    }

    static func trim(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let scalars = Scalars(try arguments.string(0).unicodeScalars)
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return .string("") }
        return text(scalars[first...last])
    }

    static func reverse(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        text(try arguments.string(0).unicodeScalars.reversed())
    }

    static func join(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let separator = arguments.count == 2 ? try arguments.string(1) : ""
        var texts: [String] = []
        var length = 0
        for item in try arguments.list(0) {
            guard case .string(let text) = item else { throw CELFailure("join wants texts, not \(item.typeName)") }
            texts.append(text)
            length += text.utf8.count + separator.utf8.count
            try meter.admit(textBytes: length)
        }
        try meter.spend(forText: length)
        return .string(texts.joined(separator: separator))
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "\u{07}": "\\a", "\u{08}": "\\b", "\u{0C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{0B}": "\\v", "\\": "\\\\",
        "\"": "\\\"",
    ]

    static func quote(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        var result = "\""
        for scalar in try arguments.string(0).unicodeScalars {
            if let escape = escapes[scalar] { result += escape } else { result.unicodeScalars.append(scalar) }
        }
        try meter.admit(textBytes: result.utf8.count + 1)
        return .string(result + "\"")
    }
}
