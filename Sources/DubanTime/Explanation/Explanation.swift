public import DubanModel

/// Why a clock fires when it does: day by day which counted and which did not and by which announcement, each stop with its
/// paper, and the instant that follows. For the person who is blamed.
public struct Explanation: Sendable {
    /// What a day does for the limit.
    public enum Verdict: Sendable, Hashable {
        /// It is the day of the start, which does not count.
        case start
        /// It counts, as the so manieth of this part of the budget.
        case counted(Int, of: Limit)
        /// It is a day off by the weekly pattern or an announcement.
        case dayOff
        /// It is lost to a stop.
        case stopped(ClockEntry)
        /// So many milliseconds of its business time count.
        case business(Int64)
        /// The limit would have ended on a day off before it, and ends here instead.
        case moved
    }

    /// A day.
    public struct Day: Sendable, Hashable {
        /// The day.
        public let day: CivilDate
        /// What it does for the limit.
        public let verdict: Verdict
        /// What was announced for it, where the weekly pattern has it wrong.
        public let exception: WorkingCalendar.Exception?
    }

    /// A line of the explanation.
    public enum Entry: Sendable, Hashable {
        /// A day.
        case day(Day)
        /// Days that are not listed one by one, since there are too many, with how much of the budget they used up.
        case days(from: CivilDate, through: CivilDate, used: ClockTime)
        /// The clock was stopped.
        case stopped(ClockStop)
        /// The stop was over at this instant: somebody said so, or its maximum was used up.
        case resumed(ClockStop, at: Instant)
        /// The budget was extended.
        case extended(ClockExtension)
    }

    /// The budget and its extensions.
    public let parts: [Limit]
    /// When and why the clock began to run.
    public let start: ClockEntry
    /// The lines, in the order of time.
    public let entries: [Entry]
    /// When the clock fires; `nil` while it stands still.
    public let due: Due?
    let calendar: WorkingCalendar

    /// Days listed one by one; of more, those in the middle are summed up.
    public static let maximumDays = 400
}

extension WorkingCalendar {
    /// Why a limit that starts at `start` ends when it does.
    public func explanation(from start: Instant, limit: Limit) throws(DeadlineError) -> Explanation {
        try ClockLedger(budget: limit, start: ClockEntry(at: start, reason: "start")).explanation(in: self)
    }
}
