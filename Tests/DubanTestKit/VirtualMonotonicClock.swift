public import DubanTime
import Synchronization

/// A monotonic clock that only moves when it is told to.
public final class VirtualMonotonicClock: MonotonicClock {
    private let time = Mutex(Duration.zero)

    /// A clock at its fixed point.
    public init() {}

    /// Where it stands.
    public func elapsed() -> Duration { time.withLock { $0 } }

    /// Moves it forward.
    public func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
