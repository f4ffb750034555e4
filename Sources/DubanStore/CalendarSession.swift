public import DubanEngine
public import DubanModel

/// What a transaction may do with the calendar in force.
public protocol CalendarSession {
    /// Has a calendar in force from now on; the one before is so no more.
    func putInForce(_ calendar: CalendarInForce) throws
    /// The calendar in force.
    func calendarInForce() throws -> CalendarInForce?
    /// Notes how far the clocks have been derived anew from the calendar in force.
    func note(_ progress: CalendarInForce.Progress, of number: Int64) throws
    /// Notes clocks that moved under a calendar in force, and forgets as many of an earlier one's.
    func note(_ moves: [CalendarMove], of number: Int64) throws
    /// The open cases after `id`, in order.
    func openCases(after id: CaseID, limit: Int) throws -> [CaseID]
}

/// A calendar that is or was in force, and how far the clocks of open cases were derived anew from it.
public struct CalendarInForce: Sendable, Hashable {
    /// Counts from 1; the last is in force.
    public let number: Int64
    /// The calendar's content.
    public let hash: ContentHash
    /// Since when.
    public let at: Instant
    /// Who put it in force.
    public let actor: String
    /// How far its clocks are.
    public var progress: Progress

    /// A calendar in force.
    public init(number: Int64, hash: ContentHash, at: Instant, actor: String, progress: Progress = Progress()) {
        self.number = number
        self.hash = hash
        self.at = at
        self.actor = actor
        self.progress = progress
    }

    /// How far the clocks of open cases were derived anew.
    public struct Progress: Sendable, Hashable {
        /// All open cases up to this one were looked at.
        public var through = CaseID(0)
        /// Whether all were.
        public var isDone = false
        /// Cases that were looked at.
        public var cases = 0
        /// Cases with a clock that moved.
        public var movedCases = 0
        /// Clocks whose end moved.
        public var movedClocks = 0
        /// Clocks whose limit was noted as passed before, and by this calendar has not passed: people see to those.
        public var passedTooEarly = 0
        /// Cases whose clocks could not be derived; they keep what they had.
        public var refused = 0
        /// The largest move to an earlier instant, in milliseconds; 0 or less.
        public var earlier: Int64 = 0
        /// The largest move to a later instant, in milliseconds; 0 or more.
        public var later: Int64 = 0

        /// Nothing looked at yet.
        public init() {}
    }
}

/// A clock whose end moved under a calendar.
public struct CalendarMove: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// What people call the case.
    public let caseNumber: CaseNumber
    /// The clock.
    public let clock: ClockID
    /// What it measures, as stored: `promised`, `statutory`, `step/7`.
    public let subject: String
    /// The limit's end before; nothing where the clock stood still.
    public let before: Instant?
    /// The limit's end now.
    public let after: Instant?
    /// Whether the end may still move, since it lies beyond the last published year.
    public let isProvisional: Bool

    /// A move.
    public init(
        caseID: CaseID, caseNumber: CaseNumber, clock: ClockID, subject: String, before: Instant?, after: Instant?, isProvisional: Bool
    ) {
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.clock = clock
        self.subject = subject
        self.before = before
        self.after = after
        self.isProvisional = isProvisional
    }
}
