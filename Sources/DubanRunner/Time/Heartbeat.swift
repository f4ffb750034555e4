public import DubanTime
import Synchronization

/// When a loop of the daemon last went round. The watchdog is fed only while every loop beats (design.md: health of the loops, not a
/// timer alone).
public final class Heartbeat: Sendable {
    /// The loop's name.
    public let name: String
    private let clock: any MonotonicClock
    private let last: Mutex<Duration>

    /// A loop that begins to beat now.
    public init(_ name: String, clock: any MonotonicClock) {
        self.name = name
        self.clock = clock
        last = Mutex(clock.elapsed())
    }

    /// The loop went round.
    public func beat() {
        let now = clock.elapsed()
        last.withLock { $0 = now }
    }

    /// How long ago the loop went round.
    public var age: Duration { clock.elapsed() - last.withLock { $0 } }
}
