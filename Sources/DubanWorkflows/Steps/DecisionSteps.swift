public import DubanModel

/// The first branch whose condition holds is taken.
public struct ChooseStep: Sendable {
    /// A way on; without a condition it is the last resort.
    public struct Branch: Sendable {
        /// When it is taken.
        public let when: Condition?
        /// The step that follows.
        public let then: String
        /// A way on.
        public init(when: Condition?, then: String) {
            self.when = when
            self.then = then
        }
    }
    /// The branches in order; the last has no condition.
    public let branches: [Branch]
    /// A choice between these branches.
    public init(branches: [Branch]) { self.branches = branches }
}

/// A decision table says what holds, and why.
public struct DecideStep: Sendable {
    /// The table's name.
    public let table: String
    /// What each input of the table is given.
    public let inputs: [String: Argument]
    /// Where the outputs go: a record of the document.
    public let into: DataPath
    /// The field that is given the reasons in words, in both languages, so that a notice can tell them.
    public let because: DataPath?
    /// The step that follows.
    public let then: String
    /// The step that follows where no row of the table fits.
    public let otherwise: String?

    /// A decision.
    public init(
        table: String, inputs: [String: Argument], into: DataPath, because: DataPath? = nil, then: String, otherwise: String?
    ) {
        self.table = table
        self.inputs = inputs
        self.into = into
        self.because = because
        self.then = then
        self.otherwise = otherwise
    }
}
