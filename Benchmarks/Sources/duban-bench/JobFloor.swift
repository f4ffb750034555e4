import Foundation
import GRDBSQLite

/// What the disk and SQLite give a queue without a runner: a row of 100 bytes with its index inserted, then marked as taken, then
/// deleted, so many a transaction, WAL, `synchronous=FULL`.
struct JobFloor {
    let batch: Int

    func measure(jobs: Int, path: String) throws -> (enqueued: Double, completed: Double) {
        let database = try RawDatabase(path)
        try database.execute(
            """
            CREATE TABLE jobs (number INTEGER PRIMARY KEY, state INTEGER NOT NULL, rank INTEGER, payload BLOB NOT NULL);
            CREATE INDEX jobs_waiting ON jobs (rank) WHERE state = 0;
            """)
        let payload = [UInt8](repeating: 0x62, count: 100)
        let insert = try database.prepare("INSERT INTO jobs (number, state, rank, payload) VALUES (?, 0, ?, ?)")
        let take = try database.prepare("UPDATE jobs SET state = 1, rank = NULL WHERE number = ?")
        let finish = try database.prepare("DELETE FROM jobs WHERE number = ?")
        let enqueued = try timed(jobs) { first, end in
            try database.transact { for number in first..<end { try database.run(insert, [Int64(number), Int64(number)], payload) } }
        }
        let completed = try timed(jobs) { first, end in
            try database.transact {
                for number in first..<end {
                    try database.run(take, [Int64(number)], nil)
                    try database.run(finish, [Int64(number)], nil)
                }
            }
        }
        return (enqueued, completed)
    }

    private func timed(_ jobs: Int, _ body: (Int, Int) throws -> Void) throws -> Double {
        let begin = ContinuousClock().now
        for first in stride(from: 0, to: jobs, by: batch) { try body(first, min(first + batch, jobs)) }
        return Double(jobs) / (ContinuousClock().now - begin).seconds
    }
}

/// SQLite with nothing around it, set up as the floor is fixed.
final class RawDatabase {
    private let handle: OpaquePointer
    private var statements: [OpaquePointer] = []

    init(_ path: String) throws {
        var handle: OpaquePointer?
        // The system's own way to files, not the one that Duban's store has connections open with.
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix") == SQLITE_OK, let handle else {
            throw BenchFailure("the database \(path) cannot be opened")
        }
        self.handle = handle
        try execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536")
    }

    deinit {
        for statement in statements { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw BenchFailure("SQLite failed: \(String(cString: sqlite3_errmsg(handle)))")
        }
    }

    func prepare(_ sql: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw BenchFailure("SQLite failed: \(String(cString: sqlite3_errmsg(handle)))")
        }
        statements.append(statement)
        return statement
    }

    func transact(_ body: () throws -> Void) throws {
        try execute("BEGIN IMMEDIATE")
        try body()
        try execute("COMMIT")
    }

    /// Runs a statement with numbers, and bytes after them.
    func run(_ statement: OpaquePointer, _ numbers: [Int64], _ bytes: [UInt8]?) throws {
        for (index, number) in numbers.enumerated() { sqlite3_bind_int64(statement, Int32(index + 1), number) }
        let code =
            bytes?.withUnsafeBytes { buffer in
                sqlite3_bind_blob(statement, Int32(numbers.count + 1), buffer.baseAddress, Int32(buffer.count), nil)
                return sqlite3_step(statement)
            } ?? sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw BenchFailure("SQLite failed with the code \(code)") }
    }
}
