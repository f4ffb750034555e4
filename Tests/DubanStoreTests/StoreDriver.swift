import DubanScenario
import DubanStore
import DubanStoreSQLite
import DubanTestKit
import Testing

/// A driver under the conformance suite. Another driver joins the suite by a line in `all`.
struct StoreDriver: Sendable, CustomTestStringConvertible {
    let name: String
    let make: @Sendable (ScratchFolder) throws -> any Store

    var testDescription: String { name }

    static let all = [
        StoreDriver(name: "SQLite") { try SQLiteStore(path: $0.path("duban.db")) },
        StoreDriver(name: "memory") { _ in MemoryStore() },
    ]

    /// Runs `body` on a fresh store of the driver, and closes it.
    func run(_ body: (any Store) throws -> Void) throws {
        let folder = try ScratchFolder("store")
        defer { folder.cleanUp() }
        let store = try make(folder)
        defer { try? store.close() }
        try body(store)
    }
}
