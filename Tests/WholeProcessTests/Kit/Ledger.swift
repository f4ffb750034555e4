import Foundation
import GRDB

/// Looks into a database beside the daemon: what is there, row by row, to tell that something changed nothing.
struct Ledger {
    private let queue: DatabaseQueue

    /// The database of a state folder.
    /// - Parameter writes: Whether it is opened to be tampered with.
    init(_ state: String, writes: Bool = false) throws {
        var configuration = Configuration()
        configuration.readonly = !writes
        queue = try DatabaseQueue(path: state + "/duban.db", configuration: configuration)
    }

    /// Tables of what is decided and of what is to be done; the daemon's own notes are left out, since they go on with time.
    static let tables = [
        "decisions", "snapshots", "seals", "cases", "tasks", "jobs", "timers", "registers", "serials", "accountability", "request_keys",
        "case_keys", "sealed_fields", "blind_index",
    ]

    /// Every row.
    func contents() throws -> [String: [String]] {
        try queue.read { database in
            var contents: [String: [String]] = [:]
            for table in Ledger.tables {
                contents[table] = try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { row in
                    row.map { "\($0.0)=\($0.1)" }.joined(separator: "|")
                }
            }
            return contents
        }
    }

    /// How many rows a query gives.
    func count(_ sql: String) throws -> Int { try queue.read { try Int.fetchOne($0, sql: sql) ?? -1 } }

    /// Changes the database as somebody with a text editor and bad intentions would.
    func tamper(_ sql: String) throws {
        try queue.write { try $0.execute(sql: sql) }
    }
}
