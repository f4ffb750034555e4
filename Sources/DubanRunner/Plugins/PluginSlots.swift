import Synchronization

/// How many jobs a plugin is given at once. Those that find no slot wait in the order in which they came, each in its queue's own slot: so
/// a slow plugin slows its queue, and nothing gathers here.
final class PluginSlots: Sendable {
    fileprivate struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        var first = 0
    }

    private let state: Mutex<State>
    private let count: Int

    init(_ count: Int) {
        self.count = count
        state = Mutex(State(free: count))
    }

    /// Slots that are taken, and jobs that wait for one.
    var load: (taken: Int, waiting: Int) { state.withLock { (count - $0.free, $0.waiting.count - $0.first) } }

    /// Takes a slot, waiting for one where none is free.
    func take() async {
        if state.withLock({ $0.take() }) { return }
        await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                if state.take() { return true }
                state.waiting.append(continuation)
                return false
            }
            if isTaken { continuation.resume() }
        }
    }

    /// Gives a slot back, to who waits the longest.
    func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.first < state.waiting.count else {
                state.free += 1
                return nil
            }
            defer { state.advance() }
            return state.waiting[state.first]
        }
        next?.resume()
    }
}

extension PluginSlots.State {
    fileprivate mutating func take() -> Bool {
        guard free > 0 else { return false }
        free -= 1
        return true
    }

    fileprivate mutating func advance() {
        first += 1
        if first == waiting.count { (waiting, first) = ([], 0) }
    }
}
