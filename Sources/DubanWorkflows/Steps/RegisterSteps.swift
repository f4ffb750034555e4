public import DubanModel

/// A fact is entered in a register, in the transaction of the decision.
public struct RecordStep: Sendable {
    /// The register, such as `certificates`.
    public let register: String
    /// The gapless number that the entry gets.
    public let serial: SerialPattern?
    /// Where the number goes in the document.
    public let into: DataPath?
    /// What makes the entry unique for ever, where something does.
    public let key: Argument?
    /// What is entered.
    public let fields: [String: Argument]
    /// What the entry adds to, or takes from, sums that must not fall below a floor.
    public let balances: [BalanceChange]
    /// The step that follows.
    public let then: String
    /// The step that follows where the key stands there already; nothing is entered then.
    public let onDuplicate: String?
    /// The step that follows where a sum would fall below its floor; nothing is entered then.
    public let onShortfall: String?

    /// An entry.
    public init(
        register: String, serial: SerialPattern?, into: DataPath?, key: Argument?, fields: [String: Argument],
        balances: [BalanceChange] = [], then: String, onDuplicate: String? = nil, onShortfall: String? = nil
    ) {
        self.register = register
        self.serial = serial
        self.into = into
        self.key = key
        self.fields = fields
        self.balances = balances
        self.then = then
        self.onDuplicate = onDuplicate
        self.onShortfall = onShortfall
    }
}

/// A change of a register's own sum, such as what is left of a budget line.
public struct BalanceChange: Sendable {
    /// The register whose sum it is; the entry's own without.
    public let register: String?
    /// Which sum of the register, such as the budget line's code.
    public let account: Argument
    /// What is added; negative to take away. Whole numbers: money in fen.
    public let amount: Argument
    /// The sum never falls below this; without one it may.
    public let floor: Argument?

    /// A change.
    public init(register: String? = nil, account: Argument, amount: Argument, floor: Argument?) {
        self.register = register
        self.account = account
        self.amount = amount
        self.floor = floor
    }
}

/// What a register holds is read into the document, as an event, so that the decision can be repeated.
public struct LookupStep: Sendable {
    /// Which entries.
    public enum Selection: Sendable {
        /// The one with this key.
        case key(Argument)
        /// The one with this number.
        case number(Argument)
        /// All whose fields have these values.
        case fields([String: Argument])
        /// What is left of a sum.
        case balance(Argument)
    }

    /// What of them.
    public enum Yield: Sendable, Hashable {
        /// Their fields: a record for one entry, a list of records for several.
        case entries
        /// How many there are.
        case count
        /// The sum of a field.
        case sum(String)
    }

    /// The register.
    public let register: String
    /// Which entries.
    public let selection: Selection
    /// What of them.
    public let yield: Yield
    /// Where it goes in the document.
    public let into: DataPath
    /// The step that follows.
    public let then: String
    /// The step that follows where there is no entry.
    public let none: String?

    /// A look-up.
    public init(register: String, selection: Selection, yield: Yield, into: DataPath, then: String, none: String?) {
        self.register = register
        self.selection = selection
        self.yield = yield
        self.into = into
        self.then = then
        self.none = none
    }

    /// Entries that one look-up reads at most.
    public static let maximumEntries = 1_000
}
