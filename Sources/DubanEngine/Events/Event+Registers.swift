public import DubanModel

extension Event {
    /// A fact in a register.
    public struct RegisterEntered: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// The register.
        public let register: String
        /// What makes the entry unique for ever, where something does.
        public let key: String?
        /// The count that gave the serial, where one did.
        public let counter: String?
        /// The number in that count.
        public let serial: Int64?
        /// The number as people write it.
        public let label: String?
        /// What is entered.
        public let fields: DataValue
    }

    /// A changed sum of a register.
    public struct BalanceChanged: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// The register.
        public let register: String
        /// Which sum of it.
        public let account: String
        /// What was added; negative where it was taken away.
        public let amount: Int64
        /// The sum after it.
        public let after: Int64
    }

    /// A reading of a register.
    public struct RegisterRead: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// The register.
        public let register: String
        /// How many entries were found.
        public let found: Int
    }
}
