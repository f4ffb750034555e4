/// Puts a calendar in force, or asks what it would move.
public struct CalendarLoadRequest: Codable, Sendable {
    /// The name of the file, for findings.
    public let file: String
    /// Its text.
    public let content: String
    /// Changes nothing, and says what would move.
    public let isDryRun: Bool?
    /// A request.
    public init(file: String, content: String, isDryRun: Bool?) {
        self.file = file
        self.content = content
        self.isDryRun = isDryRun
    }
}

/// A calendar that is or was in force, and what moved under it.
public struct CalendarInForceBody: Codable, Sendable {
    /// Counts from 1; 0 for a calendar that only might be in force.
    public let number: Int64
    /// The content.
    public let version: String
    /// Since when, at the office.
    public let since: String?
    /// Who put it in force.
    public let actor: String
    /// Whether the clocks of all open cases were derived anew.
    public let isDone: Bool
    /// Open cases that were looked at.
    public let cases: Int
    /// Cases with a clock that moved.
    public let movedCases: Int
    /// Clocks whose end moved.
    public let movedClocks: Int
    /// Clocks whose limit was noted as passed, and by this calendar has not passed.
    public let passedTooEarly: Int
    /// Cases whose clocks could not be derived; they keep what they had.
    public let refused: Int
    /// The largest move to an earlier instant, in milliseconds; 0 or less.
    public let earlierMilliseconds: Int64
    /// The largest move to a later instant, in milliseconds; 0 or more.
    public let laterMilliseconds: Int64
    /// Clocks that moved, where they were asked for.
    public let moves: [CalendarMoveBody]?

    /// A calendar.
    public init(
        number: Int64, version: String, since: String?, actor: String, isDone: Bool, cases: Int, movedCases: Int, movedClocks: Int,
        passedTooEarly: Int, refused: Int, earlierMilliseconds: Int64, laterMilliseconds: Int64, moves: [CalendarMoveBody]?
    ) {
        self.number = number
        self.version = version
        self.since = since
        self.actor = actor
        self.isDone = isDone
        self.cases = cases
        self.movedCases = movedCases
        self.movedClocks = movedClocks
        self.passedTooEarly = passedTooEarly
        self.refused = refused
        self.earlierMilliseconds = earlierMilliseconds
        self.laterMilliseconds = laterMilliseconds
        self.moves = moves
    }

    /// The same with clocks that moved.
    public func with(moves: [CalendarMoveBody]) -> CalendarInForceBody {
        CalendarInForceBody(
            number: number, version: version, since: since, actor: actor, isDone: isDone, cases: cases, movedCases: movedCases,
            movedClocks: movedClocks, passedTooEarly: passedTooEarly, refused: refused, earlierMilliseconds: earlierMilliseconds,
            laterMilliseconds: laterMilliseconds, moves: moves)
    }
}

/// A clock whose end moved under a calendar.
public struct CalendarMoveBody: Codable, Sendable {
    /// The case.
    public let caseNumber: String
    /// What the clock measures: `promised`, `statutory`, or the step instance, such as `step/7`.
    public let subject: String
    /// The limit's end before, at the office; nothing where the clock stood still.
    public let before: String?
    /// The limit's end now.
    public let after: String?
    /// Whether that may still move.
    public let isProvisional: Bool

    /// A move.
    public init(caseNumber: String, subject: String, before: String?, after: String?, isProvisional: Bool) {
        self.caseNumber = caseNumber
        self.subject = subject
        self.before = before
        self.after = after
        self.isProvisional = isProvisional
    }
}
