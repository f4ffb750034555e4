import DubanEngine
import DubanModel
import DubanStore

/// One transaction. Statements are prepared once a connection and reused.
final class SQLiteSession: StoreSession {
    let statements: StatementCache
    private let heads: CaseHeads

    init(_ statements: StatementCache, _ heads: CaseHeads) {
        self.statements = statements
        self.heads = heads
    }

    func run(_ sql: StaticString, _ bind: (inout Binder) -> Void = { _ in }) throws(Refusal) { try statements.run(sql, bind) }

    // MARK: Cases

    func newCaseID() throws -> CaseID {
        // The open case is in the log before the next one asks, so the last number is the log's, whatever lists say.
        let last = try heads.lastCase { try statements.first("SELECT max(case_id) FROM decisions") { $0.integer(0) } ?? 0 }
        return CaseID(last + 1)
    }

    func load(_ id: CaseID) throws -> StoredCase? {
        let snapshot = try statements.first(
            "SELECT sequence, head, state FROM snapshots WHERE case_id = ?", { $0.integer(id.rawValue) }
        ) { row in
            StoredSnapshot(
                caseID: id, sequence: Int(row.integer(0)), head: ContentHash(bytes: row.blob(1)) ?? .zero, state: row.blob(2))
        }
        let tail = try statements.all(
            """
            SELECT position, sequence, count, at, actor, events, hash FROM decisions WHERE case_id = ? AND sequence > ?
            ORDER BY sequence
            """,
            {
                $0.integer(id.rawValue)
                $0.integer(snapshot?.sequence ?? 0)
            }
        ) { row in
            StoredDecision(
                position: row.integer(0), caseID: id, sequence: Int(row.integer(1)), count: Int(row.integer(2)),
                at: Instant(milliseconds: row.integer(3)), actor: row.text(4), events: row.blob(5),
                hash: ContentHash(bytes: row.blob(6)) ?? .zero)
        }
        return snapshot == nil && tail.isEmpty ? nil : StoredCase(snapshot: snapshot, tail: tail)
    }

    func append(_ decision: StoredDecision) throws -> Int64 {
        let id = decision.caseID.rawValue
        let expected = try heads.next(after: id) {
            try statements.first(
                "SELECT sequence + count FROM decisions WHERE case_id = ? ORDER BY sequence DESC LIMIT 1", { $0.integer(id) }
            ) { Int($0.integer(0)) } ?? 1
        }
        guard expected == decision.sequence else {
            throw Refusal(
                .staleClaim, "Case \(id) stands before event \(expected), not before \(decision.sequence); nothing was appended.")
        }
        try run("INSERT INTO decisions (case_id, sequence, count, at, actor, events, hash) VALUES (?, ?, ?, ?, ?, ?, ?)") {
            $0.integer(id)
            $0.integer(decision.sequence)
            $0.integer(decision.count)
            $0.integer(decision.at.milliseconds)
            $0.text(decision.actor)
            $0.blob(decision.events)
            $0.blob(decision.hash.bytes)
        }
        heads.appended(id, next: decision.sequence + decision.count)
        return statements.lastRow
    }

    func save(_ snapshot: StoredSnapshot) throws {
        try run("INSERT OR REPLACE INTO snapshots (case_id, sequence, head, state) VALUES (?, ?, ?, ?)") {
            $0.integer(snapshot.caseID.rawValue)
            $0.integer(snapshot.sequence)
            $0.blob(snapshot.head.bytes)
            $0.blob(snapshot.state)
        }
    }

    // MARK: Facts

    func nextSerial(_ name: String) throws -> Int64 {
        try statements.first("SELECT next FROM serials WHERE name = ?", { $0.text(name) }) { $0.integer(0) } ?? 1
    }

    func hasKey(register: String, key: String) throws -> Bool {
        let found: Bool? = try statements.first(
            "SELECT 1 FROM registers WHERE register = ? AND key = ?",
            {
                $0.text(register)
                $0.text(key)
            }
        ) { _ in true }
        return found ?? false
    }

    // MARK: Requests

    func answer(to key: RequestKey) throws -> StoredAnswer? {
        try statements.first(
            "SELECT fingerprint, body, at FROM request_keys WHERE caller = ? AND key = ?",
            {
                $0.text(key.caller)
                $0.text(key.key)
            }
        ) { StoredAnswer(fingerprint: $0.blob(0), body: $0.blob(1), at: Instant(milliseconds: $0.integer(2))) }
    }

    func save(_ answer: StoredAnswer, for key: RequestKey) throws {
        try run("INSERT OR IGNORE INTO request_keys (caller, key, fingerprint, body, at) VALUES (?, ?, ?, ?, ?)") {
            $0.text(key.caller)
            $0.text(key.key)
            $0.blob(answer.fingerprint)
            $0.blob(answer.body)
            $0.integer(answer.at.milliseconds)
        }
        guard statements.changes == 1 else { throw Refusal(.keyReused, "The request \(key.key) has its answer already.") }
    }

    func forgetAnswers(before instant: Instant, keeping: Int, limit: Int) throws -> Int {
        // Without so many answers as are to stay, the inner query has no row, and nothing is earlier than nothing.
        try run(
            """
            DELETE FROM request_keys WHERE (caller, key) IN (SELECT caller, key FROM request_keys
                WHERE at < min(?, (SELECT at FROM request_keys ORDER BY at DESC LIMIT 1 OFFSET ?)) ORDER BY at LIMIT ?)
            """
        ) {
            $0.integer(instant.milliseconds)
            $0.integer(keeping - 1)
            $0.integer(limit)
        }
        return statements.changes
    }

    // MARK: Privacy

    func save(caseKey: [UInt8]?, of id: CaseID) throws {
        if let caseKey {
            return try run("INSERT OR REPLACE INTO case_keys (case_id, wrapped) VALUES (?, ?)") {
                $0.integer(id.rawValue)
                $0.blob(caseKey)
            }
        }
        try run("DELETE FROM case_keys WHERE case_id = ?") { $0.integer(id.rawValue) }
        try run("DELETE FROM sealed_fields WHERE case_id = ?") { $0.integer(id.rawValue) }
        try run("DELETE FROM blind_index WHERE case_id = ?") { $0.integer(id.rawValue) }
    }

    func save(_ sealed: SealedValue, of id: CaseID) throws {
        try run("INSERT OR IGNORE INTO sealed_fields (case_id, digest, ciphertext) VALUES (?, ?, ?)") {
            $0.integer(id.rawValue)
            $0.blob(sealed.reference.digest.bytes)
            $0.blob(sealed.ciphertext)
        }
    }

    func index(token: [UInt8], of id: CaseID) throws {
        try run("INSERT OR IGNORE INTO blind_index (token, case_id) VALUES (?, ?)") {
            $0.blob(token)
            $0.integer(id.rawValue)
        }
    }
}
