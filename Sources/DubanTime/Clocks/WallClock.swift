public import DubanModel

/// Tells the present for calendars and deadlines. It may be set, and may jump.
public protocol WallClock: Sendable {
    /// The present.
    func now() -> Instant
}
