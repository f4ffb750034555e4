import DubanTime
import Synchronization

/// Those who wait for the queues to come to a state.
extension JobQueues {
    /// Whether no job runs or waits for a slot.
    public var isSettled: Bool { state.withLock { $0.isSettled } }

    /// Returns once no job runs or waits for a slot. Jobs in back-off, which counts real time, are not waited for.
    public func settled() async { await wait { $0.isSettled } }

    /// Returns once none of a queue's jobs runs.
    public func drained(_ queue: String) async { await wait { $0.isIdle(queue) } }

    /// Returns once something changed after `version`, or a time is over.
    /// - Returns: The version now.
    public func changed(after version: UInt64, within limit: Duration) async -> UInt64 {
        let isOver = Atomic(false)
        await withCheckedContinuation { continuation in
            let waiter = State.Waiter(condition: { $0.version != version || isOver.load(ordering: .relaxed) }, continuation: continuation)
            let isThere = state.withLock { state in
                if state.version == version { state.waiters.append(waiter) }
                return state.version != version
            }
            if isThere { return continuation.resume() }
            scheduler.after(limit) {
                isOver.store(true, ordering: .relaxed)
                self.tellWaiters()
            }
        }
        return state.withLock { $0.version }
    }

    private func wait(_ condition: @escaping @Sendable (borrowing State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if condition(state) { return true }
                state.waiters.append(.init(condition: condition, continuation: continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Resumes whoever waits for what is now so.
    func tellWaiters() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.version &+= 1
            guard !state.waiters.isEmpty else { return [] }
            var ready: [CheckedContinuation<Void, Never>] = []
            var rest: [State.Waiter] = []
            for waiter in state.waiters {
                if waiter.condition(state) { ready.append(waiter.continuation) } else { rest.append(waiter) }
            }
            state.waiters = rest
            return ready
        }
        for continuation in waiting { continuation.resume() }
    }
}
