public import DubanModel
import Synchronization

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
