/// What a decision needs to know from the registers; the store answers it inside the transaction.
public enum Fact: Sendable, Hashable {
    /// The next free number of a gapless count.
    case serial(String)
    /// Whether a register holds this key already.
    case key(register: String, key: String)
}

/// The answers to facts.
public struct Facts: Sendable {
    private var serials: [String: Int64] = [:]
    private var keys: [Fact: Bool] = [:]

    /// No answers yet.
    public init() {}

    /// Notes the next free number of a count.
    public mutating func answer(serial name: String, next: Int64) { serials[name] = next }

    /// Notes whether a register holds a key.
    public mutating func answer(register: String, key: String, isPresent: Bool) {
        keys[.key(register: register, key: key)] = isPresent
    }

    func next(serial name: String) -> Int64? { serials[name] }

    func isPresent(register: String, key: String) -> Bool? { keys[.key(register: register, key: key)] }
}
