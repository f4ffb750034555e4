public import DubanModel

/// A workflow as the engine runs it: checked, its conditions compiled, named by the hash of its content.
public struct WorkflowDefinition: Sendable {
    /// The name of the bundle's folder, such as `certificate-issuance`.
    public let name: String
    /// The SHA-256 over the bundle's files; a case is pinned to it.
    public let hash: ContentHash
    /// What people read.
    public let title: LocalizedText
    /// The first part of case numbers, such as `CERT`.
    public let code: String
    /// The document that a case of this workflow fills.
    public let data: DataSchema
    /// The papers that an applicant may have to bring.
    public let materials: [Material]
    /// The statutory and promised limits of the whole case.
    public let limits: CaseLimits?
    /// Where a case begins.
    public let start: String
    /// All steps by name.
    public let steps: [String: Step]
    /// The names of the steps in the order of the file.
    public let stepOrder: [String]
    /// The texts of `templates/*`, by file name without extension.
    public let templates: [String: String]
    /// Tables of choices, `tables/*.yaml`, by file name without extension.
    public let choices: [String: ChoiceTable]

    /// A definition of these parts; only the loader and tests make one.
    public init(
        name: String, hash: ContentHash, title: LocalizedText, code: String, data: DataSchema, materials: [Material],
        limits: CaseLimits?, start: String, steps: [Step], templates: [String: String] = [:],
        choices: [String: ChoiceTable] = [:]
    ) {
        self.name = name
        self.hash = hash
        self.title = title
        self.code = code
        self.data = data
        self.materials = materials
        self.limits = limits
        self.start = start
        self.steps = Dictionary(steps.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.stepOrder = steps.map(\.name)
        self.templates = templates
        self.choices = choices
    }
}

/// A table of the values that a choice may take, with what people read for each and further columns.
public struct ChoiceTable: Sendable, Hashable {
    /// A row of the table.
    public struct Row: Sendable, Hashable {
        /// The value that is stored.
        public let id: String
        /// What people read.
        public let title: LocalizedText
        /// Further columns, such as `valid_years`.
        public let columns: [String: DataValue]
        /// A row.
        public init(id: String, title: LocalizedText, columns: [String: DataValue]) {
            self.id = id
            self.title = title
            self.columns = columns
        }
    }
    /// The rows in the order of the file.
    public let rows: [Row]
    /// A table with these rows.
    public init(rows: [Row]) { self.rows = rows }
    /// The row with this id.
    public subscript(id: String) -> Row? { rows.first { $0.id == id } }
}

/// A paper that an applicant brings.
public struct Material: Sendable {
    /// The name in data and commands, such as `id-card`.
    public let id: String
    /// What people read.
    public let title: LocalizedText
    /// When it is needed; always, where there is no condition.
    public let when: Condition?
    /// A paper.
    public init(id: String, title: LocalizedText, when: Condition?) {
        self.id = id
        self.title = title
        self.when = when
    }
}
