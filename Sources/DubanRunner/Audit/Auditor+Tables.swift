import Crypto
import DubanEngine
import DubanModel
import DubanStore

extension Auditor {
    /// A case as its events give it, with what they say of tables beside it.
    struct Fold {
        var state: CaseState
        var entries: [RegisterRow] = []
        var charges: [AccountabilityRow] = []
        var taken: [(counter: String, number: Int64)] = []
        var balances: [Event.BalanceChanged] = []

        init(_ id: CaseID) { state = CaseState(id: id) }

        /// The entries of accountability as they stand after everything that happened to them.
        var standingCharges: [AccountabilityRow] {
            let standings = Dictionary(state.charges.map { ($0.sequence, $0.standing) }, uniquingKeysWith: { $1 })
            return charges.map { row in
                AccountabilityRow(
                    caseID: row.caseID, caseNumber: row.caseNumber, sequence: row.sequence, at: row.at, entry: row.entry,
                    standing: standings[row.sequence] ?? row.standing)
            }
        }

        mutating func apply(_ event: Event, _ decision: StoredDecision) {
            state.apply(event, at: decision.at, by: Actor(decision.actor) ?? .system)
            switch event {
            case .registerEntered(let entered):
                entries.append(
                    RegisterRow(
                        register: entered.register, key: entered.key, label: entered.label, caseID: state.id, caseNumber: state.number,
                        sequence: state.sequence, at: decision.at, fields: entered.fields))
                if let counter = entered.counter, let serial = entered.serial { taken.append((counter, serial)) }
            case .accountabilityRecorded(let entry):
                charges.append(
                    AccountabilityRow(
                        caseID: state.id, caseNumber: state.number, sequence: state.sequence, at: decision.at, entry: entry))
            case .balanceChanged(let changed): balances.append(changed)
            case .caseOpened(let opened):
                let parts = opened.number.text.split(separator: "-")
                if parts.count == 3, let year = Int(parts[1]), let serial = Int64(parts[2]) {
                    taken.append((Counter.cases(code: String(parts[0]), year: year), serial))
                }
            case .stepEntered(let entered):
                if let task = entered.task { taken.append((Counter.tasks, task.number.rawValue)) }
            default: break
            }
        }
    }

    /// What all cases together say of tables that belong to none.
    struct Totals {
        /// The last position that a seal covers.
        var lastPosition: Int64 = 0
        /// The numbers that were taken from each count: how many, the greatest, and their sum, by which a gap or a double shows.
        var counters: [String: (count: Int64, greatest: Int64, sum: Int64)] = [:]
        var entries: [String: Int] = [:]
        var charges = 0
        /// The sums of registers, by register and account.
        var balances: [String: [String: Int64]] = [:]

        mutating func add(_ fold: Fold) {
            for entry in fold.entries { entries[entry.register, default: 0] += 1 }
            charges += fold.charges.count
            for change in fold.balances { balances[change.register, default: [:]][change.account, default: 0] &+= change.amount }
            for (counter, number) in fold.taken {
                var tally = counters[counter] ?? (0, 0, 0)
                tally = (tally.count + 1, max(tally.greatest, number), tally.sum &+ number)
                counters[counter] = tally
            }
        }
    }

    /// Compares what the daemon works from with what the events of a case give.
    mutating func compare(_ name: String, _ fold: Fold) throws {
        let (id, state) = (fold.state.id, fold.state)
        if try reader.entries(of: id) != fold.entries { find("\(name) has register entries that are not what its events give") }
        if try reader.accountability(of: id, limit: .max).sorted(by: { $0.sequence < $1.sequence }) != fold.standingCharges {
            find("\(name) has entries in the ledger of accountability that are not what its events give")
        }
        try compareSummary(name, state)
        let tasks = Set(try reader.tasks(of: id).map(\.step))
        if tasks != Set(state.steps.filter { $0.task != nil }.map(\.id)) {
            find("\(name) has tasks in the inbox that are not what its events give")
        }
        for step in state.steps where step.job != nil {
            let job = try reader.job(JobReference(caseID: id, step: step.id))
            if job == nil || (job?.state == .dead) != (step.job == .dead) {
                find("\(name) waits for the job at step instance \(step.id), which is not on its queue as its events say")
            }
        }
        try compareSealed(name, state)
    }

    /// The list is written when a case comes to rest; what never changes is compared always.
    private mutating func compareSummary(_ name: String, _ state: CaseState) throws {
        guard let summary = try reader.summary(of: state.id) else { return find("\(name) is missing from the list of cases") }
        let fresh = CaseSummary(state)
        let isSame =
            summary.number == fresh.number && summary.workflow == fresh.workflow && summary.definition == fresh.definition
            && summary.openedAt == fresh.openedAt && (summary == fresh || !state.isAtRest)
        if !isSame { find("\(name) is listed otherwise than its events say") }
    }

    private mutating func compareSealed(_ name: String, _ state: CaseState) throws {
        let sealed = try reader.sealedValues(of: state.id)
        for value in sealed where ContentHash(bytes: SHA256.hash(data: value.ciphertext)) != value.reference.digest {
            find("\(name) has a sealed value that was changed")
        }
        let kept = Set(sealed.map(\.reference))
        let isErased = try reader.caseKey(of: state.id) == nil
        if !isErased, PrivateFields.references(in: state).values.contains(where: { !kept.contains($0) }) {
            find("\(name) lacks a sealed value")
        }
    }

    /// Entries of cases that do not exist, and counts that do not go on where the history stands.
    mutating func verifyTotals() throws {
        for register in try reader.registers() {
            var count = 0
            while true {
                let page = try reader.entries(of: register, offset: count, limit: 1_000)
                count += page.count
                if page.count < 1_000 { break }
            }
            if count > totals.entries[register] ?? 0 { find("register \(register) has entries that no case made") }
        }
        if try reader.accountability(of: nil, limit: totals.charges + 1).count > totals.charges {
            find("the ledger of accountability has entries that no case made")
        }
        for register in Set(try reader.registers()).union(totals.balances.keys).sorted() {
            let sums = (totals.balances[register] ?? [:]).filter { $0.value != 0 }
            if try reader.balances(of: register).filter({ $0.value != 0 }) != sums {
                find("register \(register) has balances that are not the sums of its changes")
            }
        }
        for (counter, tally) in totals.counters.sorted(by: { $0.key < $1.key }) {
            if tally.greatest != tally.count || tally.sum != tally.count * (tally.count + 1) / 2 {
                find("the count \(counter) has a gap, or gave a number twice: \(tally.count) numbers up to \(tally.greatest)")
            }
            let next = try reader.nextSerial(counter)
            if next != tally.greatest + 1 { find("the count \(counter) goes on at \(next), but its last number was \(tally.greatest)") }
        }
    }

    /// Workflows, calendars and rosters are named by their content.
    mutating func verifyDefinitions() throws {
        for kind in StoredDefinition.Kind.allCases {
            for definition in try reader.definitions(kind)
            where ContentHash(bytes: SHA256.hash(data: definition.content)) != definition.hash {
                find("the \(kind.rawValue) \(definition.name) (\(definition.hash)) was changed: its hash does not fit")
            }
        }
    }
}
