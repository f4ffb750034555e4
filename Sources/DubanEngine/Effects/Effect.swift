public import DubanModel

/// What an event means for the tables that the daemon works from. All of them can be rebuilt from the events.
public enum Effect: Sendable, Hashable {
    /// A task or wait stands in the inbox.
    case openTask(TaskRow)
    /// A task has a holder, or has none again.
    case holdTask(step: StepID, holder: StaffID?)
    /// A task left the inbox.
    case closeTask(step: StepID)
    /// A job is put on its queue.
    case enqueue(JobRow)
    /// A job is done, or not wanted any more.
    case finishJob(step: StepID)
    /// A job is among the dead letters.
    case buryJob(step: StepID, code: String, message: String)
    /// A rung will be due.
    case schedule(TimerRow)
    /// The rungs of a clock will not be.
    case unschedule(clock: ClockID, rung: Rung?)
    /// A count moved on: its next free number.
    case advance(serial: String, next: Int64)
    /// A fact stands in a register.
    case register(RegisterRow)
    /// A register's own sum is this now.
    case balance(register: String, account: String, value: Int64)
    /// A broken promise stands in the ledger of accountability.
    case charge(AccountabilityRow)
    /// An entry of the ledger of accountability stands otherwise now.
    case settleCharge(sequence: Int, standing: Charge.Standing)
    /// Something is owed to another case.
    case post(Owed)
    /// What lists of cases show.
    case summarise(CaseSummary)
}

/// What one case owes another: written in the same transaction, consumed once.
public enum Owed: Sendable, Hashable {
    /// A child case is to be opened.
    case child(step: StepID, workflow: String, changes: [DataChange])
    /// The case that called this one is to know its number.
    case opened(parent: ParentLink)
    /// The case that called this one is to know its end.
    case ended(parent: ParentLink, outcome: String, wasClosed: Bool, results: DataValue)
    /// A child case is to be ended, since this one is.
    case closing(child: CaseNumber)
}
