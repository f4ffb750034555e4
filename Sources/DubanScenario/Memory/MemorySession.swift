import DubanEngine
import DubanModel
import DubanStore
import HashTreeCollections

/// A transaction on a copy of the tables.
final class MemorySession: StoreSession {
    var tables: Tables

    init(_ tables: Tables) { self.tables = tables }

    func newCaseID() -> CaseID { CaseID(tables.lastCase + 1) }

    func load(_ id: CaseID) -> StoredCase? { tables.load(id) }

    func append(_ decision: StoredDecision) throws -> Int64 {
        let expected = tables.byCase[decision.caseID]?.last.map { tables.decisions[$0].lastSequence + 1 } ?? 1
        guard expected == decision.sequence else {
            throw Refusal(.staleClaim, "Case \(decision.caseID.rawValue) stands before event \(expected), not before \(decision.sequence).")
        }
        let position = Int64(tables.decisions.count + 1)
        tables.lastCase = max(tables.lastCase, decision.caseID.rawValue)
        tables.byCase[decision.caseID, default: []].append(tables.decisions.count)
        tables.decisions.append(
            StoredDecision(
                position: position, caseID: decision.caseID, sequence: decision.sequence, count: decision.count, at: decision.at,
                actor: decision.actor, events: decision.events, hash: decision.hash))
        return position
    }

    func save(_ snapshot: StoredSnapshot) { tables.snapshots[snapshot.caseID] = snapshot }

    func nextSerial(_ name: String) -> Int64 { tables.serials[name] ?? 1 }

    func balance(register: String, account: String) -> Int64 { tables.balances[register]?[account] ?? 0 }

    func entries(_ query: EntryQuery) -> [RegisterRow] { tables.entries(query) }

    func hasKey(register: String, key: String) -> Bool { tables.registers[register]?.holds(key) ?? false }

    func answer(to key: RequestKey) -> StoredAnswer? { tables.answers[key] }

    func save(_ answer: StoredAnswer, for key: RequestKey) throws {
        guard tables.answers[key] == nil else { throw Refusal(.keyReused, "The request \(key.key) has its answer already.") }
        tables.answers[key] = answer
    }

    func forgetAnswers(before instant: Instant, keeping: Int, limit: Int) -> Int {
        let answers = tables.answers.sorted { $0.value.at < $1.value.at }
        guard answers.count >= keeping else { return 0 }
        let earliest = min(instant, answers[answers.count - keeping].value.at)
        let old = answers.filter { $0.value.at < earliest }.prefix(limit)
        for (key, _) in old { tables.answers[key] = nil }
        return old.count
    }

    func save(caseKey: [UInt8]?, of id: CaseID) {
        tables.caseKeys[id] = caseKey
        guard caseKey == nil else { return }
        tables.sealed[id] = nil
        for token in tables.tokens.keys { tables.tokens[token]?.remove(id) }
    }

    func save(_ sealed: SealedValue, of id: CaseID) { tables.sealed[id, default: [:]][sealed.reference] = sealed.ciphertext }

    func index(token: [UInt8], of id: CaseID) { tables.tokens[token, default: []].insert(id) }

    func save(_ definition: StoredDefinition) {
        if tables.definitions[definition.hash] == nil { tables.definitions[definition.hash] = definition }
    }

    func append(_ seal: StoredSeal) throws {
        guard seal.number == (tables.seals.last?.number ?? 0) + 1 else {
            throw Refusal(.storeFailure, "Seal \(seal.number) is out of order.")
        }
        tables.seals.append(seal)
    }

    func lastSeal() -> StoredSeal? { tables.seals.last }

    func meta(_ key: MetaKey) -> Int64? { tables.meta[key] }

    func setMeta(_ key: MetaKey, _ value: Int64) { tables.meta[key] = value }

    func post(_ pending: PendingInput) { if !tables.pending.contains(where: { $0.id == pending.id }) { tables.pending.append(pending) } }

    func consume(pending id: String) -> Bool {
        guard let index = tables.pending.firstIndex(where: { $0.id == id }) else { return false }
        tables.pending.remove(at: index)
        return true
    }
}
