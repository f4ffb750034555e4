public import DubanWorkflows

/// The waits between attempts: exponential, with jitter, so that many that failed together do not come back together.
public enum BackOff {
    /// How long to wait after a failed attempt.
    /// - Parameters:
    ///   - attempt: The attempt that failed, from 1.
    ///   - jitter: From 0 to 1; the wait is between half of the exponential one and all of it.
    /// - Returns: `nil` where the policy has no further attempt.
    public static func delay(after attempt: Int, _ policy: RetryPolicy, jitter: Double) -> Duration? {
        guard attempt < policy.attempts else { return nil }
        var wait = policy.first
        for _ in 1..<max(attempt, 1) where wait < policy.maximum { wait = wait * policy.factor }
        return min(wait, policy.maximum) * (0.5 + jitter / 2)
    }
}
