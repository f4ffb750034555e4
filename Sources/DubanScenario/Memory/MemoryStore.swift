import DubanModel
public import DubanStore
import Synchronization

/// A store in memory, for scenarios and simulation. It keeps every promise of a store but the one to survive: readers see what was
/// committed when they began, a transaction that fails leaves nothing behind, and neither copies what it does not change.
public final class MemoryStore: Store {
    private let writing = Mutex(())
    private let committed = Mutex(Tables())
    private let hardened = Mutex(Tables())

    /// An empty store.
    public init() {}

    /// What is committed: whoever sees it makes it durable.
    public var reader: any StoreReader {
        MemoryReader {
            self.harden()
            return self.hardened.withLock { $0 }
        }
    }

    /// Works on a copy, which replaces what is committed where `body` succeeds.
    public func commit<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
        try writing.withLock { _ in
            let session = MemorySession(committed.withLock { $0 })
            let result = try body(session)
            let tables = session.tables
            committed.withLock { $0 = tables }
            return result
        }
    }

    /// What is committed would survive from now on.
    public func harden() { hardened.withLock { $0 = committed.withLock { $0 } } }

    /// Forgets what was committed and not hardened, as a machine that loses its power may.
    public func losePower() { writing.withLock { _ in committed.withLock { $0 = hardened.withLock { $0 } } } }

    /// Nothing to do.
    public func checkpoint() {}

    /// Nothing to give back.
    public func vacuum(pages: Int) -> Int { 0 }

    /// What is in memory is gone with the process, and says so.
    public func durability() -> String { "in memory" }

    /// Nothing to do.
    public func close() {}
}
