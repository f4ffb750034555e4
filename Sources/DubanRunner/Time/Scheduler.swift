import Dispatch

/// Where work runs a little later: Dispatch in the daemon, a seeded order of its own in a simulation. Delays are monotonic.
public protocol Scheduler: Sendable {
    /// Runs work one after the other, in the order in which it came.
    func async(_ work: @escaping @Sendable () -> Void)
    /// Runs work after a delay, which counts time that passes and not the wall clock.
    func after(_ delay: Duration, _ work: @escaping @Sendable () -> Void)
}

/// A serial Dispatch queue.
public struct DispatchScheduler: Scheduler {
    private let queue: DispatchQueue

    /// A queue of its own.
    public init(label: String, isUrgent: Bool = false) {
        queue = DispatchQueue(label: label, qos: isUrgent ? .userInitiated : .utility)
    }

    /// Runs work on the queue.
    public func async(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Runs work on the queue after a delay.
    public func after(_ delay: Duration, _ work: @escaping @Sendable () -> Void) {
        let (seconds, attoseconds) = delay.components
        let nanoseconds = min(seconds, DispatchScheduler.longestSeconds) * 1_000_000_000 + attoseconds / 1_000_000_000
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(max(0, nanoseconds))), execute: work)
    }

    /// Longer delays than a century would not fit.
    private static let longestSeconds: Int64 = 3_000_000_000
}
