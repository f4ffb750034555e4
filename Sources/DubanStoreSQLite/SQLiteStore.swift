import CSQLiteLog
import CSQLiteSettings
public import DubanModel
public import DubanStore
import Foundation
import GRDB
import Synchronization

/// The store in one SQLite file.
public final class SQLiteStore: Store {
    private let pool: DatabasePool
    private let checkpointer: DatabaseQueue
    private let statements = StatementCache()
    private let heads = CaseHeads()
    let log: LogConfirmation

    /// Reads what is durable.
    public var reader: any StoreReader { SQLiteReader(pool: pool, log: log) }

    private let checkpoints = DispatchQueue(label: "duban.checkpoints", qos: .utility)
    private let isCheckpointing = Atomic(false)

    /// Used on the pool's writing queue alone, which the mutex costs nothing.
    private let checkpointPace = Mutex(CheckpointPace())

    /// The WAL begins anew at its start once so many pages are in it: 64 MiB. A commit there overwrites blocks that the file has already,
    /// and need not wait until the file system has noted new ones.
    static let walRestartPages = 16_384

    /// The WAL's file is emptied once it is larger than so many bytes, since a reader kept it from beginning anew.
    public static let walLimit = 128 << 20

    /// Opens the database at `path`, and makes or migrates it where needed.
    /// - Throws: A refusal with code `store-failure` where the file cannot be opened, or would not keep what is acknowledged.
    public init(path: String) throws(Refusal) {
        _ = SQLiteStore.settings
        do {
            var configuration = Configuration()
            configuration.label = "duban"
            configuration.busyMode = .timeout(10)
            configuration.maximumReaderCount = 4
            // A fresh database gives free pages back in small pieces; it must be said before there is a table.
            configuration.prepareDatabase { database in
                if !database.configuration.readonly { try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            try Schema.migrator.migrate(pool)
            // GRDB sets NORMAL while it sets WAL up, so FULL is set once the pool is open.
            try pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536")
            }
            checkpointer = try DatabaseQueue(path: path, configuration: configuration)
            log = try LogConfirmation(of: path)
            let statements = self.statements
            try pool.writeWithoutTransaction { database in
                statements.connect(database.sqliteConnection)
                try statements.takeLogOver()
            }
        } catch {
            throw Refusal(.storeFailure, "The database \(path) cannot be opened: \(error). Check the file, its owner and the space left.")
        }
        _ = try durability()
    }

    /// The settings of SQLite as a whole, made once in a process, before its first connection.
    private static let settings = (csqlite_keep_no_memory_account(), csqlite_log_register())

    /// Reads the settings back that keep what is acknowledged.
    public func durability() throws(Refusal) -> String {
        let (mode, synchronous) = try SQLiteStore.refusing("read its settings") {
            try pool.writeWithoutTransaction { database in
                (
                    try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "?",
                    try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
                )
            }
        }
        let text = "journal_mode=\(mode) synchronous=\(synchronous)"
        guard mode == "wal", synchronous == 2 else {
            throw Refusal(.storeFailure, "The database would not keep what is acknowledged (\(text)); the daemon does not start on it.")
        }
        return text
    }

    /// Runs `body` in one transaction, which is durable once `harden` has returned.
    public func commit<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
        try pool.writeWithoutTransaction { _ in
            try statements.run("BEGIN IMMEDIATE")
            do {
                let result = try body(SQLiteSession(statements, heads))
                try log.commit { try statements.commit() }
                let pages = statements.walPages.load(ordering: .relaxed)
                // Beside the commits, and without waiting for the next round of the housekeeping.
                if checkpointPace.withLock({ $0.isDue(at: pages) }) { beginCheckpoint() }
                return result
            } catch {
                heads.forget()
                // SQLite has rolled back by itself after some errors, such as a full disk.
                if statements.isInTransaction { try? statements.run("ROLLBACK") }
                throw error
            }
        }
    }

    /// Returns once the disk has confirmed every transaction that was committed before.
    public func harden() throws { try log.harden() }

    /// Has the log moved into the database on another thread and connection, unless that is under way.
    private func beginCheckpoint() {
        guard !isCheckpointing.exchange(true, ordering: .acquiring) else { return }
        checkpoints.async {
            try? self.checkpoint()
            self.isCheckpointing.store(false, ordering: .releasing)
        }
    }

    /// Moves the WAL's content into the database; has the WAL begin anew once it is long, and empties a file that has become large.
    public func checkpoint() throws {
        try SQLiteStore.refusing("checkpoint") {
            let attributes = try? FileManager.default.attributesOfItem(atPath: checkpointer.path + "-wal")
            let isLarge = (attributes?[.size] as? Int ?? 0) > SQLiteStore.walLimit
            let isLong = statements.walPages.load(ordering: .relaxed) > SQLiteStore.walRestartPages
            try checkpointer.inDatabase { database in
                // Most is moved while commits go on; beginning anew holds them up for what came meanwhile alone.
                _ = try database.checkpoint(.passive)
                if isLarge || isLong { _ = try database.checkpoint(isLarge ? .truncate : .restart) }
            }
        }
    }

    /// Gives free pages back, at most so many.
    public func vacuum(pages: Int) throws -> Int {
        try SQLiteStore.refusing("give free pages back") {
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA incremental_vacuum(\(pages))")
                return try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
            }
        }
    }

    /// Closes every connection.
    public func close() throws {
        try SQLiteStore.refusing("close") {
            checkpoints.sync {}
            try log.harden()
            let statements = self.statements
            pool.writeWithoutTransaction { _ in statements.finalize() }
            try checkpointer.close()
            try pool.close()
        }
    }

    static func refusing<Result>(_ attempt: String, _ body: () throws -> Result) throws(Refusal) -> Result {
        do {
            return try body()
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw refusal(error, attempt)
        }
    }

    static func refusal(_ error: any Error, _ attempt: String) -> Refusal {
        guard let error = error as? DatabaseError else { return Refusal(.storeFailure, "The database could not \(attempt): \(error)") }
        return refusal(code: error.extendedResultCode.rawValue, message: error.message ?? "", attempt)
    }

    /// What SQLite's extended result code says.
    static func refusal(code: Int32, message: String, _ attempt: String) -> Refusal {
        Refusal(
            .storeFailure,
            "The database could not \(attempt) (SQLite: \(code) \(message)). Nothing was changed; check the space left and the disk.")
    }
}
