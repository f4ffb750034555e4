public import DubanModel
import Foundation
import Synchronization

/// Tells the present for calendars and deadlines. It may be set, and may jump.
public protocol WallClock: Sendable {
    /// The present.
    func now() -> Instant
}

/// The system's wall clock.
public struct SystemWallClock: WallClock {
    /// The system's wall clock.
    public init() {}
    /// The present, to the millisecond.
    public func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// A wall clock that only moves when it is told to: for `duband --clock`, scenario tests and simulation.
public final class VirtualWallClock: WallClock {
    private let instant: Mutex<Instant>
    /// A clock that stands at `start`.
    public init(_ start: Instant) { instant = Mutex(start) }
    /// Where it stands.
    public func now() -> Instant { instant.withLock { $0 } }
    /// Moves it forward to `target`; it never goes back.
    public func advance(to target: Instant) { instant.withLock { $0 = max($0, target) } }
}

/// Measures time that passes, for leases, back-off and time-outs. It is never set.
public protocol MonotonicClock: Sendable {
    /// Time since some fixed point.
    func elapsed() -> Duration
}

/// The system's monotonic clock.
public struct SystemMonotonicClock: MonotonicClock {
    /// The system's monotonic clock.
    public init() {}
    /// Time since the system started.
    public func elapsed() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
