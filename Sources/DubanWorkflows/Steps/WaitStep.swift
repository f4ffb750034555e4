public import DubanModel
public import DubanTime

/// Something from outside, or a date, is awaited; a member of staff, or a message, reports that it came.
public struct WaitStep: Sendable {
    /// How long is waited.
    public enum End: Sendable {
        /// So long from entering.
        case after(Limit)
        /// Until the close of business of a date of the document.
        case on(Argument)
    }

    /// What is awaited, such as `supplemented`.
    public let message: String
    /// What people may report, in the order of the file, and where it leads; none where only time passes.
    public let actions: [TaskStep.Action]
    /// Who may report it.
    public let roles: [String]
    /// The parts of the document that may be filled with it.
    public let form: [DataPath]
    /// What a message from outside must carry to be this case's; none comes from outside without.
    public let correlation: Argument?
    /// How long is waited.
    public let end: End
    /// The step that follows when the time is over.
    public let lapse: String
    /// Whether the clocks of the case stand still meanwhile, and for what reason (domain.md, promise 3).
    public let stopsClock: String?

    /// A wait.
    public init(
        message: String, actions: [TaskStep.Action], roles: [String], form: [DataPath] = [], correlation: Argument? = nil, end: End,
        lapse: String, stopsClock: String? = nil
    ) {
        self.message = message
        self.actions = actions
        self.roles = roles
        self.form = form
        self.correlation = correlation
        self.end = end
        self.lapse = lapse
        self.stopsClock = stopsClock
    }
}

/// What follows is done again and again by the calendar, until a condition holds.
public struct ScheduleStep: Sendable {
    /// What happens with occurrences that passed while the daemon was away.
    public enum Missed: String, Sendable, Hashable, CaseIterable {
        /// Each is made up for, in order.
        case each
        /// Only the last is.
        case last
    }

    /// When. The next occurrence follows from the scheduled instant of the last, never from now.
    public let schedule: Schedule
    /// The date from which it applies; from entering without.
    public let from: Argument?
    /// The field that is given the day of the occurrence: what is done late is still done for its own day.
    public let into: DataPath?
    /// What happens with missed occurrences.
    public let missed: Missed
    /// Looked at when an occurrence comes: whether it is the end. `today` is the day of the occurrence, however late it is noticed.
    public let until: Condition?
    /// The step that follows at each occurrence; its way leads back here.
    public let then: String
    /// The step that follows at the end.
    public let finally: String

    /// A schedule.
    public init(
        schedule: Schedule, from: Argument?, into: DataPath? = nil, missed: Missed, until: Condition?, then: String, finally: String
    ) {
        self.schedule = schedule
        self.from = from
        self.into = into
        self.missed = missed
        self.until = until
        self.then = then
        self.finally = finally
    }
}
