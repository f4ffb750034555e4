import CSQLiteLog
import DubanTestKit
import Foundation
import GRDB
import GRDBSQLite
import Testing

/// The write-ahead log whose writes are joined, against the system's own: whatever a transaction does, the same is read.
@Suite struct LogFileTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder("log-file")
        try #require(csqlite_log_register() == SQLITE_OK)
    }

    /// A database in WAL whose cache is so small that long transactions write pages to the log before they commit.
    private func database(_ name: String, isTakenOver: Bool) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(path: folder.path(name))
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_autocheckpoint = 0;
                    PRAGMA cache_size = 10; CREATE TABLE rows (number INTEGER PRIMARY KEY, content BLOB)
                    """)
            if isTakenOver { try #require(csqlite_log_take_over(database.sqliteConnection) == SQLITE_OK) }
        }
        return queue
    }

    private func rows(_ queue: DatabaseQueue) throws -> [Row] { try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM rows") } }

    private func checkIntegrity(_ path: String) throws {
        let other = try DatabaseQueue(path: path)
        let answer = try other.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(answer == "ok")
        try other.close()
    }

    /// Transactions with savepoints, large and small, some taken back, some read in between, checkpoints among them.
    @Test(arguments: 1...12) func log_whoseWritesAreJoined_readsLikeTheSystemsOwn(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let both = [try database("joined.db", isTakenOver: true), try database("plain.db", isTakenOver: false)]
        for round in 1...20 {
            let (size, count) = (Int.random(in: 1...9_000, using: &random), Int.random(in: 1...60, using: &random))
            let numbers = (0..<count).map { _ in Int.random(in: 1...200, using: &random) }
            let (isKept, isSaved, checkpoints) = (Bool.random(using: &random), Bool.random(using: &random), round % 7 == 0)
            for queue in both {
                try queue.writeWithoutTransaction { database in
                    try database.execute(sql: "BEGIN IMMEDIATE")
                    for number in numbers {
                        try database.execute(
                            sql: "INSERT OR REPLACE INTO rows VALUES (?, ?)",
                            arguments: [number, Data(repeating: UInt8(round), count: size)])
                    }
                    try database.execute(sql: "SAVEPOINT inner")
                    try database.execute(sql: "DELETE FROM rows WHERE number % 3 = 0")
                    _ = try Int.fetchOne(database, sql: "SELECT sum(length(content)) FROM rows")
                    try database.execute(sql: isSaved ? "RELEASE inner" : "ROLLBACK TO inner")
                    try database.execute(sql: isKept ? "COMMIT" : "ROLLBACK")
                    if checkpoints { try database.checkpoint(.restart) }
                }
            }
            #expect(try rows(both[0]) == rows(both[1]))
            try checkIntegrity(folder.path("joined.db"))
        }
        for queue in both { try queue.close() }
    }

    /// What COMMIT leaves to the disk it has given to the kernel: another process finds it, and so does the next start after a crash.
    @Test func commit_onALogThatIsTakenOver_isInTheFileWhenItReturns() throws {
        let queue = try database("duban.db", isTakenOver: true)
        for number in 1...5 {
            try queue.write { database in
                try database.execute(sql: "INSERT INTO rows VALUES (?, zeroblob(?))", arguments: [number, number * 100_000])
            }
            for end in ["", "-wal"] { try folder.copy("duban.db" + end, "crashed-\(number).db" + end) }
            let crashed = try DatabaseQueue(path: folder.path("crashed-\(number).db"))
            #expect(
                try crashed.read { try Int.fetchOne($0, sql: "SELECT sum(length(content)) FROM rows") } == (1...number).reduce(0, +)
                    * 100_000)
            try crashed.close()
        }
        try queue.close()
    }

    @Test func connection_withoutALog_cannotBeTakenOver() throws {
        let queue = try DatabaseQueue(path: folder.path("plain.db"))
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = DELETE; CREATE TABLE rows (number INTEGER)")
            #expect(csqlite_log_take_over(database.sqliteConnection) == SQLITE_MISUSE)
        }
        try queue.close()
    }
}
