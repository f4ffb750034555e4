extension CELValue {
    /// Reads the tagged form, which keeps the kinds of values apart that JSON does not: `{"int": "1"}`, `{"uint": "1"}`,
    /// `{"double": "NaN"}`, `{"string": …}`, `{"bool": …}`, `{"null": null}`, `{"bytes": base64}`, `{"timestamp": RFC 3339}`,
    /// `{"duration": "1.5s"}`, `{"list": […]}`, `{"map": [[key, value], …]}`, `{"type": name}`, `{"optional": value or null}`.
    /// - Throws: A `CELFailure` that says what is wrong.
    public init(tagged json: CELValue) throws(CELFailure) {
        guard case .map(let map) = json, map.count == 1, case .string(let tag)? = map.keys.first, let content = map.values.first else {
            throw CELFailure("a tagged value is an object with one name, such as {\"int\": \"1\"}")
        }
        let mismatch = CELFailure("this is no content of the tag \"\(tag)\"")
        switch (tag, content) {
        case ("null", _): self = .null
        case ("bool", .bool): self = content
        case ("list", .list(let items)):
            var values: [CELValue] = []
            for item in items { values.append(try CELValue(tagged: item)) }
            self = .list(values)
        case ("map", .list(let pairs)): self = .map(try CELMap(tagged: pairs))
        case ("optional", .null): self = .optional(nil)
        case ("optional", _): self = .optional(try CELValue(tagged: content))
        case (_, .string(let text)):
            guard let value = CELValue(tag: tag, text: text) else { throw mismatch }
            self = value
        case ("int", .int), ("double", .double): self = content
        case ("uint", .int(let number)) where number >= 0: self = .uint(UInt64(number))
        case ("double", .int(let number)): self = .double(Double(number))
        default: throw mismatch
        }
    }

    private init?(tag: String, text: String) {
        let value: CELValue? =
            switch tag {
            case "int": Int64(text).map { .int($0) }
            case "uint": UInt64(text).map { .uint($0) }
            case "double": Double(text).map { .double($0) }
            case "string": .string(text)
            case "bytes": [UInt8](base64: text).map { .bytes($0) }
            case "timestamp": CELTimestamp(text).map { .timestamp($0) }
            case "duration": Duration(text: text).map { .duration($0) }
            case "type": .type(text)
            default: nil
            }
        guard let value else { return nil }
        self = value
    }

    /// The tagged form as JSON; entries of maps in the order of their keys, so that equal values are written alike.
    /// - Throws: A `CELFailure` where the text would be longer than `CELLimits.textBytes`.
    public func tagged(limits: CELLimits = CELLimits()) throws(CELFailure) -> String {
        var writer = JSONText(limits: limits)
        try writer.writeTagged(self)
        return writer.text
    }
}

extension CELMap {
    fileprivate init(tagged pairs: [CELValue]) throws(CELFailure) {
        var builder = Builder()
        for pair in pairs {
            guard case .list(let parts) = pair, parts.count == 2, let key = Key(literal: try CELValue(tagged: parts[0])) else {
                throw CELFailure("a map is a list of pairs [key, value], the key bool, int, uint or string")
            }
            guard builder.add(key, try CELValue(tagged: parts[1])) else { throw CELFailure("a key stands twice in a map") }
        }
        self = builder.map
    }
}

extension JSONText {
    mutating func writeTagged(_ value: CELValue) throws(CELFailure) {
        switch value {
        case .null: try raw("{\"null\": null}")
        case .bool(let flag): try raw("{\"bool\": \(flag)}")
        case .int(let number): try tag("int", String(number))
        case .uint(let number): try tag("uint", String(number))
        case .double(let number): try tag("double", number.isFinite ? number.description : number.specialText)
        case .string(let text): try tag("string", text)
        case .bytes(let bytes): try tag("bytes", bytes.base64)
        case .timestamp(let instant): try tag("timestamp", instant.description)
        case .duration(let span): try tag("duration", span.secondsText)
        case .type(let name): try tag("type", name)
        case .opaque(let opaque): try tag(type(of: opaque).typeName, opaque.description)
        case .list(let items):
            try raw("{\"list\": ")
            try list(items) { (writer, item) throws(CELFailure) in try writer.writeTagged(item) }
            try raw("}")
        case .map(let map):
            try raw("{\"map\": ")
            try list(map.sortedEntries) { (writer, entry) throws(CELFailure) in
                try writer.raw("[")
                try writer.writeTagged(entry.key.value)
                try writer.raw(", ")
                try writer.writeTagged(entry.value)
                try writer.raw("]")
            }
            try raw("}")
        case .optional(let inner):
            try raw("{\"optional\": ")
            if let inner { try writeTagged(inner) } else { try raw("null") }
            try raw("}")
        }
    }

    private mutating func tag(_ tag: String, _ content: String) throws(CELFailure) {
        try raw("{\"\(tag)\": ")
        try quoted(content)
        try raw("}")
    }
}
