extension DataValue: Codable {
    /// Reads any JSON value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? container.decode(Double.self) {
            self = .double(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let items = try? container.decode([DataValue].self) {
            self = .list(items)
        } else {
            let fields = try container.decode([String: DataValue].self)
            guard fields[DataValue.sealedKey] == nil else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "the name \"\(DataValue.sealedKey)\" is reserved")
            }
            self = .record(fields)
        }
    }

    /// Writes JSON; a sealed value shows only that it is one.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let flag): try container.encode(flag)
        case .integer(let number): try container.encode(number)
        case .double(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let items): try container.encode(items)
        case .record(let fields): try container.encode(fields)
        case .sealed: try container.encode(DataValue.mask)
        }
    }

    /// What stands for a private value on screens.
    public static let mask = "••••"
}
