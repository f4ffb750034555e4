public import DubanModel

/// The typed document that a workflow declares: records of fields, to any depth.
public struct DataSchema: Sendable, Hashable {
    /// The fields at the root, in the order of the file.
    public let fields: [Field]

    /// A schema with these fields at the root.
    public init(fields: [Field]) { self.fields = fields }

    /// The field at `path`, where the schema declares one.
    public subscript(path: DataPath) -> Field? {
        var fields = fields
        var found: Field?
        for name in path.names {
            guard let next = fields.first(where: { $0.name == name }) else { return nil }
            found = next
            if case .record(let inner) = next.type { fields = inner } else { fields = [] }
        }
        return found
    }
}

/// A field of the document.
public struct Field: Sendable, Hashable {
    /// The name in its record.
    public let name: String
    /// What people read.
    public let title: LocalizedText?
    /// What it may hold.
    public let type: FieldType
    /// Whether a form that contains it must fill it.
    public let isRequired: Bool
    /// Whether its value is personal: sealed before anything is hashed or stored.
    public let isPrivate: Bool
    /// Whether `duban find` looks a case up by it; private text only.
    public let isFindable: Bool

    /// A field.
    public init(
        name: String, title: LocalizedText? = nil, type: FieldType, isRequired: Bool = false, isPrivate: Bool = false,
        isFindable: Bool = false
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.isRequired = isRequired
        self.isPrivate = isPrivate
        self.isFindable = isFindable
    }
}

/// What a field may hold.
public indirect enum FieldType: Sendable, Hashable {
    /// Text of at most `Limits.textBytes`.
    case text
    /// A whole number.
    case integer
    /// A number with a fraction.
    case number
    /// True or false.
    case boolean
    /// A civil date, ISO 8601.
    case date
    /// An amount: written in yuan such as `960.50`, stored as whole fen.
    case money
    /// A resident identity number with its check character.
    case residentID
    /// A telephone number.
    case telephone
    /// One of these values.
    case choice([String])
    /// Values of one type in order.
    case list(FieldType)
    /// Named fields.
    case record([Field])
}
