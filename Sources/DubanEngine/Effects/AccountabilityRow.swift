public import DubanModel

/// An entry of the ledger of accountability.
public struct AccountabilityRow: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// What people call the case.
    public let caseNumber: CaseNumber
    /// The sequence number of the event.
    public let sequence: Int
    /// When it was recorded.
    public let at: Instant
    /// The entry.
    public let entry: Event.Accountability
    /// What became of it.
    public let standing: Charge.Standing

    /// An entry.
    public init(
        caseID: CaseID, caseNumber: CaseNumber, sequence: Int, at: Instant, entry: Event.Accountability,
        standing: Charge.Standing = .standing
    ) {
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.sequence = sequence
        self.at = at
        self.entry = entry
        self.standing = standing
    }
}
