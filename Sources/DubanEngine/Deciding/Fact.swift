public import DubanModel

/// What a decision needs to know from the registers; the store answers it inside the transaction.
public enum Fact: Sendable, Hashable {
    /// The next free number of a gapless count.
    case serial(String)
    /// Whether a register holds this key already.
    case key(register: String, key: String)
    /// A register's own sum; 0 before its first change.
    case balance(register: String, account: String)
    /// Entries of a register.
    case entries(EntryQuery)
}

/// Which entries of a register are wanted, the oldest first.
public struct EntryQuery: Sendable, Hashable {
    /// Which of them.
    public enum Selection: Sendable, Hashable {
        /// The one with this key.
        case key(String)
        /// The one with this number.
        case label(String)
        /// All whose fields have these values; a sealed value is the same where its token is.
        case fields([String: DataValue])
    }
    /// The register.
    public let register: String
    /// Which of them.
    public let selection: Selection
    /// At most so many.
    public let limit: Int

    /// A question.
    public init(register: String, selection: Selection, limit: Int) {
        self.register = register
        self.selection = selection
        self.limit = limit
    }

    /// Whether an entry is one of those.
    public func fits(_ entry: RegisterRow) -> Bool {
        guard entry.register == register else { return false }
        switch selection {
        case .key(let key): return entry.key == key
        case .label(let label): return entry.label == label
        case .fields(let wanted): return wanted.allSatisfy { EntryQuery.isSame($0.value, entry.fields[$0.key]) }
        }
    }

    private static func isSame(_ wanted: DataValue, _ value: DataValue) -> Bool {
        if case .sealed(let wanted) = wanted, case .sealed(let value) = value, let token = wanted.token { return token == value.token }
        return wanted == value
    }
}

/// The answers to facts.
public struct Facts: Sendable {
    private var serials: [String: Int64] = [:]
    private var keys: [Fact: Bool] = [:]
    private var balances: [Fact: Int64] = [:]
    private var entries: [EntryQuery: [RegisterRow]] = [:]

    /// No answers yet.
    public init() {}

    /// Notes the next free number of a count.
    public mutating func answer(serial name: String, next: Int64) { serials[name] = next }

    /// Notes whether a register holds a key.
    public mutating func answer(register: String, key: String, isPresent: Bool) {
        keys[.key(register: register, key: key)] = isPresent
    }

    /// Notes a register's own sum.
    public mutating func answer(register: String, account: String, balance: Int64) {
        balances[.balance(register: register, account: account)] = balance
    }

    /// Notes the entries that were found.
    public mutating func answer(_ query: EntryQuery, found: [RegisterRow]) { entries[query] = found }

    func next(serial name: String) -> Int64? { serials[name] }

    func isPresent(register: String, key: String) -> Bool? { keys[.key(register: register, key: key)] }

    func balance(register: String, account: String) -> Int64? { balances[.balance(register: register, account: account)] }

    func found(_ query: EntryQuery) -> [RegisterRow]? { entries[query] }
}
