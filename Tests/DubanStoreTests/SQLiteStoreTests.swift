import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Foundation
import GRDB
import Testing

@testable import DubanStoreSQLite

@Suite struct SQLiteStoreTests {
    private let folder: ScratchFolder
    private var path: String { folder.path("duban.db") }

    init() throws { folder = try ScratchFolder("sqlite") }

    // MARK: Durability

    @Test func durability_ofAnOpenStore_isReadBackAsFullOverWal() throws {
        let store = try SQLiteStore(path: path)
        #expect(try store.durability() == "journal_mode=wal synchronous=2")
        // Work does not change it.
        _ = try store.transact { try $0.append(Samples.decision()) }
        try store.checkpoint()
        #expect(try store.durability() == "journal_mode=wal synchronous=2")
    }

    @Test func store_thatIsOpenedAgain_hasWhatWasCommittedAndNothingElse() throws {
        let store = try SQLiteStore(path: path)
        _ = try store.transact { try $0.append(Samples.decision()) }
        #expect(throws: Rollback()) {
            try store.transact { session in
                _ = try session.append(Samples.decision(Samples.two))
                throw Rollback()
            }
        }
        try store.close()
        let again = try SQLiteStore(path: path)
        #expect(try again.reader.lastPosition() == 1)
        #expect(try again.reader.decisions(of: Samples.one).count == 1)
        #expect(try again.transact { try $0.append(Samples.decision(Samples.one, 2)) } == 2)
    }

    /// What a crash leaves: the database and its WAL as they lie there, copied while the daemon still runs.
    @Test func store_thatWasNeverClosed_isRecoveredFromItsWal() throws {
        let store = try SQLiteStore(path: path)
        for sequence in 1...20 { _ = try store.transact { try $0.append(Samples.decision(Samples.one, sequence)) } }
        try folder.copy("duban.db", "crashed.db")
        try folder.copy("duban.db-wal", "crashed.db-wal")
        let recovered = try SQLiteStore(path: folder.path("crashed.db"))
        #expect(try recovered.reader.lastPosition() == 20)
        try recovered.close()
        try store.close()
    }

    @Test func store_thatIsClosed_refusesToReadAndWrite() throws {
        let store = try SQLiteStore(path: path)
        try store.close()
        #expect(#expect(throws: Refusal.self) { try store.transact { try $0.setMeta(.epoch, 1) } }?.code == .storeFailure)
        #expect(#expect(throws: Refusal.self) { try store.reader.lastPosition() }?.code == .storeFailure)
    }

    @Test func file_thatIsNoDatabase_isRefusedAndLeftAsItIs() throws {
        try folder.write("duban.db", String(repeating: "this is no database ", count: 1_000))
        let before = folder.bytes("duban.db")
        let refusal = #expect(throws: Refusal.self) { try SQLiteStore(path: path) }
        #expect(refusal?.code == .storeFailure)
        #expect(refusal?.message.contains(path) == true)
        #expect(folder.bytes("duban.db") == before)
    }

    @Test func folder_thatIsMissing_isRefused() {
        let refusal = #expect(throws: Refusal.self) { try SQLiteStore(path: folder.path("missing/duban.db")) }
        #expect(refusal?.code == .storeFailure)
    }

    @Test func constraint_thatIsBroken_rollsTheTransactionBackAsAStoreFailure() throws {
        let store = try SQLiteStore(path: path)
        let refusal = #expect(throws: Refusal.self) {
            try store.transact { session in
                try session.perform(.openTask(Samples.task(1)))
                try session.perform(.charge(Samples.charge(sequence: 4, at: 1)))
                try session.perform(.charge(Samples.charge(sequence: 4, at: 2)))
            }
        }
        #expect(refusal?.code == .storeFailure)
        #expect(try store.reader.tasks(limit: 10).isEmpty)
        try store.perform([.openTask(Samples.task(1))])
    }

    // MARK: The write-ahead log

    /// The store takes its log over: SQLite alone makes two writes a page of it.
    @Test func commit_ofManyPages_isHandedToTheKernelInFewWrites() throws {
        let store = try SQLiteStore(path: path)
        func writes() throws -> Int {
            let account = try String(contentsOfFile: "/proc/thread-self/io", encoding: .utf8)
            return try #require(account.split(separator: "\n").first { $0.hasPrefix("syscw: ") }.flatMap { Int($0.dropFirst(7)) })
        }
        let decision = Samples.decision(Samples.one, 1, text: String(repeating: "x", count: 256 << 10))
        let before = try writes()
        _ = try store.commit { try $0.append(decision) }
        let count = try writes() - before
        #expect((1...16).contains(count), "65 pages in \(count) writes")
        try store.close()
    }

    @Test func checkpoints_besideTheCommits_keepTheLogShort() throws {
        let store = try SQLiteStore(path: path)
        for sequence in 1...40 {
            let decision = Samples.decision(Samples.one, sequence, text: String(repeating: "x", count: 256 << 10))
            _ = try store.transact { try $0.append(decision) }
            try store.checkpoint()
        }
        #expect(folder.size("duban.db") > 10 << 20)
        #expect(folder.size("duban.db-wal") < 2 << 20)
    }

    /// Nobody has to ask for it: once commits have added so many pages, the log is moved into the database beside them.
    @Test func log_ofManyCommits_isMovedIntoTheDatabaseByItself() throws {
        let store = try SQLiteStore(path: path)
        let (text, empty) = (String(repeating: "x", count: 256 << 10), folder.size("duban.db"))
        var sequence = 0
        while folder.size("duban.db") == empty, sequence < 200 {
            sequence += 1
            let decision = Samples.decision(Samples.one, sequence, text: text)
            _ = try store.transact { try $0.append(decision) }
        }
        // A commit writes the 65 pages of the decision and a few of the indexes.
        #expect(sequence * 75 >= CheckpointPace.pages, "not at each commit")
        #expect(sequence < 200)
        try store.close()
    }

    @Test func log_thatGrewPastItsLimit_isEmptiedByACheckpoint() throws {
        let store = try SQLiteStore(path: path)
        _ = try store.transact { try $0.append(Samples.decision()) }
        let filler = try DatabaseQueue(path: path)
        try filler.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0; CREATE TABLE filler (content BLOB)")
            try database.execute(sql: "INSERT INTO filler VALUES (zeroblob(?))", arguments: [SQLiteStore.walLimit + 1])
        }
        try filler.close()
        #expect(folder.size("duban.db-wal") > SQLiteStore.walLimit)
        try store.checkpoint()
        #expect(folder.size("duban.db-wal") == 0)
        #expect(try store.reader.lastPosition() == 1)
    }

    // MARK: Migrations

    /// The definition of every table and index.
    private func schema(_ path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { database in
            try String.fetchAll(
                database, sql: "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name")
        }
    }

    @Test func database_ofEachEarlierVersion_migratesToTheFreshSchema() throws {
        try SQLiteStore(path: path).close()
        let fresh = try schema(path)
        #expect(fresh.count > 20)
        for (index, version) in Schema.migrator.migrations.enumerated() {
            let old = folder.path("version-\(index).db")
            let queue = try DatabaseQueue(path: old)
            try Schema.migrator.migrate(queue, upTo: version)
            try queue.close()
            let store = try SQLiteStore(path: old)
            _ = try store.transact { try $0.append(Samples.decision()) }
            try store.close()
            #expect(try schema(old) == fresh, "migrated from \(version)")
        }
    }

    @Test func database_thatIsMigrated_isNotMigratedAgain() throws {
        let store = try SQLiteStore(path: path)
        _ = try store.transact { try $0.append(Samples.decision()) }
        try store.close()
        for _ in 0..<2 { try SQLiteStore(path: path).close() }
        let again = try SQLiteStore(path: path)
        #expect(try again.reader.lastPosition() == 1)
    }
}
