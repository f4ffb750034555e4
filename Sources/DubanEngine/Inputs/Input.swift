public import DubanModel
public import DubanTime

/// Something that happens to a case. Private values in it are sealed already.
public enum Input: Sendable {
    /// A case begins.
    case open(Opening)
    /// A person acts at a task or reports what a wait waited for.
    case act(Act)
    /// A field is corrected outside a form.
    case amend(Amendment)
    /// A file is added.
    case attach(Attachment)
    /// Somebody says something about the case; sealed.
    case comment(DataValue)
    /// Somebody wants to see private values; granted, it leaves an event.
    case readPrivate(PrivateReading)
    /// What a wait waited for comes from outside.
    case message(Message)

    // MARK: The way of the case
    /// A person takes back what they did last (撤回).
    case recall
    /// The applicant withdraws, or the office cancels.
    case close(Event.ClosingBegan.Cause, reason: DataValue)
    /// Everything stands still, for a reason.
    case suspend(reason: DataValue)
    /// The case goes on.
    case resume(reason: DataValue)
    /// The case goes on under the version in the environment; steps by their names before and after.
    case migrate(steps: [String: String])

    // MARK: People
    /// A task, or the matter as a whole, is offered to a colleague; a delegation comes back once it is answered.
    case offerHandOver(step: StepID?, to: StaffID, returns: Bool)
    /// The colleague accepts or declines.
    case answerHandOver(accepts: Bool)
    /// A colleague's opinion is wanted before a task is done (加签).
    case addReviewer(step: StepID, reviewer: StaffID)
    /// The person charged contests an entry of accountability.
    case contest(entry: Int, reason: DataValue)
    /// A superior upholds a contested entry, or sets it aside.
    case settle(entry: Int, isSetAside: Bool, reason: DataValue)

    // MARK: Clocks
    /// A rung of a clock is due.
    case rung(ClockRung)
    /// The clocks of the case stand still, for a reason of the definition.
    case stopClocks(reason: String, paper: String?)
    /// They run on.
    case resumeClocks(paper: String?)
    /// More time is asked for.
    case requestExtension(by: Limit, reason: DataValue)
    /// The calendar changed: what follows from it is derived anew.
    case rederive

    // MARK: Jobs and children
    /// A job was done.
    case jobCompleted(JobCompletion)
    /// A job failed for good.
    case jobDied(JobDeath)
    /// The administrator has a dead job tried again.
    case jobRevived(step: StepID)
    /// A child case is open.
    case childOpened(step: StepID, number: CaseNumber)
    /// A child case could not be opened, or ended.
    case childEnded(ChildEnd)
}

extension Input {
    /// The beginning of a case.
    public struct Opening: Sendable {
        /// The number that the store gave the case.
        public let id: CaseID
        /// The first values, admitted and sealed.
        public let changes: [DataChange]
        /// Papers received, with pages.
        public let materials: [String: Int]
        /// Whether the first task is done at once by who opens the case, or left in the inbox.
        public let submits: Bool
        /// The case that calls it, where one does.
        public let parent: ParentLink?
        /// A beginning.
        public init(id: CaseID, changes: [DataChange], materials: [String: Int], submits: Bool, parent: ParentLink? = nil) {
            self.id = id
            self.changes = changes
            self.materials = materials
            self.submits = submits
            self.parent = parent
        }
    }

    /// What a person does at a step.
    public struct Act: Sendable {
        /// The step instance.
        public let step: StepID
        /// The action's name, or one of `TaskStep.builtInActions`.
        public let action: String
        /// Values that the person fills in.
        public let changes: [DataChange]
        /// Papers received, with pages.
        public let materials: [String: Int]
        /// What the person says about it, sealed.
        public let comment: DataValue?
        /// Where the case is sent back to, for `send-back`.
        public let target: String?
        /// An act.
        public init(
            step: StepID, action: String, changes: [DataChange] = [], materials: [String: Int] = [:], comment: DataValue? = nil,
            target: String? = nil
        ) {
            self.step = step
            self.action = action
            self.changes = changes
            self.materials = materials
            self.comment = comment
            self.target = target
        }
        /// The person takes the task on, and is answerable from then.
        public static let claim = "claim"
        /// The person gives the task back.
        public static let release = "release"
        /// The person sends the case back to an earlier step (退回).
        public static let sendBack = "send-back"
        /// A colleague whose opinion was wanted is for it.
        public static let agree = "agree"
        /// A colleague whose opinion was wanted is against it.
        public static let disagree = "disagree"
    }

    /// A correction.
    public struct Amendment: Sendable {
        /// The field and its new value.
        public let change: DataChange
        /// Why, sealed.
        public let reason: DataValue
        /// A correction.
        public init(change: DataChange, reason: DataValue) {
            self.change = change
            self.reason = reason
        }
    }

    /// A wish to see private values.
    public struct PrivateReading: Sendable {
        /// The fields.
        public let paths: [DataPath]
        /// Why, sealed.
        public let reason: DataValue
        /// A wish.
        public init(paths: [DataPath], reason: DataValue) {
            self.paths = paths
            self.reason = reason
        }
    }

    /// Something from outside that a wait waited for.
    public struct Message: Sendable {
        /// The step instance that waits.
        public let step: StepID
        /// The action that it reports.
        public let action: String
        /// Values that come with it.
        public let changes: [DataChange]
        /// A message.
        public init(step: StepID, action: String, changes: [DataChange]) {
            self.step = step
            self.action = action
            self.changes = changes
        }
    }
}
