/// Measures time that passes, for leases, back-off and time-outs. It is never set.
public protocol MonotonicClock: Sendable {
    /// Time since some fixed point.
    func elapsed() -> Duration
}
