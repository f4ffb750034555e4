/// A value of an expression.
///
/// `==` is the language's own equality: numbers of different kinds are equal where they are the same number, a double that is
/// not a number equals nothing, text is compared by code points and not by canonical equivalence, and values of different
/// kinds are unequal. Like `Double`, the type is therefore `Equatable` without being reflexive in every case.
public enum CELValue: Sendable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// An exact whole number of 64 bits.
    case int(Int64)
    /// An exact whole number of 64 bits without a sign.
    case uint(UInt64)
    /// A number with a fraction, IEEE 754 binary64.
    case double(Double)
    /// Text: a sequence of code points.
    case string(String)
    /// Octets.
    case bytes([UInt8])
    /// An instant from the year 1 to the year 9999, exact to the nanosecond.
    case timestamp(CELTimestamp)
    /// A span of time, exact to the nanosecond, of at most about 292 years.
    case duration(Duration)
    /// Values in order.
    case list([CELValue])
    /// Values by key.
    case map(CELMap)
    /// The name of a type, such as `int` or `google.protobuf.Timestamp`.
    case type(String)
    /// A value that may be absent.
    indirect case optional(CELValue?)
    /// A value that only functions of the host can make and use, such as an IP address.
    indirect case opaque(any CELOpaque)
}

/// A value of a type that the language itself does not know: functions make it, functions use it, expressions pass it on.
public protocol CELOpaque: Sendable, CustomStringConvertible {
    /// The name of the type as `type(value)` gives it, such as `net.IP`.
    static var typeName: String { get }
    /// Whether two values of this type are equal; values of different types never are.
    func isEqual(to other: any CELOpaque) -> Bool
}

extension CELValue {
    /// The truth value, where this is one.
    public var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The text, where this is text.
    public var stringValue: String? { if case .string(let text) = self { text } else { nil } }

    /// The items, where this is a list.
    public var listValue: [CELValue]? { if case .list(let items) = self { items } else { nil } }

    /// The entries, where this is a map.
    public var mapValue: CELMap? { if case .map(let map) = self { map } else { nil } }

    /// The name of the type of this value, as `type(value)` gives it.
    public var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .optional: "optional_type"
        case .opaque(let value): Swift.type(of: value).typeName
        }
    }
}

// `nil` is no literal of a value on purpose: where a value may be absent, `nil` must mean that it is, and not `null`.
extension CELValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An `int`.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A `double`.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A `string`.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A `list`.
    public init(arrayLiteral elements: CELValue...) { self = .list(elements) }
    /// A `map` with text as keys; the last of two equal keys counts.
    public init(dictionaryLiteral elements: (String, CELValue)...) {
        self = .map(CELMap(Dictionary(elements, uniquingKeysWith: { $1 })))
    }
}
