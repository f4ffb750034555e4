extension CELFunction {
    /// From one type to another.
    static let conversions: [CELFunction] =
        from([.int, .uint, .double, .string, .timestamp, .duration], "int", .int, Conversions.int)
        + from([.uint, .int, .double, .string], "uint", .uint, Conversions.uint)
        + from([.double, .int, .uint, .string], "double", .double, Conversions.double)
        + from(
            [.string, .int, .uint, .double, .bool, .bytes, .timestamp, .duration, .opaque(IPAddress.typeName), .opaque(IPRange.typeName)],
            "string", .string, Conversions.string)
        + from([.bytes, .string], "bytes", .bytes, Conversions.bytes)
        + from([.bool, .string], "bool", .bool, Conversions.bool)
        + from([.timestamp, .string, .int], "timestamp", .timestamp, Conversions.timestamp)
        + from([.duration, .string, .int], "duration", .duration, Conversions.duration)

    private static func from(_ types: [CELType], _ name: String, _ result: CELType, _ body: @escaping Body) -> [CELFunction] {
        types.map { .global(name, [$0], result, body) }
    }
}

/// Conversions. A value that does not fit into the type is an error, never cut.
enum Conversions {
    static func int(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .int: return arguments[0]
        case .uint(let number):
            if let whole = Int64(exactly: number) { return .int(whole) }
        case .double(let number):
            // The two ends cannot be told from the numbers beyond them, so both are refused.
            if number > -0x1p63, number < 0x1p63 { return .int(Int64(number)) }
        case .string(let text):
            if let number = Int64(text), !text.hasPrefix("+") { return .int(number) }
            throw CELFailure("\(arguments[0].shortText) is no whole number of 64 bits")
        case .timestamp(let instant): return .int(instant.seconds)
        case .duration(let span): return .int(span.nanoseconds ?? .max)
        default: break
        }
        throw CELFailure("\(arguments[0].shortText) does not fit into an int")
    }

    static func uint(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .uint: return arguments[0]
        case .int(let number):
            if let whole = UInt64(exactly: number) { return .uint(whole) }
        case .double(let number):
            if number >= 0, number < 0x1p64 { return .uint(UInt64(number)) }
        case .string(let text):
            if let number = UInt64(text), !text.hasPrefix("+") { return .uint(number) }
            throw CELFailure("\(arguments[0].shortText) is no whole number without a sign of 64 bits")
        default: break
        }
        throw CELFailure("\(arguments[0].shortText) does not fit into a uint")
    }

    static func double(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .double: return arguments[0]
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            let isNamed = ["nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"].contains(text.lowercased())
            guard let number = Double(text), isNamed || number.isFinite else { throw CELFailure("\(arguments[0].shortText) is no number") }
            return .double(number)
        default: throw arguments.mismatch(0, "a number or text")
        }
    }

    static func string(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .string: return arguments[0]
        case .int(let number): return .string(String(number))
        case .uint(let number): return .string(String(number))
        case .double(let number): return .string(number.shortestText)
        case .bool(let flag): return .string(flag ? "true" : "false")
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw CELFailure("the bytes are not valid UTF-8") }
            return .string(text)
        case .timestamp(let instant): return .string(instant.description)
        case .duration(let span): return .string(span.secondsText)
        case .opaque(let value): return .string(value.description)
        default: throw CELFailure("\(arguments[0].typeName) cannot be made text")
        }
    }

    static func bytes(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        if case .bytes = arguments[0] { return arguments[0] }
        return .bytes(Array(try arguments.string(0).utf8))
    }

    static func bool(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        if case .bool = arguments[0] { return arguments[0] }
        switch try arguments.string(0) {
        case "1", "t", "T", "true", "TRUE", "True": return .bool(true)
        case "0", "f", "F", "false", "FALSE", "False": return .bool(false)
        default: throw CELFailure("\(arguments[0].shortText) is no truth value")
        }
    }

    static func timestamp(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .timestamp: return arguments[0]
        case .int(let seconds):
            guard let instant = CELTimestamp(seconds: seconds) else {
                throw CELFailure("\(seconds) seconds lie outside the years 1 to 9999")
            }
            return .timestamp(instant)
        default:
            guard let instant = CELTimestamp(try arguments.string(0)) else {
                throw CELFailure("\(arguments[0].shortText) is no timestamp; write it as 2009-02-13T23:31:30Z")
            }
            return .timestamp(instant)
        }
    }

    static func duration(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .duration: return arguments[0]
        case .int(let nanoseconds): return .duration(.nanoseconds(nanoseconds))
        default:
            guard let span = Duration(text: try arguments.string(0)) else {
                throw CELFailure("\(arguments[0].shortText) is no duration; write it as 1h30m or 90s")
            }
            return .duration(span)
        }
    }
}
