public import DubanModel

/// A workflow as the engine runs it: checked, its conditions compiled, named by the hash of its content. A class, since it never changes
/// and is handed on at each decision.
public final class WorkflowDefinition: Sendable {
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
    /// How a case is timed and ended besides its steps.
    public let rules: Rules
    /// Where a case begins.
    public let start: String
    /// All steps by name.
    public let steps: [String: Step]
    /// The names of the steps in the order of the file.
    public let stepOrder: [String]
    /// The parts of the graph that run in scopes of their own; the first is the case's own.
    public let regions: [Region]
    /// The texts of `templates/*`, by file name without extension.
    public let templates: [String: String]
    /// Tables of choices, `tables/*.yaml`, by file name without extension.
    public let choices: [String: ChoiceTable]
    /// Decision tables, `tables/*.yaml` with the key `decision`, by file name without extension.
    public let decisions: [String: DecisionTable]
    private let regionOfStep: [String: Int]

    /// How a case is timed and ended besides its steps, and what it gives to one that calls it.
    public struct Rules: Sendable {
        /// The statutory and promised limits of the whole case.
        public var limits: CaseLimits?
        /// The reasons for which its clocks stand still.
        public var stops: [StopReason] = []
        /// How its promised limit may be extended.
        public var extensionRule: ExtensionRule?
        /// Who records that the applicant withdrew.
        public var withdrawal = ClosingRule(roles: ["clerk", "supervisor"], outcome: "withdrawn")
        /// Who cancels, suspends and resumes a case.
        public var cancellation = ClosingRule(roles: ["supervisor"], outcome: "cancelled")
        /// What a case is given when it is opened, besides the form of its first step.
        public var takes: [DataPath] = []
        /// What it gives to a case that called it.
        public var results: [String: Argument] = [:]

        /// The rules that hold where a file says nothing.
        public init() {}
    }

    /// A definition of these parts; only the loader and tests make one.
    public init(
        name: String, hash: ContentHash, title: LocalizedText, code: String, data: DataSchema, materials: [Material],
        rules: Rules, start: String, steps: [Step], regions: [Region], templates: [String: String] = [:],
        choices: [String: ChoiceTable] = [:], decisions: [String: DecisionTable] = [:]
    ) {
        self.name = name
        self.hash = hash
        self.title = title
        self.code = code
        self.data = data
        self.materials = materials
        self.rules = rules
        self.start = start
        self.steps = Dictionary(steps.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.stepOrder = steps.map(\.name)
        self.regions = regions
        self.templates = templates
        self.choices = choices
        self.decisions = decisions
        regionOfStep = Dictionary(
            regions.flatMap { region in region.steps.map { ($0, region.id) } }, uniquingKeysWith: { first, _ in first })
    }

    /// The fields that a case must be given when it is opened, whoever opens it.
    public var requiredAtOpening: [DataPath] {
        let visible = VisibleFields(data.fields)
        return takes.flatMap { visible.leaves($0, onlyRequired: true) }
    }
    /// The limits of the whole case.
    public var limits: CaseLimits? { rules.limits }
    /// The reasons for which the clocks stand still.
    public var stops: [StopReason] { rules.stops }
    /// How the promised limit may be extended.
    public var extensionRule: ExtensionRule? { rules.extensionRule }
    /// Who records that the applicant withdrew.
    public var withdrawal: ClosingRule { rules.withdrawal }
    /// Who cancels, suspends and resumes a case.
    public var cancellation: ClosingRule { rules.cancellation }
    /// What a case is given when it is opened, besides the form of its first step.
    public var takes: [DataPath] { rules.takes }
    /// What a case gives to the one that called it.
    public var results: [String: Argument] { rules.results }

    /// The part of the graph to which a step belongs.
    public func region(of step: String) -> Int { regionOfStep[step] ?? Region.root }

    /// The document as a step sees it: the case's fields, and those of the branches in which it runs.
    public func schema(at step: String) -> DataSchema {
        var fields = data.fields
        var next: Region? = regions.first { $0.id == region(of: step) }
        while let region = next {
            if let opener = region.opener, case .each(let each)? = steps[opener]?.kind {
                fields += [Field(name: each.variable, type: each.itemType)] + each.locals
            }
            next = region.parent.flatMap { parent in regions.first { $0.id == parent } }
        }
        return fields.count == data.fields.count ? data : DataSchema(fields: fields)
    }
}
