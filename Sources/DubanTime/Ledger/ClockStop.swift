public import DubanModel

/// A time in which a clock stands still.
public struct ClockStop: Sendable, Hashable {
    /// What the definition says of the reason.
    public struct Rule: Sendable, Hashable {
        /// What happens when the stop is over.
        public enum Afterwards: String, Sendable, Hashable, CaseIterable {
            /// The clock runs on with the time that was left.
            case resumes
            /// The clock runs anew with the whole budget.
            case restarts
        }

        /// The stop lasts at most so long; then the clock runs all the same.
        public let maximum: Limit?
        /// What happens when it is over.
        public let afterwards: Afterwards

        /// A rule.
        public init(maximum: Limit? = nil, afterwards: Afterwards = .resumes) {
            self.maximum = maximum
            self.afterwards = afterwards
        }
    }

    /// When and why it was stopped.
    public let from: ClockEntry
    /// When and why it was resumed; nobody did so without.
    public internal(set) var to: ClockEntry?
    /// What the definition said of the reason.
    public let rule: Rule

    /// When the clock runs again, which is no later than its maximum allows; `nil` while it stands still for as long as it takes.
    public func end(in calendar: WorkingCalendar) throws(DeadlineError) -> Instant? {
        guard let latest = try latestEnd(in: calendar) else { return to?.at }
        return to.map { min($0.at, latest) } ?? latest
    }

    /// When the maximum is used up.
    public func latestEnd(in calendar: WorkingCalendar) throws(DeadlineError) -> Instant? {
        guard let maximum = rule.maximum else { return nil }
        return try calendar.due(from: from.at, limit: maximum).instant
    }
}
