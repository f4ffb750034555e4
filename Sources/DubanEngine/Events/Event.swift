public import DubanModel

/// A fact about a case that will not change. What a later fold needs stands in it.
public enum Event: Sendable, Hashable {
    // MARK: The case
    /// The case began.
    case caseOpened(CaseOpened)
    /// Everything stands still, for a reason.
    case caseSuspended(reason: DataValue)
    /// The case goes on.
    case caseResumed(reason: DataValue)
    /// The case is being ended from outside its steps: what was done is taken back, the last first.
    case closingBegan(ClosingBegan)
    /// The case ended.
    case caseEnded(CaseEnded)
    /// Somebody said something about the case outside its steps.
    case commentAdded(DataValue)
    /// Private values were shown to somebody.
    case privateRead(paths: [DataPath], reason: DataValue)
    /// The case goes on under another version of its workflow; steps by their names before and after.
    case migrated(definition: ContentHash, steps: [String: String])

    // MARK: The document
    /// Values of the document changed.
    case dataChanged(DataChanged)
    /// Papers were received: pages by material.
    case materialsReceived([String: Int])
    /// A file was added.
    case attachmentAdded(Attachment)

    // MARK: Steps
    /// A step was entered; its sequence number is the instance's name.
    case stepEntered(StepEntered)
    /// A step was left.
    case stepCompleted(StepCompleted)
    /// A step was given up before it was done.
    case stepAbandoned(step: StepID, because: Abandonment)
    /// A person took back what they had done last, before the next person took it up (撤回).
    case actRecalled(step: String, by: StaffID)
    /// A branch was opened.
    case scopeOpened(ScopeOpened)
    /// A branch came to its end.
    case scopeClosed(scope: Int, standing: Scope.Standing)
    /// The items were listed for which a branch is opened, one after another.
    case itemsListed(step: StepID, items: [DataValue])
    /// A decision table decided.
    case tableDecided(TableDecided)
    /// An occurrence of a schedule came.
    case occurrenceReached(OccurrenceReached)

    // MARK: People
    /// A member of staff accepted a task and is answerable from then (domain.md, promise 1).
    case taskClaimed(step: StepID, by: StaffID)
    /// A member of staff gave a task back.
    case taskReleased(step: StepID)
    /// One of several people who must act did so.
    case voteCast(VoteCast)
    /// A task moved to a supervisor's inbox.
    case taskEscalated(step: StepID, to: StaffID)
    /// A hand-over was offered; the owner stays answerable (domain.md, promise 1).
    case handOverOffered(HandOver)
    /// A hand-over was accepted or declined.
    case handOverAnswered(accepted: Bool, by: StaffID)
    /// Who is answerable changed.
    case answerableChanged([StaffID])
    /// A promise was broken, and who answers for it (domain.md, promise 5).
    case accountabilityRecorded(Accountability)
    /// The person charged contests an entry of accountability.
    case accountabilityContested(entry: Int, reason: DataValue)
    /// A contested entry was upheld or set aside.
    case accountabilitySettled(entry: Int, isSetAside: Bool, reason: DataValue)

    // MARK: Clocks
    /// A clock began to run.
    case clockStarted(ClockStarted)
    /// A clock stands still, for a reason.
    case clockStopped(ClockStopped)
    /// A clock runs on, or anew.
    case clockResumed(ClockResumed)
    /// A clock got more time.
    case clockExtended(ClockExtended)
    /// A calendar changed: a clock's instants were derived anew.
    case clockRederived(clock: ClockID, derived: Clock.Derived)
    /// A clock is not needed any more.
    case clockEnded(clock: ClockID)
    /// A rung was reached: when it was due; the event's own instant is when it was noticed.
    case rungReached(clock: ClockID, rung: Rung, due: Instant)
    /// More time was asked for.
    case extensionRequested(ExtensionRequest)
    /// A superior decided about more time; without anybody, nobody decided in time.
    case extensionAnswered(granted: Bool, by: StaffID?, reason: DataValue?)

    // MARK: Registers
    /// A fact was entered in a register.
    case registerEntered(RegisterEntered)
    /// A register's own sum changed.
    case balanceChanged(BalanceChanged)
    /// A register was read into the document.
    case registerRead(RegisterRead)

    // MARK: Jobs and children
    /// A notice was issued, with what it named and what was required then (domain.md, promise 3).
    case noticeIssued(NoticeIssued)
    /// A plugin was asked for something.
    case jobRequested(JobRequested)
    /// A plugin did it.
    case jobCompleted(JobCompleted)
    /// A job failed for good.
    case jobDied(JobDied)
    /// Another workflow was asked to run as a child case.
    case childRequested(ChildRequested)
    /// The child case is open.
    case childOpened(step: StepID, number: CaseNumber)
    /// The child case ended.
    case childEnded(ChildEnded)
}
