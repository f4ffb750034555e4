import CSQLiteLog
import DubanModel
import DubanStore
import Foundation
import GRDBSQLite
import Synchronization

/// The prepared statements of the writing connection, bound and stepped through SQLite's own interface: no boxed arguments, no copied
/// rows. A statement is known by the address of its text, which is a literal of the driver, so that finding it costs no hash of SQL.
// SAFETY: @unchecked since it holds C pointers. It is made with the store, and every use is inside the pool's writing queue, which runs
// one block at a time; `finalize` runs there too, before the connection is closed.
final class StatementCache: @unchecked Sendable {
    private var connection: OpaquePointer?
    private var statements: [UInt: OpaquePointer] = [:]

    /// Pages in the write-ahead log after the last commit; read by the checkpoints too, on their own thread.
    let walPages = Atomic(0)

    /// Takes over the connection that the pool writes with.
    func connect(_ connection: OpaquePointer?) {
        self.connection = connection
        // SAFETY: the hook is called on the connection's own thread inside COMMIT, and the connection is closed before the store, which
        // holds this object, goes.
        sqlite3_wal_hook(
            connection,
            { context, _, _, pages in
                if let context {
                    Unmanaged<StatementCache>.fromOpaque(context).takeUnretainedValue().walPages.store(Int(pages), ordering: .relaxed)
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Has COMMIT leave the disk's confirmation to `LogConfirmation`.
    func takeLogOver() throws(Refusal) {
        // A checkpoint of this connection, and the log's header, are told apart by this from commits.
        try run("PRAGMA checkpoint_fullfsync = ON")
        guard csqlite_log_take_over(connection) == SQLITE_OK else { throw failure("take its write-ahead log over") }
    }

    /// Runs a statement that gives no row.
    func run(_ sql: StaticString, _ bind: (inout Binder) -> Void = { _ in }) throws(Refusal) {
        let statement = try statement(sql)
        var binder = Binder(statement)
        bind(&binder)
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure("write") }
    }

    /// Reads the first row, where there is one.
    func first<Value>(
        _ sql: StaticString, _ bind: (inout Binder) -> Void = { _ in }, _ read: (Columns) -> Value
    ) throws(Refusal) -> Value? {
        let statement = try statement(sql)
        var binder = Binder(statement)
        bind(&binder)
        let code = sqlite3_step(statement)
        let value = code == SQLITE_ROW ? read(Columns(statement)) : nil
        sqlite3_reset(statement)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure("read") }
        return value
    }

    /// Reads all rows.
    func all<Value>(
        _ sql: StaticString, _ bind: (inout Binder) -> Void = { _ in }, _ read: (Columns) -> Value
    ) throws(Refusal) -> [Value] {
        let statement = try statement(sql)
        var binder = Binder(statement)
        bind(&binder)
        var values: [Value] = []
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW {
            values.append(read(Columns(statement)))
            code = sqlite3_step(statement)
        }
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw failure("read") }
        return values
    }

    /// Commits.
    /// - Throws: A refusal where certainly nothing was kept, such as on a full disk; `OutcomeUnknown` where that cannot be told.
    func commit() throws {
        let statement = try statement("COMMIT")
        let code = sqlite3_step(statement)
        let extended = sqlite3_extended_errcode(connection)
        sqlite3_reset(statement)
        switch code {
        case SQLITE_DONE: return
        case SQLITE_FULL, SQLITE_BUSY, SQLITE_NOMEM: throw failure("commit")
        default:
            let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "?"
            throw OutcomeUnknown("SQLite could not commit (\(extended) \(message)); what it wrote may be durable or not")
        }
    }

    /// Rows that the last statement changed.
    var changes: Int { Int(sqlite3_changes(connection)) }

    /// The position of the last row that was inserted.
    var lastRow: Int64 { sqlite3_last_insert_rowid(connection) }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(connection) == 0 }

    /// Gives every statement back.
    func finalize() {
        for statement in statements.values { sqlite3_finalize(statement) }
        statements = [:]
    }

    private func statement(_ sql: StaticString) throws(Refusal) -> OpaquePointer {
        let key = UInt(bitPattern: sql.utf8Start)
        if let statement = statements[key] { return statement }
        var statement: OpaquePointer?
        let code = sql.utf8Start.withMemoryRebound(to: CChar.self, capacity: sql.utf8CodeUnitCount) { text in
            sqlite3_prepare_v3(
                connection, text, Int32(sql.utf8CodeUnitCount), UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        }
        guard code == SQLITE_OK, let statement else { throw failure("prepare a statement") }
        statements[key] = statement
        return statement
    }

    private func failure(_ attempt: String) -> Refusal {
        let code = sqlite3_extended_errcode(connection)
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "?"
        return SQLiteStore.refusal(code: code, message: message, attempt)
    }
}

/// Binds the parameters of a statement in their order.
struct Binder {
    private let statement: OpaquePointer
    private var index: Int32 = 0

    init(_ statement: OpaquePointer) { self.statement = statement }

    mutating func integer(_ value: Int64) {
        index += 1
        sqlite3_bind_int64(statement, index, value)
    }

    mutating func integer(_ value: Int) { integer(Int64(value)) }

    mutating func integer(ifPresent value: Int64?) { if let value { integer(value) } else { null() } }

    mutating func text(_ value: String) {
        index += 1
        var value = value
        value.withUTF8 { bytes in
            _ = bytes.withMemoryRebound(to: CChar.self) {
                // An empty string may have no address, which SQLite would take for NULL.
                sqlite3_bind_text(statement, index, $0.baseAddress ?? Binder.empty, Int32($0.count), Binder.transient)
            }
        }
    }

    mutating func text(ifPresent value: String?) { if let value { text(value) } else { null() } }

    mutating func blob(_ value: [UInt8]) {
        index += 1
        _ = value.withUnsafeBytes { bytes in
            if let address = bytes.baseAddress, bytes.count > 0 {
                sqlite3_bind_blob(statement, index, address, Int32(bytes.count), Binder.transient)
            } else {
                sqlite3_bind_zeroblob(statement, index, 0)
            }
        }
    }

    mutating func null() {
        index += 1
        sqlite3_bind_null(statement, index)
    }

    // SAFETY: SQLITE_TRANSIENT is by SQLite's interface the destructor -1, which is never called: it has the value copied at once.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    // SAFETY: one byte that is never written and never given back.
    nonisolated(unsafe) private static let empty = UnsafePointer<CChar>(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
}

/// The columns of the row on which a statement stands.
struct Columns {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    func integer(_ index: Int32) -> Int64 { sqlite3_column_int64(statement, index) }

    func text(_ index: Int32) -> String { sqlite3_column_text(statement, index).map { String(cString: $0) } ?? "" }

    func blob(_ index: Int32) -> [UInt8] {
        guard let address = sqlite3_column_blob(statement, index) else { return [] }
        return Array(UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(statement, index))))
    }

    func isNull(_ index: Int32) -> Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }
}
