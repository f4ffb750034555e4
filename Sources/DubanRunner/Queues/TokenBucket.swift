/// A rate limit: tokens come at a steady rate up to a burst, and each start takes one. Time is monotonic and given from outside.
struct TokenBucket {
    private let interval: Double
    private let burst: Double
    private var tokens: Double
    private var last: Double

    /// - Parameters:
    ///   - perSecond: Tokens that come in a second.
    ///   - burst: Tokens that are kept at most; as many are there at first.
    init(perSecond: Double, burst: Int, now: Duration) {
        interval = 1 / perSecond
        self.burst = Double(burst)
        tokens = Double(burst)
        last = TokenBucket.seconds(now)
    }

    /// Takes a token, where there is one.
    mutating func take(now: Duration) -> Bool {
        refill(now)
        guard tokens >= 1 - TokenBucket.tolerance else { return false }
        tokens -= 1
        return true
    }

    /// Gives a token back that was not used.
    mutating func giveBack() { tokens = min(burst, tokens + 1) }

    /// How long until there is a token.
    mutating func wait(now: Duration) -> Duration {
        refill(now)
        return tokens >= 1 - TokenBucket.tolerance ? .zero : .nanoseconds(Int64(((1 - tokens) * interval * 1e9).rounded(.up)))
    }

    private mutating func refill(_ now: Duration) {
        let now = TokenBucket.seconds(now)
        guard now > last else { return }
        tokens = min(burst, tokens + (now - last) / interval)
        last = now
    }

    /// A waiter is woken after whole nanoseconds, so a token may lack a rounding error.
    private static let tolerance = 1e-6

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
