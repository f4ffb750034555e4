import DubanModel
import DubanScenario
import DubanStore
import Synchronization

/// A store in memory that fails by chance: before anything, after everything was written, and at the commit so that nobody can tell
/// whether it is durable. With `lies` it has a planted bug, which the simulation must catch: it says that nothing was kept although all was.
final class SimulatedStore: Store {
    private let inner = MemoryStore()
    private let time: SimulatedTime
    private let lies: Bool
    private let isSound = Mutex(true)

    init(_ time: SimulatedTime, lies: Bool) {
        self.time = time
        self.lies = lies
    }

    /// Whether it works without faults.
    var works: Bool {
        get { isSound.withLock { $0 } }
        set { isSound.withLock { $0 = newValue } }
    }

    var reader: any StoreReader { inner.reader }

    func transact<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
        if works { return try inner.transact(body) }
        if time.chance(0.01) { throw Refusal(.storeFailure, "The disk is full (simulated).") }
        let fate = time.number(0...999)
        let result = try inner.transact { session in
            let result = try body(session)
            if fate < 10 { throw Refusal(.storeFailure, "The disk is full at the commit (simulated).") }
            if fate < 16 { throw OutcomeUnknown("The disk failed before the commit was durable (simulated).") }
            return result
        }
        if fate < 22 { throw OutcomeUnknown("The disk did it, but reported failure (simulated).") }
        if fate < 80, lies { throw Refusal(.storeFailure, "Nothing was kept (a lie).") }
        return result
    }

    func checkpoint() {}
    func vacuum(pages: Int) -> Int { 0 }
    func durability() -> String { "simulated" }
    func close() {}
}
