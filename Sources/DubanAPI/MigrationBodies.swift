/// Has cases go on under another version of their workflow, or asks whether they could.
public struct MigrateRequest: Codable, Sendable {
    /// The version under which they run; the hash, or its first digits.
    public let from: String
    /// The version under which they are to go on.
    public let to: String
    /// Only this case.
    public let caseNumber: String?
    /// Only cases of which this condition holds.
    public let condition: String?
    /// Steps by their names before and after.
    public let steps: [String: String]
    /// Changes nothing.
    public let isDryRun: Bool
    /// Goes on after this case, as the answer before said.
    public let after: Int64?

    /// A request.
    public init(
        from: String, to: String, caseNumber: String?, condition: String?, steps: [String: String], isDryRun: Bool, after: Int64?
    ) {
        self.from = from
        self.to = to
        self.caseNumber = caseNumber
        self.condition = condition
        self.steps = steps
        self.isDryRun = isDryRun
        self.after = after
    }
}

/// What came of a migration, or would.
public struct MigrationBody: Codable, Sendable {
    /// The cases that were looked at and fit the condition.
    public let cases: [CaseResult]
    /// Where to go on; nothing once all were looked at.
    public let next: Int64?

    /// What came of one case.
    public struct CaseResult: Codable, Sendable {
        /// The case.
        public let caseNumber: String
        /// Why it cannot go on under the version; nothing where it does, or could.
        public let refusal: ErrorBody?

        /// A result.
        public init(caseNumber: String, refusal: ErrorBody?) {
            self.caseNumber = caseNumber
            self.refusal = refusal
        }
    }

    /// An outcome.
    public init(cases: [CaseResult], next: Int64?) {
        self.cases = cases
        self.next = next
    }
}
