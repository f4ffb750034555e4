/// A value of an expression.
public enum CELValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// An exact whole number of 64 bits.
    case int(Int64)
    /// A number with a fraction.
    case double(Double)
    /// Text.
    case string(String)
    /// Milliseconds since 1970 UTC.
    case timestamp(Int64)
    /// Values in order.
    case list([CELValue])
    /// Values by name: a record or a map.
    case map([String: CELValue])

    /// Ordering of two values of a kind that has one; numbers of different kinds compare by value.
    func isLess(than other: CELValue) -> Bool? {
        switch (self, other) {
        case (.int(let left), .int(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.int(let left), .double(let right)): Double(left) < right
        case (.double(let left), .int(let right)): left < Double(right)
        case (.string(let left), .string(let right)): left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        case (.timestamp(let left), .timestamp(let right)): left < right
        case (.bool(let left), .bool(let right)): !left && right
        default: nil
        }
    }

    /// Equality; numbers of different kinds compare by value.
    func isEqual(to other: CELValue) -> Bool {
        switch (self, other) {
        case (.int(let left), .double(let right)), (.double(let right), .int(let left)): Double(left) == right
        case (.string(let left), .string(let right)):
            // Scalars, not canonical equivalence: the language compares code points.
            left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1) }
        case (.map(let left), .map(let right)):
            left.count == right.count && left.allSatisfy { key, value in right[key].map { value.isEqual(to: $0) } ?? false }
        default: self == other
        }
    }
}

/// The type of an expression.
public indirect enum CELType: Sendable, Hashable, CustomStringConvertible {
    /// Only null.
    case null
    /// True or false.
    case bool
    /// A whole number.
    case int
    /// A number with a fraction.
    case double
    /// Text.
    case string
    /// An instant.
    case timestamp
    /// Values of one type in order.
    case list(CELType)
    /// Values of one type by name.
    case map(CELType)
    /// Declared fields by name.
    case object([String: CELType])
    /// Known only when it is evaluated.
    case dynamic

    /// As people read it.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .double: "double"
        case .string: "string"
        case .timestamp: "timestamp"
        case .list(let element): "list(\(element))"
        case .map(let element): "map(string, \(element))"
        case .object: "a record"
        case .dynamic: "dyn"
        }
    }

    /// Whether a value of this type may stand where `other` is wanted.
    func fits(_ other: CELType) -> Bool {
        switch (self, other) {
        case (.dynamic, _), (_, .dynamic): true
        case (.list(let left), .list(let right)), (.map(let left), .map(let right)): left.fits(right)
        default: self == other
        }
    }

    var isNumber: Bool { self == .int || self == .double || self == .dynamic }
}
