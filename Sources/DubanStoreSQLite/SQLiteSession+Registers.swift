import DubanEngine
import DubanModel
import DubanStore

/// What decisions ask of registers inside the transaction.
extension SQLiteSession {
    func balance(register: String, account: String) throws -> Int64 {
        try statements.first(
            "SELECT value FROM balances WHERE register = ? AND account = ?",
            {
                $0.text(register)
                $0.text(account)
            }
        ) { $0.integer(0) } ?? 0
    }

    /// A key and a number have an index; fields are compared entry by entry, in the order of entry.
    func entries(_ query: EntryQuery) throws -> [RegisterRow] {
        let rows: [RegisterRow]
        switch query.selection {
        case .key(let key):
            rows = try entries(
                """
                SELECT key, label, case_id, case_number, sequence, at, fields FROM registers WHERE register = ? AND key = ? ORDER BY id
                """, of: query.register, key)
        case .label(let label):
            rows = try entries(
                """
                SELECT key, label, case_id, case_number, sequence, at, fields FROM registers WHERE register = ? AND label = ? ORDER BY id
                """, of: query.register, label)
        case .fields:
            rows = try entries(
                "SELECT key, label, case_id, case_number, sequence, at, fields FROM registers WHERE register = ? ORDER BY id",
                of: query.register, nil)
        }
        return Array(rows.lazy.filter { query.fits($0) }.prefix(query.limit))
    }

    private func entries(_ sql: StaticString, of register: String, _ value: String?) throws -> [RegisterRow] {
        try statements.all(
            sql,
            {
                $0.text(register)
                if let value { $0.text(value) }
            }
        ) { row in
            RegisterRow(
                register: register, key: row.isNull(0) ? nil : row.text(0), label: row.isNull(1) ? nil : row.text(1),
                caseID: CaseID(row.integer(2)), caseNumber: CaseNumber(row.text(3)), sequence: Int(row.integer(4)),
                at: Instant(milliseconds: row.integer(5)), fields: (try? JSONReader.read(row.blob(6), admitsSealed: true)) ?? .null)
        }
    }
}
