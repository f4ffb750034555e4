extension CELFunction {
    /// Optional values, except `optMap` and `optFlatMap`, which are macros.
    static let optionals: [CELFunction] = [
        .global("optional.of", [any], .optional(any)) { (arguments, _) throws(CELFailure) in .optional(arguments[0]) },
        .global("optional.ofNonZeroValue", [any], .optional(any)) { (arguments, _) throws(CELFailure) in
            .optional(arguments[0].isZero ? nil : arguments[0])
        },
        .global("optional.none", [], .optional(any)) { (_, _) throws(CELFailure) in .optional(nil) },
        .member("hasValue", [.optional(any)], .bool) { (arguments, _) throws(CELFailure) in
            .bool(try OptionalFunctions.unwrap(arguments) != nil)
        },
        .member("value", [.optional(any)], any) { (arguments, _) throws(CELFailure) in
            guard let value = try OptionalFunctions.unwrap(arguments) else { throw CELFailure("the optional has no value") }
            return value
        },
        // These two are operations of the evaluator, since their second argument may stay unevaluated; here are their types.
        .member("or", [.optional(any), .optional(any)], .optional(any)) { (arguments, _) throws(CELFailure) in arguments[0] },
        .member("orValue", [.optional(any), any], any) { (arguments, _) throws(CELFailure) in arguments[1] },
        .global("optional.unwrap", [.list(.optional(any))], .list(any), OptionalFunctions.unwrapAll),
        .member("unwrapOpt", [.list(.optional(any))], .list(any), OptionalFunctions.unwrapAll),
        .member("first", [.list(any)], .optional(any)) { (arguments, _) throws(CELFailure) in .optional(try arguments.list(0).first) },
        .member("last", [.list(any)], .optional(any)) { (arguments, _) throws(CELFailure) in .optional(try arguments.list(0).last) },
    ]

    /// The encoders extension.
    static let encoders: [CELFunction] = [
        .global("base64.encode", [.bytes], .string) { (arguments, meter) throws(CELFailure) in
            guard case .bytes(let bytes) = arguments[0] else { throw arguments.mismatch(0, "bytes") }
            try meter.admit(textBytes: bytes.count / 3 * 4 + 4)
            return .string(bytes.base64)
        },
        .global("base64.decode", [.string], .bytes) { (arguments, _) throws(CELFailure) in
            guard let bytes = [UInt8](base64: try arguments.string(0)) else { throw CELFailure("\(arguments[0].shortText) is not base64") }
            return .bytes(bytes)
        },
    ]
}

/// Optional values.
enum OptionalFunctions {
    static func unwrap(_ arguments: CELArguments) throws(CELFailure) -> CELValue? {
        guard case .optional(let inner) = arguments[0] else { throw arguments.mismatch(0, "optional") }
        return inner
    }

    static func unwrapAll(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        var values: [CELValue] = []
        for item in try arguments.list(0) {
            guard case .optional(let inner) = item else { throw CELFailure("optionals were expected, not \(item.typeName)") }
            if let inner { values.append(inner) }
        }
        return .list(values)
    }
}

extension CELValue {
    /// Whether the value is what an unset field of its type would hold.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let flag): !flag
        case .int(let number): number == 0
        case .uint(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .timestamp(let instant): instant.seconds == 0 && instant.nanoseconds == 0
        case .duration(let span): span == .zero
        case .list(let items): items.isEmpty
        case .map(let map): map.count == 0
        case .optional(let inner): inner == nil
        case .type, .opaque: false
        }
    }
}
