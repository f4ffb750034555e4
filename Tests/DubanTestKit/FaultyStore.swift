public import DubanModel
public import DubanStore
import Synchronization

/// A store whose calls can be made to fail or to wait, over any other store. What fails rolls the transaction back, as a full disk does.
public final class FaultyStore: Store {
    /// The calls that can be made to fail.
    public enum Call: String, Sendable, Hashable, CaseIterable {
        /// The transaction begins.
        case begin
        /// A decision is appended.
        case append
        /// A snapshot, answer, key or sealed value is saved.
        case save
        /// An effect is performed.
        case perform
        /// A job is claimed, retried or recorded.
        case job
        /// A seal is appended.
        case seal
        /// A value of the daemon's own is kept.
        case meta
        /// Everything was written, and is about to be committed.
        case commit
        /// What was committed is about to be made durable.
        case harden
    }

    private struct State {
        var counts: [Call: Int] = [:]
        var faults: [Call: [Int: any Error]] = [:]
        var gates: [Call: [Int: Gate]] = [:]
    }

    private let inner: any Store
    private let state = Mutex(State())

    /// A store that does what `inner` does until told otherwise.
    public init(_ inner: any Store) { self.inner = inner }

    /// How often a call was made.
    public func count(_ call: Call) -> Int { state.withLock { $0.counts[call] ?? 0 } }

    /// Makes the call after `skipping` further ones fail.
    public func fail(_ call: Call, skipping: Int = 0, with error: any Error = Refusal(.storeFailure, "The disk is full (injected).")) {
        state.withLock { $0.faults[call, default: [:]][($0.counts[call] ?? 0) + 1 + skipping] = error }
    }

    /// Makes the call after `skipping` further ones wait at a gate.
    public func hold(_ call: Call, skipping: Int = 0) -> Gate {
        let gate = Gate()
        state.withLock { $0.gates[call, default: [:]][($0.counts[call] ?? 0) + 1 + skipping] = gate }
        return gate
    }

    func note(_ call: Call) throws {
        let (gate, error) = state.withLock { state in
            let number = (state.counts[call] ?? 0) + 1
            state.counts[call] = number
            return (state.gates[call]?.removeValue(forKey: number), state.faults[call]?.removeValue(forKey: number))
        }
        gate?.pass()
        if let error { throw error }
    }

    /// What is committed.
    public var reader: any StoreReader { inner.reader }

    /// Runs `body` in one transaction of the other store.
    public func commit<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
        try inner.commit { session in
            try note(.begin)
            let result = try body(FaultySession(session, self))
            try note(.commit)
            return result
        }
    }

    /// As the other store.
    public func harden() throws {
        try note(.harden)
        try inner.harden()
    }
    /// As the other store.
    public func checkpoint() throws { try inner.checkpoint() }
    /// As the other store.
    public func vacuum(pages: Int) throws -> Int { try inner.vacuum(pages: pages) }
    /// As the other store.
    public func durability() throws(Refusal) -> String { try inner.durability() }
    /// As the other store.
    public func close() throws { try inner.close() }
}
