import Foundation
import GRDBSQLite

/// What the disk and SQLite give without an engine: per step one appended event of 400 bytes with its (case, sequence) index and one
/// job row of 100 bytes inserted and deleted, cases interleaved, WAL, `synchronous=FULL`. Everything above it is ours to answer for.
struct Floor {
    /// Steps in one transaction.
    let batch: Int
    /// Cases that take turns.
    let cases = 20_000

    /// Bytes of an event, and of a job's payload.
    private static let eventBytes = 400
    private static let jobBytes = 100

    /// Runs so many steps on a fresh database.
    /// - Returns: Steps a second.
    func measure(steps: Int, path: String) throws -> Double {
        var handle: OpaquePointer?
        guard sqlite3_open(path, &handle) == SQLITE_OK, let handle else { throw BenchFailure("the floor's database cannot be opened") }
        defer { sqlite3_close(handle) }
        try execute(
            handle,
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536;
            CREATE TABLE events (position INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, sequence INTEGER NOT NULL, body BLOB NOT NULL);
            CREATE UNIQUE INDEX events_by_case ON events (case_id, sequence);
            CREATE TABLE jobs (case_id INTEGER NOT NULL, step INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (case_id, step))
                WITHOUT ROWID;
            """)
        let insert = try prepare(handle, "INSERT INTO events (case_id, sequence, body) VALUES (?, ?, ?)")
        let enqueue = try prepare(handle, "INSERT INTO jobs (case_id, step, payload) VALUES (?, ?, ?)")
        let finish = try prepare(handle, "DELETE FROM jobs WHERE case_id = ? AND step = ?")
        defer { for statement in [insert, enqueue, finish] { sqlite3_finalize(statement) } }
        let (event, job) = ([UInt8](repeating: 0x61, count: Floor.eventBytes), [UInt8](repeating: 0x62, count: Floor.jobBytes))
        let clock = ContinuousClock()
        let begin = clock.now
        var done = 0
        while done < steps {
            try execute(handle, "BEGIN IMMEDIATE")
            for step in done..<min(done + batch, steps) {
                let (id, sequence) = (Int64(step % cases), Int64(step / cases))
                try run(insert, id, sequence, event)
                try run(enqueue, id, sequence, job)
                try run(finish, id, sequence - 1, nil)
            }
            try execute(handle, "COMMIT")
            done += batch
        }
        return Double(steps) / (clock.now - begin).seconds
    }

    private func execute(_ handle: OpaquePointer, _ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw BenchFailure("the floor failed: \(String(cString: sqlite3_errmsg(handle)))")
        }
    }

    private func prepare(_ handle: OpaquePointer, _ sql: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw BenchFailure("the floor failed: \(String(cString: sqlite3_errmsg(handle)))")
        }
        return statement
    }

    private func run(_ statement: OpaquePointer, _ first: Int64, _ second: Int64, _ bytes: [UInt8]?) throws {
        sqlite3_bind_int64(statement, 1, first)
        sqlite3_bind_int64(statement, 2, second)
        let code =
            bytes?.withUnsafeBytes { buffer in
                sqlite3_bind_blob(statement, 3, buffer.baseAddress, Int32(buffer.count), nil)
                return sqlite3_step(statement)
            } ?? sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw BenchFailure("the floor failed with SQLite's code \(code)") }
    }
}
