import DubanModel
import DubanStore

/// Definitions, seals, the daemon's own values, and what cases owe each other.
extension SQLiteSession {
    func save(_ definition: StoredDefinition) throws {
        try run("INSERT OR IGNORE INTO definitions (hash, kind, name, content, at) VALUES (?, ?, ?, ?, ?)") {
            $0.blob(definition.hash.bytes)
            $0.text(definition.kind.rawValue)
            $0.text(definition.name)
            $0.blob(definition.content)
            $0.integer(definition.at.milliseconds)
        }
    }

    func append(_ seal: StoredSeal) throws {
        let last = try statements.first("SELECT max(number) FROM seals") { $0.integer(0) } ?? 0
        guard seal.number == last + 1 else { throw Refusal(.storeFailure, "Seal \(seal.number) is out of order.") }
        try run("INSERT INTO seals (number, at, position, heads, hash) VALUES (?, ?, ?, ?, ?)") {
            $0.integer(seal.number)
            $0.integer(seal.at.milliseconds)
            $0.integer(seal.position)
            $0.blob(seal.heads)
            $0.blob(seal.hash.bytes)
        }
    }

    func lastSeal() throws -> StoredSeal? {
        try statements.first("SELECT number, at, position, heads, hash FROM seals ORDER BY number DESC LIMIT 1") { row in
            StoredSeal(
                number: row.integer(0), at: Instant(milliseconds: row.integer(1)), position: row.integer(2), heads: row.blob(3),
                hash: ContentHash(bytes: row.blob(4)) ?? .zero)
        }
    }

    func meta(_ key: MetaKey) throws -> Int64? {
        try statements.first("SELECT value FROM meta WHERE key = ?", { $0.text(key.rawValue) }) { $0.integer(0) }
    }

    func setMeta(_ key: MetaKey, _ value: Int64) throws {
        try run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)") {
            $0.text(key.rawValue)
            $0.integer(value)
        }
    }

    func post(_ pending: PendingInput) throws {
        try run("INSERT OR IGNORE INTO pending_inputs (id, case_id, body) VALUES (?, ?, ?)") {
            $0.text(pending.id)
            $0.integer(pending.caseID.rawValue)
            $0.blob(pending.body)
        }
    }

    func consume(pending id: String) throws -> Bool {
        try run("DELETE FROM pending_inputs WHERE id = ?") { $0.text(id) }
        return statements.changes == 1
    }
}
