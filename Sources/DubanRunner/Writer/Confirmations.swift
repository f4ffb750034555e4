import DubanStore
import Synchronization

/// What follows commits, in their order, each once the disk has confirmed it. While the disk is busy the writer decides on; what it has
/// committed by then is confirmed together.
final class Confirmations: Sendable {
    private struct State {
        var followers: [@Sendable () -> Void] = []
        var isUnderWay = false
        var isBroken = false
    }

    private let store: any Store
    private let scheduler: any Scheduler
    private let onUnknownOutcome: @Sendable (OutcomeUnknown) -> Void
    private let state = Mutex(State())
    /// Held by whoever asks the disk and does what follows, so that nothing overtakes.
    private let turn = Mutex(())

    /// - Parameters:
    ///   - scheduler: Waits for the disk, beside the writer.
    ///   - onUnknownOutcome: Ends the process: nothing in memory can be trusted any more. Nothing that waited follows then.
    init(store: any Store, scheduler: any Scheduler, onUnknownOutcome: @escaping @Sendable (OutcomeUnknown) -> Void) {
        self.store = store
        self.scheduler = scheduler
        self.onUnknownOutcome = onUnknownOutcome
    }

    /// Whether the disk failed, so that nothing follows any more.
    var isBroken: Bool { state.withLock { $0.isBroken } }

    /// A transaction was committed; `follow` is called once it is durable, and never where the disk has failed meanwhile.
    func add(_ follow: @escaping @Sendable () -> Void) { state.withLock { if !$0.isBroken { $0.followers.append(follow) } } }

    /// Asks the disk and does what follows, unless that is under way: `here`, or on another thread, so that the writer may go on.
    func begin(here: Bool) {
        let begins = state.withLock { state in
            defer { state.isUnderWay = true }
            return !state.isUnderWay
        }
        guard begins else { return }
        if here { settle() } else { scheduler.async { self.settle() } }
    }

    /// It cannot be told what is durable: nothing that waits follows.
    func end(_ unknown: OutcomeUnknown) {
        let isFirst = state.withLock { state in
            defer { (state.isBroken, state.followers) = (true, []) }
            return !state.isBroken
        }
        if isFirst { onUnknownOutcome(unknown) }
    }

    /// Asks the disk and does what follows; returns when nothing waits any more.
    func settle() {
        turn.withLock { _ in
            while let followers = next() {
                do {
                    try store.harden()
                } catch {
                    return end(error as? OutcomeUnknown ?? OutcomeUnknown("\(error)"))
                }
                for follow in followers { follow() }
            }
        }
    }

    private func next() -> [@Sendable () -> Void]? {
        state.withLock { state in
            if state.followers.isEmpty { state.isUnderWay = false }
            defer { state.followers = [] }
            return state.followers.isEmpty ? nil : state.followers
        }
    }
}
