public import DubanModel

/// An entry of a register.
public struct RegisterRow: Sendable, Hashable {
    /// The register.
    public let register: String
    /// What makes it unique for ever, where something does.
    public let key: String?
    /// The number as people write it.
    public let label: String?
    /// The case.
    public let caseID: CaseID
    /// What people call the case.
    public let caseNumber: CaseNumber
    /// The sequence number of the event.
    public let sequence: Int
    /// When it was entered.
    public let at: Instant
    /// What was entered; private values are sealed references.
    public let fields: DataValue

    /// An entry.
    public init(
        register: String, key: String?, label: String?, caseID: CaseID, caseNumber: CaseNumber, sequence: Int, at: Instant,
        fields: DataValue
    ) {
        self.register = register
        self.key = key
        self.label = label
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.sequence = sequence
        self.at = at
        self.fields = fields
    }
}
