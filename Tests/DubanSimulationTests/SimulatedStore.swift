import DubanModel
import DubanScenario
import DubanStore
import Synchronization

/// A store in memory that fails by chance: before anything, after everything was written, at the commit and when the disk is asked to
/// confirm it, so that nobody can tell whether it is durable. What the disk has not confirmed is gone when the power is.
final class SimulatedStore: Store {
    /// Bugs that can be planted, and that the simulation must catch.
    enum Lie: CaseIterable {
        /// It says that nothing was kept although all was.
        case nothingWasKept
        /// It says that all is durable although nothing was confirmed.
        case allIsDurable
    }

    private let inner = MemoryStore()
    private let time: SimulatedTime
    private let lie: Lie?
    private let isSound = Mutex(true)

    init(_ time: SimulatedTime, lie: Lie?) {
        self.time = time
        self.lie = lie
    }

    /// Whether it works without faults.
    var works: Bool {
        get { isSound.withLock { $0 } }
        set { isSound.withLock { $0 = newValue } }
    }

    var reader: any StoreReader { inner.reader }

    func commit<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
        if works { return try inner.commit(body) }
        if time.chance(0.01) { throw Refusal(.storeFailure, "The disk is full (simulated).") }
        let fate = time.number(0...999)
        let result = try inner.commit { session in
            let result = try body(session)
            if fate < 10 { throw Refusal(.storeFailure, "The disk is full at the commit (simulated).") }
            if fate < 16 { throw OutcomeUnknown("The disk failed before the commit was durable (simulated).") }
            return result
        }
        if fate < 22 { throw OutcomeUnknown("The disk did it, but reported failure (simulated).") }
        if fate < 80, lie == .nothingWasKept { throw Refusal(.storeFailure, "Nothing was kept (a lie).") }
        return result
    }

    func harden() throws {
        if works { return inner.harden() }
        if lie == .allIsDurable { return }
        let fate = time.number(0...999)
        if fate < 5 { throw OutcomeUnknown("The disk did not confirm the commit (simulated).") }
        inner.harden()
        if fate < 10 { throw OutcomeUnknown("The disk confirmed the commit, but reported failure (simulated).") }
    }

    /// The power is gone, and with it what the disk has not confirmed.
    func losePower() { inner.losePower() }

    func checkpoint() {}
    func vacuum(pages: Int) -> Int { 0 }
    func durability() -> String { "simulated" }
    func close() {}
}
