import DubanEngine
import DubanModel

/// What decisions ask of registers, kept in memory: no log, no seals, no snapshots. The engine is the real one; only what survives a
/// crash is left out, since a simulation has none.
struct SimulatedStore {
    private var serials: [String: Int64] = [:]
    private var keys: Set<String> = []
    private var balances: [String: Int64] = [:]
    private var registers: [String: [RegisterRow]] = [:]

    func answer(_ facts: [Fact], _ answers: inout Facts) {
        for fact in facts {
            switch fact {
            case .serial(let name): answers.answer(serial: name, next: serials[name] ?? 1)
            case .key(let register, let key):
                answers.answer(register: register, key: key, isPresent: keys.contains("\(register)\u{0}\(key)"))
            case .balance(let register, let account):
                // An office has money: what a simulation asks for is how long things take.
                answers.answer(
                    register: register, account: account, balance: balances["\(register)\u{0}\(account)"] ?? SimulatedStore.funds)
            case .entries(let query):
                answers.answer(query, found: Array((registers[query.register] ?? []).lazy.filter { query.fits($0) }.prefix(query.limit)))
            }
        }
    }

    mutating func keep(_ effect: Effect) {
        switch effect {
        case .advance(let serial, let next): serials[serial] = next
        case .balance(let register, let account, let value): balances["\(register)\u{0}\(account)"] = value
        case .register(let row):
            if let key = row.key { keys.insert("\(row.register)\u{0}\(key)") }
            registers[row.register, default: []].append(row)
        default: break
        }
    }

    /// What each sum has at first.
    private static let funds: Int64 = 1 << 50
}
