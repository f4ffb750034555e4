/// The type of an expression, as the checker knows it before anything is evaluated.
public indirect enum CELType: Sendable, Hashable {
    /// Known only when it is evaluated.
    case dynamic
    /// Only null.
    case null
    /// True or false.
    case bool
    /// A whole number of 64 bits.
    case int
    /// A whole number of 64 bits without a sign.
    case uint
    /// A number with a fraction.
    case double
    /// Text.
    case string
    /// Octets.
    case bytes
    /// An instant.
    case timestamp
    /// A span of time.
    case duration
    /// Values of one type in order.
    case list(CELType)
    /// Values of one type by keys of another.
    case map(CELType, CELType)
    /// Declared fields by name; when it is evaluated, a map.
    case record([String: CELType])
    /// A value that may be absent.
    case optional(CELType)
    /// The type of a type.
    case type
    /// A type that only functions of the host know, by the name of its `CELOpaque`.
    case opaque(String)
    /// Any type, but the same wherever the name stands in the signature of a function.
    case parameter(String)
}

extension CELType: CustomStringConvertible {
    /// As people read it.
    public var description: String {
        switch self {
        case .dynamic: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let item): "list(\(item))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .record: "a record"
        case .optional(let inner): "optional(\(inner))"
        case .type: "type"
        case .opaque(let name): name
        case .parameter(let name): name
        }
    }
}

extension CELType {
    var isNumber: Bool { self == .int || self == .uint || self == .double }

    /// Whether a value may be an argument where a function wants this type. Items of lists are not looked at.
    @inline(__always)
    func admits(_ value: CELValue) -> Bool {
        switch (self, value) {
        case (.dynamic, _), (.parameter, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
            (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.list, .list), (.map, .map),
            (.record, .map), (.optional, .optional), (.type, .type):
            true
        case (.opaque(let name), .opaque(let value)): Swift.type(of: value).typeName == name
        default: false
        }
    }

    /// The types whose names stand for values of `type`.
    static let named: [String: String] = Dictionary(
        [
            "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "dyn", "optional_type",
            "google.protobuf.Timestamp", "google.protobuf.Duration", "net.IP", "net.CIDR",
        ].map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
}
