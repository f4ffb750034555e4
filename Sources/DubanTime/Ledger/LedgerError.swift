public import DubanModel

/// Why an entry cannot be made in a clock's ledger.
public enum LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The clock stands still already, since this entry.
    case alreadyStopped(ClockEntry)
    /// The clock runs; there is nothing to resume.
    case alreadyRunning
    /// An entry says no reason.
    case reasonMissing
    /// An entry lies before one that was made already.
    case outOfOrder(at: Instant, last: Instant)
    /// The limit has passed; it can no longer be extended.
    case limitPassed(Instant)
    /// The limit is in days and the extension in hours, or the other way about, or the sum is too large.
    case unitsDiffer(Limit, Limit)
    /// No instant follows.
    case deadline(DeadlineError)

    /// What was attempted, why it is refused, and what to do.
    public var description: String {
        switch self {
        case .alreadyStopped(let entry): "The clock stands still already, since \(entry.at) (\(entry.reason)); resume it first."
        case .alreadyRunning: "The clock runs; there is no stop that could be ended."
        case .reasonMissing: "A clock is stopped, resumed or extended only for a reason; say which."
        case .outOfOrder(let at, let last): "An entry at \(at) would lie before the clock's last one at \(last)."
        case .limitPassed(let due): "The limit passed at \(due); an extension is asked for before that."
        case .unitsDiffer(let budget, let addition): "A limit of \(budget) cannot be extended by \(addition)."
        case .deadline(let error): "No deadline follows: \(error)."
        }
    }
}
