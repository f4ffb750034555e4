/// Decodes a `Decodable` type from a document: what `JSONReader` read of a request becomes the type that its route takes.
///
/// A `DataValue` inside the type is taken over as it stands. Foundation's decoder tries it as one type after another, and throws an
/// error away at each; that took as long as deciding about the request.
public struct DataValueDecoder: Decoder {
    private let value: DataValue
    /// The names that lead to the value.
    public let codingPath: [any CodingKey]
    /// Nothing is handed to the types that are decoded.
    public var userInfo: [CodingUserInfoKey: Any] { [:] }

    private init(_ value: DataValue, at codingPath: [any CodingKey] = []) {
        self.value = value
        self.codingPath = codingPath
    }

    /// The type as a document has it.
    /// - Throws: `DecodingError` where a name is missing or its value is of another type.
    public static func decode<Value: Decodable>(_ type: Value.Type, from value: DataValue) throws -> Value {
        try DataValueDecoder(value).decode(type)
    }

    /// The fields of a record.
    public func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .record(let fields) = value else { throw mismatch("a record") }
        return KeyedDecodingContainer(Fields(fields: fields, decoder: self))
    }

    /// The items of a list.
    public func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .list(let items) = value else { throw mismatch("a list") }
        return Items(items: items, decoder: self)
    }

    /// The value itself.
    public func singleValueContainer() -> any SingleValueDecodingContainer { self }

    private func inner(_ value: DataValue, _ key: any CodingKey) -> DataValueDecoder { DataValueDecoder(value, at: codingPath + [key]) }

    private func mismatch(_ expected: String) -> DecodingError {
        .typeMismatch(DataValue.self, .init(codingPath: codingPath, debugDescription: "\(expected) was expected"))
    }
}

extension DataValueDecoder: SingleValueDecodingContainer {
    /// Whether the value is null.
    public func decodeNil() -> Bool { value.isNull }

    /// True or false.
    public func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let flag) = value else { throw mismatch("true or false") }
        return flag
    }

    /// Text.
    public func decode(_ type: String.Type) throws -> String {
        guard case .text(let text) = value else { throw mismatch("text") }
        return text
    }

    /// A number; a whole one is a fraction too.
    public func decode(_ type: Double.Type) throws -> Double {
        switch value {
        case .double(let number): return number
        case .integer(let number): return Double(number)
        default: throw mismatch("a number")
        }
    }

    /// A number.
    public func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

    /// A whole number.
    public func decode<Number: BinaryInteger & Decodable>(_ type: Number.Type) throws -> Number {
        guard case .integer(let number) = value, let exact = Number(exactly: number) else { throw mismatch("a whole number") }
        return exact
    }

    /// Any other type: what it is made of is asked of it.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let value = value as? Value { return value }
        return try Value(from: self)
    }
}

extension DataValueDecoder {
    /// A record, by the names of a type.
    private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let fields: [String: DataValue]
        let decoder: DataValueDecoder

        var codingPath: [any CodingKey] { decoder.codingPath }
        var allKeys: [Key] { fields.keys.compactMap { Key(stringValue: $0) } }

        func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }

        func decodeNil(forKey key: Key) throws -> Bool { try inner(key).decodeNil() }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try inner(key).decode(type) }

        func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) throws -> KeyedDecodingContainer<Inner> {
            try inner(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try inner(key).unkeyedContainer() }

        func superDecoder() throws -> any Decoder { decoder }

        func superDecoder(forKey key: Key) throws -> any Decoder { try inner(key) }

        private func inner(_ key: Key) throws -> DataValueDecoder {
            guard let value = fields[key.stringValue] else {
                throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "it is missing"))
            }
            return decoder.inner(value, key)
        }
    }

    /// A list, item after item.
    private struct Items: UnkeyedDecodingContainer {
        let items: [DataValue]
        let decoder: DataValueDecoder
        private(set) var currentIndex = 0

        init(items: [DataValue], decoder: DataValueDecoder) {
            self.items = items
            self.decoder = decoder
        }

        var codingPath: [any CodingKey] { decoder.codingPath }
        var count: Int? { items.count }
        var isAtEnd: Bool { currentIndex == items.count }

        mutating func decodeNil() throws -> Bool {
            let isNull = try inner().decodeNil()
            if isNull { currentIndex += 1 }
            return isNull
        }

        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().decode(type) }

        mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) throws -> KeyedDecodingContainer<Inner> {
            try next().container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }

        mutating func superDecoder() throws -> any Decoder { try next() }

        private mutating func next() throws -> DataValueDecoder {
            defer { currentIndex += 1 }
            return try inner()
        }

        private func inner() throws -> DataValueDecoder {
            let place = Place(intValue: currentIndex)
            guard !isAtEnd else {
                throw DecodingError.valueNotFound(
                    DataValue.self, .init(codingPath: codingPath + [place], debugDescription: "the list has \(items.count) items"))
            }
            return decoder.inner(items[currentIndex], place)
        }
    }

    /// The place of an item in a list.
    private struct Place: CodingKey {
        let number: Int
        var intValue: Int? { number }
        var stringValue: String { String(number) }

        init(intValue: Int) { number = intValue }

        init?(stringValue: String) {
            guard let number = Int(stringValue) else { return nil }
            self.number = number
        }
    }
}
