public import DubanModel
public import DubanStore
import Foundation
import GRDB

/// The store in one SQLite file.
public final class SQLiteStore: Store {
    private let pool: DatabasePool
    private let checkpointer: DatabaseQueue

    /// Reads what is committed.
    public var reader: any StoreReader { SQLiteReader(pool: pool) }

    /// The WAL is emptied once it is larger than so many bytes.
    public static let walLimit = 64 << 20

    /// Opens the database at `path`, and makes or migrates it where needed.
    /// - Throws: A refusal with code `store-failure` where the file cannot be opened, or would not keep what is acknowledged.
    public init(path: String) throws(Refusal) {
        do {
            var configuration = Configuration()
            configuration.label = "duban"
            configuration.busyMode = .timeout(10)
            configuration.maximumReaderCount = 4
            pool = try DatabasePool(path: path, configuration: configuration)
            try Schema.migrator.migrate(pool)
            // GRDB sets NORMAL while it sets WAL up, so FULL is set once the pool is open.
            try pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536")
            }
            checkpointer = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw Refusal(.storeFailure, "The database \(path) cannot be opened: \(error). Check the file, its owner and the space left.")
        }
        _ = try durability()
    }

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

    /// Runs `body` in one transaction and returns once it is durable.
    public func transact<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
        do {
            return try pool.writeWithoutTransaction { database in
                var result: Result?
                try database.inTransaction(.immediate) {
                    result = try body(SQLiteSession(database))
                    return .commit
                }
                guard let result else { throw Refusal(.storeFailure, "A transaction ended without a result.") }
                return result
            }
        } catch let error as DatabaseError {
            throw SQLiteStore.refusal(error, "write")
        }
    }

    /// Moves the WAL's content into the database; empties the file once it is large.
    public func checkpoint() throws {
        try SQLiteStore.refusing("checkpoint") {
            let attributes = try? FileManager.default.attributesOfItem(atPath: checkpointer.path + "-wal")
            let isLarge = (attributes?[.size] as? Int ?? 0) > SQLiteStore.walLimit
            try checkpointer.inDatabase { database in _ = try database.checkpoint(isLarge ? .truncate : .passive) }
        }
    }

    /// Closes every connection.
    public func close() throws {
        try SQLiteStore.refusing("close") {
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
        let text = (error as? DatabaseError).map { "\($0.resultCode.rawValue) \($0.message ?? "")" } ?? "\(error)"
        return Refusal(
            .storeFailure, "The database could not \(attempt) (SQLite: \(text)). Nothing was changed; check the space left and the disk.")
    }
}
