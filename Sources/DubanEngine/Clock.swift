public import DubanModel
public import DubanTime

/// A clock, named by the sequence number of the event that started it.
public struct ClockID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The sequence number.
    public let sequence: Int
    /// The clock that the event with this sequence number started.
    public init(_ sequence: Int) { self.sequence = sequence }
    /// The earlier started comes first.
    public static func < (left: ClockID, right: ClockID) -> Bool { left.sequence < right.sequence }
    /// The digits.
    public var description: String { String(sequence) }
}

/// A point of a clock at which something happens; each happens once per run of the clock (domain.md, promise 4).
public enum Rung: String, Sendable, Hashable, CaseIterable, Comparable {
    /// The light turns yellow.
    case remind
    /// The limit is passed: red, and an accountability entry.
    case due
    /// The breach is criticised publicly.
    case criticise
    /// What was awaited did not come.
    case lapse

    private var order: Int { Rung.allCases.firstIndex(of: self) ?? 0 }
    /// The earlier comes first.
    public static func < (left: Rung, right: Rung) -> Bool { left.order < right.order }
}

/// The ledger of a deadline: a budget of time, the spans in which it ran, and the instants that follow from them.
public struct Clock: Sendable, Hashable {
    /// What the clock measures.
    public enum Subject: Sendable, Hashable {
        /// The promised limit of the case.
        case promised
        /// The statutory limit of the case.
        case statutory
        /// The limit of a step instance, or the longest time that a wait waits.
        case step(StepID)
    }

    /// A time in which the clock ran.
    public struct Span: Sendable, Hashable {
        /// When it began to run.
        public let from: Instant
        /// When it stopped; still running without.
        public var to: Instant?
        /// Why it stopped.
        public var reason: String?
    }

    /// The name.
    public let id: ClockID
    /// What it measures.
    public let subject: Subject
    /// How much time there is.
    public let budget: Limit
    /// When it ran.
    public var spans: [Span]
    /// The rungs that are still to come, with the derived instants; empty while the clock is stopped.
    public var pending: [Rung: Instant]
    /// The rungs that were reached.
    public var reached: [Rung]
    /// The limit's end; kept after it is reached.
    public var due: Instant
    /// Whether the end lies beyond the last published year of the calendar.
    public var isProvisional: Bool

    /// Whether it runs.
    public var isRunning: Bool { spans.last.map { $0.to == nil } ?? false }

    /// What it shows.
    public var light: Light { reached.contains(.due) ? .red : reached.contains(.remind) ? .yellow : .green }
}
