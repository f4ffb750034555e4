import DubanModel
public import DubanStore
import Synchronization

/// A store in memory, for scenarios and simulation. It keeps every promise of a store but the one to survive: readers see what was
/// committed when they began, a transaction that fails leaves nothing behind, and neither copies what it does not change.
public final class MemoryStore: Store {
    private let writing = Mutex(())
    private let committed = Mutex(Tables())

    /// An empty store.
    public init() {}

    /// What is committed.
    public var reader: any StoreReader { MemoryReader { self.committed.withLock { $0 } } }

    /// Works on a copy, which replaces what is committed where `body` succeeds.
    public func transact<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
        try writing.withLock { _ in
            let session = MemorySession(committed.withLock { $0 })
            let result = try body(session)
            let tables = session.tables
            committed.withLock { $0 = tables }
            return result
        }
    }

    /// Nothing to do.
    public func checkpoint() {}

    /// Nothing to give back.
    public func vacuum(pages: Int) -> Int { 0 }

    /// What is in memory is gone with the process, and says so.
    public func durability() -> String { "in memory" }

    /// Nothing to do.
    public func close() {}
}
