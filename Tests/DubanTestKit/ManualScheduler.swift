import Dispatch
public import DubanRunner
import Synchronization

/// Runs work at once on a queue of its own, and delayed work only when the test says that its time has come.
public final class ManualScheduler: Scheduler {
    private let queue = DispatchQueue(label: "test.scheduler")
    private let delayed = Mutex<[(delay: Duration, work: @Sendable () -> Void)]>([])
    /// The delays that were asked for, in order.
    public let delays = Collected<Duration>()

    private let patience: Duration

    /// Nothing waits yet.
    /// - Parameter patience: Work that is delayed for no longer than this runs at once.
    public init(patience: Duration = .zero) { self.patience = patience }

    /// Runs work in the order in which it came.
    public func async(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Keeps work until `fire`.
    public func after(_ delay: Duration, _ work: @escaping @Sendable () -> Void) {
        if patience > .zero, delay <= patience {
            queue.async(execute: work)
        } else {
            delayed.withLock { $0.append((delay, work)) }
        }
        delays.append(delay)
    }

    /// The time of everything that waits has come.
    public func fire() {
        let due = delayed.withLock { delayed in
            defer { delayed = [] }
            return delayed
        }
        for (_, work) in due { queue.async(execute: work) }
    }
}
