/// A value in the typed document of a case. It is JSON's model with whole numbers kept exact, and with a place-holder
/// for a private value that is sealed elsewhere.
public enum DataValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number: counts, and money in fen.
    case integer(Int64)
    /// A number with a fraction.
    case double(Double)
    /// Text; dates are ISO 8601.
    case text(String)
    /// Values in order.
    case list([DataValue])
    /// Named values.
    case record([String: DataValue])
    /// A private value: what is stored, hashed and folded is this reference, never the value (design.md section 4).
    case sealed(SealedReference)
}

/// Points at the sealed form of a private value by the SHA-256 of its ciphertext, so that the hash chain covers it.
public struct SealedReference: Sendable, Hashable {
    /// The digest of the ciphertext.
    public let digest: ContentHash
    /// The keyed token of the value, where its field is findable: the same value has the same token in every case, so that a
    /// register's key can be made of it ("nobody is ever paid twice") although no rule sees the value itself.
    public let token: String?
    /// A reference to the ciphertext with this digest.
    public init(digest: ContentHash, token: String? = nil) {
        self.digest = digest
        self.token = token
    }

    /// The digest alone says which value is meant.
    public static func == (left: SealedReference, right: SealedReference) -> Bool { left.digest == right.digest }

    /// The digest alone says which value is meant.
    public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

extension DataValue {
    /// An empty record.
    public static let emptyRecord = DataValue.record([:])

    /// The fields, where this is a record.
    public var fields: [String: DataValue]? { if case .record(let fields) = self { fields } else { nil } }

    /// The text, where this is text.
    public var textValue: String? { if case .text(let text) = self { text } else { nil } }

    /// The number, where this is a whole number.
    public var integerValue: Int64? { if case .integer(let number) = self { number } else { nil } }

    /// The items, where this is a list.
    public var items: [DataValue]? { if case .list(let items) = self { items } else { nil } }

    /// True where nothing is there.
    public var isNull: Bool { self == .null }

    /// The field `name`, or null where this is no record or has no such field.
    public subscript(name: String) -> DataValue {
        if case .record(let fields) = self, let value = fields[name] { value } else { .null }
    }

    /// The value at `path`; null where a part of the path is missing. Setting creates the records on the way;
    /// setting null removes the field.
    public subscript(path: DataPath) -> DataValue {
        get { path.names.reduce(self) { $0[$1] } }
        set { set(path.names[...], newValue) }
    }

    private mutating func set(_ names: ArraySlice<String>, _ value: DataValue) {
        guard let first = names.first else {
            self = value
            return
        }
        if value.isNull, self[first].isNull { return }  // Nothing to remove, and nothing to create on the way.
        var fields = self.fields ?? [:]
        self = .null  // gives up the second reference, so that the dictionary is changed in place
        if names.count == 1 {
            fields[first] = value.isNull ? nil : value
        } else {
            fields[first, default: .emptyRecord].set(names.dropFirst(), value)
        }
        self = .record(fields)
    }
}

extension DataValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A list.
    public init(arrayLiteral elements: DataValue...) { self = .list(elements) }
    /// A record; the last of two equal names counts.
    public init(dictionaryLiteral elements: (String, DataValue)...) {
        self = .record(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}

/// Names a field of the document from its root: `applicant.name`.
public struct DataPath: Sendable, Hashable, CustomStringConvertible {
    /// The names from the root.
    public let names: [String]
    /// The path with these names.
    public init(_ names: [String]) { self.names = names }
    /// Reads names with dots between them.
    public init(_ text: String) { names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }
    /// The path one name longer.
    public func appending(_ name: String) -> DataPath { DataPath(names + [name]) }
    /// The names with dots between them.
    public var description: String { names.joined(separator: ".") }
}
