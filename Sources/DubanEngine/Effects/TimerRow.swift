public import DubanModel

/// A rung that will be due.
public struct TimerRow: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// The clock.
    public let clock: ClockID
    /// The rung.
    public let rung: Rung
    /// When.
    public let due: Instant

    /// A rung.
    public init(caseID: CaseID, clock: ClockID, rung: Rung, due: Instant) {
        self.caseID = caseID
        self.clock = clock
        self.rung = rung
        self.due = due
    }
}
