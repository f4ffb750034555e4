import DubanModel
import DubanRunner
import DubanTime
import Synchronization

/// Runs work at once, in the order in which it came, and later work when a virtual clock comes to it. So a scenario is one thread of
/// control, and the same each time.
final class VirtualScheduler: Scheduler, MonotonicClock {
    private struct Later {
        let due: Instant
        let number: Int
        let work: @Sendable () -> Void
    }

    private let clock: VirtualWallClock
    private let start: Instant
    private let later = Mutex<(items: [Later], count: Int)>(([], 0))

    init(_ clock: VirtualWallClock) {
        self.clock = clock
        start = clock.now()
    }

    func async(_ work: @escaping @Sendable () -> Void) { work() }

    func after(_ delay: Duration, _ work: @escaping @Sendable () -> Void) {
        let due = clock.now() + max(.zero, delay)
        later.withLock { later in
            later.count += 1
            later.items.append(Later(due: due, number: later.count, work: work))
        }
    }

    /// The time that has passed on the virtual clock.
    func elapsed() -> Duration { clock.now() - start }

    /// When the next work is due.
    var earliest: Instant? { later.withLock { $0.items.map(\.due).min() } }

    /// Does what is due, the earliest first.
    func runDue() {
        let now = clock.now()
        let due = later.withLock { later -> [Later] in
            let due = later.items.filter { $0.due <= now }
            later.items.removeAll { $0.due <= now }
            return due
        }
        for item in due.sorted(by: { ($0.due, $0.number) < ($1.due, $1.number) }) { item.work() }
    }
}
