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
    /// What was awaited did not come, or an occurrence of a schedule did.
    case lapse
    /// The handler is reminded in writing, with a copy to the supervisor (催办).
    case letter
    /// The work moves to the supervisor's inbox.
    case escalate
    /// The breach is criticised publicly.
    case criticise
    /// The longest time for which the clock may stand still is over; it runs on.
    case resume

    private var order: Int { Rung.allCases.firstIndex(of: self) ?? 0 }
    /// The earlier comes first.
    public static func < (left: Rung, right: Rung) -> Bool { left.order < right.order }
}

/// A deadline: its ledger, and the instants that follow from it, which are kept as an index only.
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

    /// The name.
    public let id: ClockID
    /// What it measures.
    public let subject: Subject
    /// What happened to it; everything below follows from this, a calendar and the definition.
    public internal(set) var ledger: ClockLedger
    /// The rungs that are still to come, with the derived instants.
    public internal(set) var derived: Derived
    /// The rungs that were reached in this run.
    public internal(set) var reached: [Rung] = []

    /// What follows from a ledger.
    public struct Derived: Sendable, Hashable {
        /// The calendar from which it follows.
        public let calendar: ContentHash
        /// When each rung that is still to come is due.
        public var rungs: [Rung: Instant]
        /// The limit's end; nothing while the clock stands still for as long as it takes.
        public let due: Instant?
        /// Whether the end lies beyond the last published year of the calendar.
        public let isProvisional: Bool

        /// What follows.
        public init(calendar: ContentHash, rungs: [Rung: Instant], due: Instant?, isProvisional: Bool) {
            self.calendar = calendar
            self.rungs = rungs
            self.due = due
            self.isProvisional = isProvisional
        }
    }

    /// Whether somebody stopped it, and nobody has resumed it.
    public var isStopped: Bool { ledger.stops.last.map { $0.to == nil } ?? false }

    /// What it shows.
    public var light: Light { reached.contains(.due) ? .red : reached.contains(.remind) ? .yellow : .green }
}

extension Clock.Subject {
    /// Whether the clock is the case's own, not a step's.
    public var isOfCase: Bool { self == .promised || self == .statutory }

    /// As stored: `promised`, `statutory`, `step/7`.
    public var text: String {
        switch self {
        case .promised: "promised"
        case .statutory: "statutory"
        case .step(let id): "step/\(id)"
        }
    }

    init?(_ text: String) {
        switch text {
        case "promised": self = .promised
        case "statutory": self = .statutory
        default:
            guard text.hasPrefix("step/"), let number = Int(text.dropFirst(5)) else { return nil }
            self = .step(StepID(number))
        }
    }
}
