import DubanEngine
import DubanModel
import DubanStore
import Foundation
import GRDB

/// Reads durable state, each call in a snapshot of its own.
struct SQLiteReader: StoreReader {
    let pool: DatabasePool
    let log: LogConfirmation

    /// Reads in a snapshot, and returns once the disk has confirmed all that it may have seen.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try SQLiteStore.refusing("read") {
            let result = try pool.read(body)
            try log.harden()
            return result
        }
    }

    func rows<Item>(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?], _ read: (Row) throws -> Item?) throws -> [Item] {
        try self.read { database in
            // Each connection keeps what it has prepared: preparing costs more than most of these reads.
            let statement = try database.cachedStatement(sql: sql)
            return try Row.fetchAll(statement, arguments: StatementArguments(arguments)).compactMap(read)
        }
    }

    func row<Item>(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?], _ read: (Row) throws -> Item?) throws -> Item? {
        try rows(sql, arguments, read).first
    }

    // MARK: Cases

    func caseID(of number: CaseNumber) throws -> CaseID? {
        try row("SELECT id FROM cases WHERE number = ?", [number.text]) { CaseID($0["id"]) }
    }

    func summary(of id: CaseID) throws -> CaseSummary? { try row("SELECT * FROM cases WHERE id = ?", [id.rawValue]) { $0.summary } }

    func cases(_ filter: CaseFilter) throws -> [CaseSummary] {
        var conditions = ["1"]
        var arguments: [(any DatabaseValueConvertible)?] = []
        if let lights = filter.lights {
            conditions.append("light IN (\(lights.map { _ in "?" }.joined(separator: ", ")))")
            arguments += lights.map(\.rawValue)
        }
        if let workflow = filter.workflow {
            conditions.append("workflow = ?")
            arguments.append(workflow)
        }
        if let isOpen = filter.isOpen { conditions.append(isOpen ? "outcome IS NULL" : "outcome IS NOT NULL") }
        arguments.append(filter.limit)
        return try rows("SELECT * FROM cases WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?", arguments) {
            $0.summary
        }
    }

    func load(_ id: CaseID) throws -> StoredCase? { try read { try CaseRows.load(id, $0) } }

    func decisions(of id: CaseID) throws -> [StoredDecision] { try read { try CaseRows.decisions(id, after: 0, $0) } }

    func decisions(after position: Int64, limit: Int) throws -> [StoredDecision] {
        try rows("SELECT * FROM decisions WHERE position > ? ORDER BY position LIMIT ?", [position, limit]) { $0.decision }
    }

    func log(after position: Int64, limit: Int) throws -> [LoggedDecision] {
        // By index of column: names would be compared for each of many rows.
        try rows(
            """
            SELECT d.position, d.case_id, d.sequence, d.count, d.at, d.actor, d.events, d.hash, c.number, c.workflow
            FROM decisions d JOIN cases c ON c.id = d.case_id WHERE d.position > ? ORDER BY d.position LIMIT ?
            """, [position, limit]
        ) { row in
            let decision = StoredDecision(
                position: row[0], caseID: CaseID(row[1]), sequence: row[2], count: row[3], at: Instant(milliseconds: row[4]), actor: row[5],
                events: Array(row[6] as Data), hash: ContentHash(bytes: row[7] as Data) ?? .zero)
            return LoggedDecision(decision: decision, number: CaseNumber(row[8]), workflow: row[9])
        }
    }

    func lastPosition() throws -> Int64 { try row("SELECT max(position) AS last FROM decisions", []) { $0["last"] as Int64? } ?? 0 }

    func caseIDs(after id: CaseID, limit: Int) throws -> [CaseID] {
        try rows("SELECT DISTINCT case_id FROM decisions WHERE case_id > ? ORDER BY case_id LIMIT ?", [id.rawValue, limit]) {
            CaseID($0["case_id"])
        }
    }

    func snapshot(of id: CaseID) throws -> StoredSnapshot? { try read { try CaseRows.snapshot(id, $0) } }

    // MARK: Tasks, timers, registers

    func tasks(limit: Int) throws -> [TaskRow] { try rows("SELECT * FROM tasks ORDER BY number LIMIT ?", [limit]) { $0.task } }

    func task(_ number: TaskNumber) throws -> TaskRow? { try row("SELECT * FROM tasks WHERE number = ?", [number.rawValue]) { $0.task } }

    func tasks(awaiting message: TaskRow.Awaited) throws -> [TaskRow] {
        try rows(
            "SELECT * FROM tasks WHERE message = ? AND correlation = ? ORDER BY number", [message.message, message.correlation]
        ) { $0.task }
    }

    func tasks(of id: CaseID) throws -> [TaskRow] {
        try rows("SELECT * FROM tasks WHERE case_id = ? ORDER BY number", [id.rawValue]) { $0.task }
    }

    func nextSerial(_ name: String) throws -> Int64 {
        try row("SELECT next FROM serials WHERE name = ?", [name]) { $0["next"] as Int64? } ?? 1
    }

    func timers(dueBy instant: Instant, limit: Int) throws -> [TimerRow] {
        try rows(
            "SELECT * FROM timers WHERE due <= ? ORDER BY due, case_id, clock, rung LIMIT ?", [instant.milliseconds, limit]
        ) { $0.timer }
    }

    func earliestTimer() throws -> Instant? { try row("SELECT min(due) AS due FROM timers", []) { $0.optionalInstant("due") } }

    func registers() throws -> [String] {
        try rows("SELECT DISTINCT register FROM registers ORDER BY register", []) { $0["register"] as String? }
    }

    func entries(of register: String, offset: Int, limit: Int) throws -> [RegisterRow] {
        try rows("SELECT * FROM registers WHERE register = ? ORDER BY id LIMIT ? OFFSET ?", [register, limit, offset]) { $0.entry }
    }

    func entries(_ query: EntryQuery) throws -> [RegisterRow] { try read { try EntryRows.entries(query, $0) } }

    func balances(of register: String) throws -> [String: Int64] {
        let pairs = try rows("SELECT account, value FROM balances WHERE register = ?", [register]) { row -> (String, Int64)? in
            (row["account"], row["value"])
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    func entries(of id: CaseID) throws -> [RegisterRow] {
        try rows("SELECT * FROM registers WHERE case_id = ? ORDER BY id", [id.rawValue]) { $0.entry }
    }

    func accountability(of id: CaseID?, limit: Int) throws -> [AccountabilityRow] {
        // Two questions, since one for both goes through every case's entries for those of one.
        let order = "ORDER BY at DESC, case_id DESC, sequence DESC LIMIT ?1"
        guard let id else { return try rows("SELECT * FROM accountability \(order)", [limit]) { $0.accountability } }
        return try rows("SELECT * FROM accountability WHERE case_id = ?2 \(order)", [limit, id.rawValue]) { $0.accountability }
    }

    // MARK: Privacy, definitions, seals, the daemon's own

    func find(token: [UInt8]) throws -> [CaseID] {
        try rows("SELECT case_id FROM blind_index WHERE token = ? ORDER BY case_id DESC LIMIT 200", [Data(token)]) { CaseID($0["case_id"]) }
    }

    func caseKey(of id: CaseID) throws -> [UInt8]? {
        try row("SELECT wrapped FROM case_keys WHERE case_id = ?", [id.rawValue]) { $0.bytes("wrapped") }
    }

    func sealed(_ reference: SealedReference, of id: CaseID) throws -> [UInt8]? {
        try row("SELECT ciphertext FROM sealed_fields WHERE case_id = ? AND digest = ?", [id.rawValue, Data(reference.digest.bytes)]) {
            $0.bytes("ciphertext")
        }
    }

    func sealedValues(of id: CaseID) throws -> [SealedValue] {
        try rows("SELECT digest, ciphertext FROM sealed_fields WHERE case_id = ?", [id.rawValue]) { row in
            SealedValue(reference: SealedReference(digest: row.hash("digest")), ciphertext: row.bytes("ciphertext"))
        }
    }

    func definition(_ hash: ContentHash) throws -> StoredDefinition? {
        try row("SELECT * FROM definitions WHERE hash = ?", [Data(hash.bytes)]) { $0.definition() }
    }

    func definitions(_ kind: StoredDefinition.Kind) throws -> [StoredDefinition] {
        try rows("SELECT * FROM definitions WHERE kind = ? ORDER BY at, name", [kind.rawValue]) { $0.definition() }
    }

    func seals(after number: Int64, limit: Int) throws -> [StoredSeal] {
        try rows("SELECT * FROM seals WHERE number > ? ORDER BY number LIMIT ?", [number, limit]) { $0.seal }
    }

    func meta(_ key: MetaKey) throws -> Int64? { try row("SELECT value FROM meta WHERE key = ?", [key.rawValue]) { $0["value"] as Int64? } }

    func answer(to key: RequestKey) throws -> StoredAnswer? { try read { try CaseRows.answer(to: key, $0) } }

    func pendingInputs(limit: Int) throws -> [PendingInput] {
        try rows("SELECT * FROM pending_inputs ORDER BY number LIMIT ?", [limit]) {
            PendingInput(id: $0["id"], caseID: CaseID($0["case_id"]), body: $0.bytes("body"))
        }
    }
}
