import DubanEngine
public import DubanRunner
public import DubanStore
import Synchronization

/// Queues that run nothing: they count their slots as the real ones do, and keep what the writer told them.
public final class RecordingDispatcher: JobDispatcher {
    private struct State {
        var slots: Int
        var running = 0
        var started: [StoredJob] = []
        var held: [StoredJob] = []
        var forgotten: [JobReference] = []
    }

    private let state: Mutex<State>

    /// Queues with so many slots together.
    public init(slots: Int = 1_000) { state = Mutex(State(slots: slots)) }

    /// The jobs that were started, in order.
    public var started: [StoredJob] { state.withLock { $0.started } }
    /// The jobs that are held.
    public var held: [StoredJob] { state.withLock { $0.held } }
    /// How many slots are taken.
    public var running: Int { state.withLock { $0.running } }

    /// Takes a slot.
    public func reserveSlot(of queue: String) -> Bool {
        state.withLock { state in
            guard state.running < state.slots else { return false }
            state.running += 1
            return true
        }
    }

    /// Gives a slot back.
    public func returnSlot(of queue: String) { state.withLock { $0.running -= 1 } }
    /// Keeps a started job.
    public func start(_ job: StoredJob) { state.withLock { $0.started.append(job) } }
    /// Keeps a held job.
    public func hold(_ job: StoredJob) { state.withLock { $0.held.append(job) } }
    /// Forgets a held job.
    public func forget(_ job: JobReference) { state.withLock { $0.held.removeAll { $0.reference == job } } }

    /// The first held job of the queue takes the slot over; without one the slot is free.
    public func successor(on queue: String) -> StoredJob? {
        state.withLock { state in
            guard let index = state.held.firstIndex(where: { $0.row.queue == queue }) else {
                state.running -= 1
                return nil
            }
            return state.held.remove(at: index)
        }
    }

    /// The slot is the finished job's again, and its successor is held.
    public func takeBack(_ successor: StoredJob?, on queue: String) {
        state.withLock { state in
            if let successor { state.held.insert(successor, at: 0) } else { state.running += 1 }
        }
    }
}
