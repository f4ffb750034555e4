/// A map of the language: keys are truth values, whole numbers or text; entries keep the order in which they were made.
///
/// `int` and `uint` keys that are the same number are the same key, and a `double` that is a whole number finds it.
public struct CELMap: Sendable {
    private let storage: Storage

    /// A key of a map.
    public enum Key: Sendable {
        /// A truth value.
        case bool(Bool)
        /// A whole number.
        case int(Int64)
        /// A whole number without a sign.
        case uint(UInt64)
        /// Text.
        case string(String)
    }

    /// A map of these entries. From a dictionary the entries are ordered by their names, so that the same data always gives
    /// the same result.
    public init(_ fields: [String: CELValue]) {
        let sorted = fields.sorted { $0.key.order(to: $1.key) == .less }
        storage = Storage(keys: sorted.map { .string($0.key) }, values: sorted.map(\.value))
    }

    /// A map of these entries in this order; `nil` where two keys are equal.
    public init?(entries: [(key: Key, value: CELValue)]) {
        var builder = Builder()
        for (key, value) in entries where !builder.add(key, value) { return nil }
        self = builder.map
    }

    private init(keys: [Key], values: [CELValue]) { storage = Storage(keys: keys, values: values) }

    /// A map without entries.
    public static let empty = CELMap(keys: [], values: [])

    /// How many entries there are.
    public var count: Int { storage.keys.count }

    /// The keys in order.
    public var keys: [Key] { storage.keys }

    /// The values in the order of their keys.
    public var values: [CELValue] { storage.values }

    /// The value of a key.
    public subscript(key: Key) -> CELValue? { storage.position(of: key).map { storage.values[$0] } }

    /// The value of a text key.
    public subscript(name: String) -> CELValue? { storage.position(ofName: name).map { storage.values[$0] } }

    /// The value of a key given as a value; `nil` for a value that can be no key.
    public subscript(value: CELValue) -> CELValue? { Key(value).flatMap { self[$0] } }

    /// The text keys and their values.
    public var fields: [String: CELValue] {
        var fields: [String: CELValue] = [:]
        for case (.string(let name), let value) in self { fields[name] = value }
        return fields
    }

    /// Collects entries; an equal key is refused.
    struct Builder {
        private var keys: [Key] = []
        private var values: [CELValue] = []
        private var seen: Set<Key> = []

        mutating func add(_ key: Key, _ value: CELValue) -> Bool {
            guard seen.insert(key).inserted else { return false }
            keys.append(key)
            values.append(value)
            return true
        }

        var map: CELMap { CELMap(keys: keys, values: values) }
    }

    /// Few entries are searched one by one, which is quicker than hashing; many have an index.
    private final class Storage: Sendable {
        let keys: [Key]
        let values: [CELValue]
        private let index: [Key: Int]

        private static let searched = 8

        init(keys: [Key], values: [CELValue]) {
            self.keys = keys
            self.values = values
            guard keys.count > Storage.searched else { index = [:]; return }
            index = Dictionary(keys.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }

        func position(of key: Key) -> Int? {
            keys.count > Storage.searched ? index[key] : keys.firstIndex { $0 == key }
        }

        func position(ofName name: String) -> Int? {
            if keys.count > Storage.searched { return index[.string(name)] }
            for (position, key) in keys.enumerated() {
                if case .string(let text) = key, text.hasSameText(as: name) { return position }
            }
            return nil
        }
    }
}

extension CELMap: Sequence {
    /// The entries in order.
    public func makeIterator() -> AnyIterator<(key: Key, value: CELValue)> {
        var position = 0
        return AnyIterator {
            guard position < storage.keys.count else { return nil }
            defer { position += 1 }
            return (storage.keys[position], storage.values[position])
        }
    }
}

extension CELMap.Key: Hashable {
    /// Numbers are equal by value, text by code points.
    public static func == (left: CELMap.Key, right: CELMap.Key) -> Bool {
        switch (left, right) {
        case (.string(let first), .string(let second)): first.hasSameText(as: second)
        case (.int(let first), .int(let second)): first == second
        case (.uint(let first), .uint(let second)): first == second
        case (.int(let first), .uint(let second)), (.uint(let second), .int(let first)): first >= 0 && UInt64(first) == second
        case (.bool(let first), .bool(let second)): first == second
        default: false
        }
    }

    /// Equal keys hash alike: whole numbers by their bits, which a negative `int` shares only with an unequal `uint`.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let flag): hasher.combine(flag)
        case .int(let number): hasher.combine(UInt64(bitPattern: number))
        case .uint(let number): hasher.combine(number)
        case .string(let text): hasher.combine(text)
        }
    }
}

extension CELMap.Key {
    /// The key that a value stands for when an entry is looked up: a `double` stands for the whole number that it is.
    public init?(_ value: CELValue) {
        if case .double(let number) = value {
            if let whole = Int64(exactly: number) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: number) {
                self = .uint(whole)
            } else {
                return nil
            }
            return
        }
        self.init(literal: value)
    }

    /// The key that a value makes in a map literal, where a `double` is none.
    init?(literal value: CELValue) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .uint(let number): self = .uint(number)
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    /// The key as a value.
    public var value: CELValue {
        switch self {
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .uint(let number): .uint(number)
        case .string(let text): .string(text)
        }
    }

    /// Order for output, so that equal maps are written alike: truth values, then numbers, then text.
    func precedes(_ other: CELMap.Key) -> Bool {
        let (left, right) = (rank, other.rank)
        return left == right ? value.order(to: other.value) == .less : left < right
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .int, .uint: 1
        case .string: 2
        }
    }
}
