extension CELValue {
    /// Reads JSON (RFC 8259): objects become maps, whole numbers `int` where they fit into 64 bits, other numbers `double`.
    /// - Throws: A `CELError` with the place, also for a name that stands twice and for nesting beyond 64.
    public init(json: String) throws(CELError) {
        do throws(CELError) { self = try JSONParser.parse(json) } catch { throw error.within(json) }
    }

    /// The value as JSON, names in order, so that equal values are written alike.
    ///
    /// Whole numbers are written as numbers. Bytes are base64, instants RFC 3339, durations seconds such as `1.5s`, numbers that
    /// JSON lacks `"NaN"` and `"Infinity"`, keys of maps text, and an absent optional null.
    /// - Throws: A `CELFailure` where the text would be longer than `CELLimits.textBytes`.
    public func json(limits: CELLimits = CELLimits()) throws(CELFailure) -> String {
        var writer = JSONText(limits: limits)
        try writer.write(self)
        return writer.text
    }
}

/// Writes JSON. Values share their parts, so a small one may have a text that never ends: its length is limited.
struct JSONText {
    private(set) var text = ""
    private let meter: Meter

    init(limits: CELLimits) { meter = Meter(limits) }

    mutating func raw(_ piece: String) throws(CELFailure) {
        try meter.admit(textBytes: text.utf8.count + piece.utf8.count)
        text += piece
    }

    mutating func quoted(_ string: String) throws(CELFailure) {
        try meter.admit(textBytes: text.utf8.count + string.utf8.count + 2)
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ": text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    mutating func list<Item>(_ items: some Sequence<Item>, _ body: (inout JSONText, Item) throws(CELFailure) -> Void) throws(CELFailure) {
        try raw("[")
        var isFirst = true
        for item in items {
            if !isFirst { try raw(",") }
            isFirst = false
            try body(&self, item)
        }
        try raw("]")
    }

    mutating func write(_ value: CELValue) throws(CELFailure) {
        switch value {
        case .null, .optional(nil): try raw("null")
        case .bool(let flag): try raw(flag ? "true" : "false")
        case .int(let number): try raw(String(number))
        case .uint(let number): try raw(String(number))
        case .double(let number): if number.isFinite { try raw(number.description) } else { try quoted(number.specialText) }
        case .string(let string), .type(let string): try quoted(string)
        case .bytes(let bytes): try quoted(bytes.base64)
        case .timestamp(let instant): try quoted(instant.description)
        case .duration(let span): try quoted(span.secondsText)
        case .list(let items): try list(items) { (writer, item) throws(CELFailure) in try writer.write(item) }
        case .map(let map):
            try raw("{")
            for (position, entry) in map.sortedEntries.enumerated() {
                if position > 0 { try raw(",") }
                try quoted(entry.key.text)
                try raw(":")
                try write(entry.value)
            }
            try raw("}")
        case .optional(.some(let inner)): try write(inner)
        case .opaque(let opaque): try quoted(opaque.description)
        }
    }
}

extension CELMap {
    /// The entries in the order of their keys.
    var sortedEntries: [(key: Key, value: CELValue)] { map { $0 }.sorted { $0.key.precedes($1.key) } }
}

extension CELMap.Key {
    /// The key as the name of a field.
    var text: String {
        switch self {
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .string(let text): text
        }
    }
}
