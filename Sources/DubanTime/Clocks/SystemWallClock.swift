public import DubanModel
import Foundation

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
