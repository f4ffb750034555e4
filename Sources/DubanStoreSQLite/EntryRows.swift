import DubanEngine
import DubanModel
import Foundation
import GRDB

/// Looks entries of a register up; the writer's transaction and the readers share it.
enum EntryRows {
    /// The entries that fit a question. A key and a number have an index; fields are compared entry by entry, in the order of entry.
    static func entries(_ query: EntryQuery, _ database: Database) throws -> [RegisterRow] {
        switch query.selection {
        case .key(let key): try rows("key = ?", key, query, database)
        case .label(let label): try rows("label = ?", label, query, database)
        case .fields: try scan(query, database)
        }
    }

    private static func rows(_ condition: String, _ value: String, _ query: EntryQuery, _ database: Database) throws -> [RegisterRow] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM registers WHERE register = ? AND \(condition) ORDER BY id LIMIT ?",
            arguments: [query.register, value, query.limit]
        ).map(\.entry)
    }

    private static func scan(_ query: EntryQuery, _ database: Database) throws -> [RegisterRow] {
        var found: [RegisterRow] = []
        let cursor = try Row.fetchCursor(
            database, sql: "SELECT * FROM registers WHERE register = ? ORDER BY id", arguments: [query.register])
        while found.count < query.limit, let row = try cursor.next() {
            let entry = row.entry
            if query.fits(entry) { found.append(entry) }
        }
        return found
    }
}
