import DubanEngine
import DubanModel
import DubanStore
import Foundation
import GRDB

/// One transaction. Statements are prepared once a connection and reused.
final class SQLiteSession: StoreSession {
    let database: Database

    init(_ database: Database) { self.database = database }

    func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }

    func row(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> Row? {
        try Row.fetchOne(try database.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    // MARK: Cases

    func newCaseID() throws -> CaseID {
        // The open case is in the log before the next one asks, so the last number is the log's, whatever lists say.
        let last = try Int64.fetchOne(database, sql: "SELECT max(case_id) FROM decisions") ?? 0
        return CaseID(last + 1)
    }

    func load(_ id: CaseID) throws -> StoredCase? { try CaseRows.load(id, database) }

    func append(_ decision: StoredDecision) throws -> Int64 {
        let last = try row(
            "SELECT sequence + count AS next FROM decisions WHERE case_id = ? ORDER BY sequence DESC LIMIT 1", [decision.caseID.rawValue])
        let expected: Int = last?["next"] ?? 1
        guard expected == decision.sequence else {
            throw Refusal(
                .staleClaim,
                "Case \(decision.caseID.rawValue) stands before event \(expected), not before \(decision.sequence); nothing was appended.")
        }
        try run(
            "INSERT INTO decisions (case_id, sequence, count, at, actor, events, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                decision.caseID.rawValue, decision.sequence, decision.count, decision.at.milliseconds, decision.actor,
                Data(decision.events), Data(decision.hash.bytes),
            ])
        return database.lastInsertedRowID
    }

    func save(_ snapshot: StoredSnapshot) throws {
        try run(
            "INSERT OR REPLACE INTO snapshots (case_id, sequence, head, state) VALUES (?, ?, ?, ?)",
            [snapshot.caseID.rawValue, snapshot.sequence, Data(snapshot.head.bytes), Data(snapshot.state)])
    }

    // MARK: Facts

    func nextSerial(_ name: String) throws -> Int64 { try row("SELECT next FROM serials WHERE name = ?", [name])?["next"] ?? 1 }

    func hasKey(register: String, key: String) throws -> Bool {
        try row("SELECT 1 FROM registers WHERE register = ? AND key = ?", [register, key]) != nil
    }

    // MARK: Requests

    func answer(to key: RequestKey) throws -> StoredAnswer? {
        try CaseRows.answer(to: key, database)
    }

    func save(_ answer: StoredAnswer, for key: RequestKey) throws {
        guard try self.answer(to: key) == nil else { throw Refusal(.keyReused, "The request \(key.key) has its answer already.") }
        try run(
            "INSERT INTO request_keys (caller, key, fingerprint, body, at) VALUES (?, ?, ?, ?, ?)",
            [key.caller, key.key, Data(answer.fingerprint), Data(answer.body), answer.at.milliseconds])
    }

    // MARK: Privacy

    func save(caseKey: [UInt8]?, of id: CaseID) throws {
        if let caseKey {
            return try run("INSERT OR REPLACE INTO case_keys (case_id, wrapped) VALUES (?, ?)", [id.rawValue, Data(caseKey)])
        }
        for table in ["case_keys", "sealed_fields", "blind_index"] {
            try run("DELETE FROM \(table) WHERE case_id = ?", [id.rawValue])
        }
    }

    func save(_ sealed: SealedValue, of id: CaseID) throws {
        try run(
            "INSERT OR IGNORE INTO sealed_fields (case_id, digest, ciphertext) VALUES (?, ?, ?)",
            [id.rawValue, Data(sealed.reference.digest.bytes), Data(sealed.ciphertext)])
    }

    func index(token: [UInt8], of id: CaseID) throws {
        try run("INSERT OR IGNORE INTO blind_index (token, case_id) VALUES (?, ?)", [Data(token), id.rawValue])
    }

    // MARK: Definitions and the daemon's own

    func save(_ definition: StoredDefinition) throws {
        try run(
            "INSERT OR IGNORE INTO definitions (hash, kind, name, content, at) VALUES (?, ?, ?, ?, ?)",
            [
                Data(definition.hash.bytes), definition.kind.rawValue, definition.name, Data(definition.content),
                definition.at.milliseconds,
            ])
    }

    func append(_ seal: StoredSeal) throws {
        guard seal.number == (try lastSeal()?.number ?? 0) + 1 else { throw Refusal(.storeFailure, "Seal \(seal.number) is out of order.") }
        try run(
            "INSERT INTO seals (number, at, position, heads, hash) VALUES (?, ?, ?, ?, ?)",
            [seal.number, seal.at.milliseconds, seal.position, Data(seal.heads), Data(seal.hash.bytes)])
    }

    func lastSeal() throws -> StoredSeal? {
        try row("SELECT * FROM seals ORDER BY number DESC LIMIT 1", []).map { $0.seal }
    }

    func meta(_ key: MetaKey) throws -> Int64? { try row("SELECT value FROM meta WHERE key = ?", [key.rawValue])?["value"] }

    func setMeta(_ key: MetaKey, _ value: Int64) throws {
        try run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", [key.rawValue, value])
    }

    // MARK: Pending inputs

    func post(_ pending: PendingInput) throws {
        try run(
            "INSERT OR IGNORE INTO pending_inputs (id, case_id, body) VALUES (?, ?, ?)",
            [pending.id, pending.caseID.rawValue, Data(pending.body)])
    }

    func consume(pending id: String) throws -> Bool {
        try run("DELETE FROM pending_inputs WHERE id = ?", [id])
        return database.changesCount == 1
    }
}
