import DubanPlugin

/// When a plugin's process is started again. It decides and does nothing: time is given from outside, so that each rule is one line of a
/// test. A process that did a job, or lived for a while, may be started again at once; one that dies at its start again and again waits
/// longer each time, and is told about once.
struct Supervision: Hashable {
    /// Processes that were started.
    private(set) var starts = 0
    /// Processes in a row that came to nothing.
    private(set) var failures = 0
    /// Why the last process ended.
    private(set) var lastEnd: PluginFailure?
    /// From when it may be started again, on the monotonic clock.
    private(set) var notBefore = Duration.zero
    private var startedAt = Duration.zero
    private var isUseful = false

    /// A process that lived so long did not die at its start.
    static let steadyLife = Duration.seconds(30)
    /// The wait after the second failure in a row; it doubles with each further one.
    static let firstWait = Duration.milliseconds(500)
    /// The longest wait.
    static let longestWait = Duration.seconds(60)
    /// Failures in a row after which the plugin is held to be broken.
    static let alarm = 4

    /// Whether the plugin dies at its start again and again.
    var isFailing: Bool { failures >= Supervision.alarm }

    /// How long until it may be started.
    func wait(now: Duration) -> Duration { max(.zero, notBefore - now) }

    /// A process was started.
    mutating func started(now: Duration) {
        starts += 1
        startedAt = now
        isUseful = false
    }

    /// The process did a job.
    mutating func wasUseful() { isUseful = true }

    /// The process ended.
    /// - Returns: Whether that makes it known as failing: said once.
    mutating func ended(_ failure: PluginFailure, now: Duration) -> Bool {
        lastEnd = failure
        if isUseful || now - startedAt >= Supervision.steadyLife {
            failures = 0
            notBefore = now
            return false
        }
        failures += 1
        notBefore = now + Supervision.wait(after: failures)
        return failures == Supervision.alarm
    }

    private static func wait(after failures: Int) -> Duration {
        guard failures > 1 else { return .zero }
        return min(longestWait, firstWait * (1 << min(failures - 2, 16)))
    }
}
