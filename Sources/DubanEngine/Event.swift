public import DubanModel
public import DubanTime

/// A fact about a case that will not change. What a later fold needs stands in it.
public enum Event: Sendable, Hashable {
    /// The case began.
    case caseOpened(CaseOpened)
    /// Values of the document changed.
    case dataChanged(DataChanged)
    /// Papers were received: pages by material.
    case materialsReceived([String: Int])
    /// A file was added.
    case attachmentAdded(Attachment)
    /// A step was entered; its sequence number is the instance's name.
    case stepEntered(StepEntered)
    /// A member of staff accepted a task and is answerable from then (domain.md, promise 1).
    case taskClaimed(step: StepID, by: StaffID)
    /// A member of staff gave a task back.
    case taskReleased(step: StepID)
    /// A step was left.
    case stepCompleted(StepCompleted)
    /// A clock began to run.
    case clockStarted(ClockStarted)
    /// A clock stands still, for a reason.
    case clockStopped(clock: ClockID, reason: String)
    /// A clock runs on; the instants are new.
    case clockResumed(clock: ClockID, rungs: [Rung: Instant], due: Instant, isProvisional: Bool)
    /// A clock is not needed any more.
    case clockEnded(clock: ClockID)
    /// A rung was reached: when it was due; the event's own instant is when it was noticed.
    case rungReached(clock: ClockID, rung: Rung, due: Instant)
    /// A promise was broken, and who answers for it (domain.md, promise 5).
    case accountabilityRecorded(Accountability)
    /// A notice was issued, with what it named and what was required then (domain.md, promise 3).
    case noticeIssued(NoticeIssued)
    /// A plugin was asked for something.
    case jobRequested(JobRequested)
    /// A plugin did it.
    case jobCompleted(JobCompleted)
    /// A job failed for good.
    case jobDied(step: StepID, attempts: Int, code: String, message: String)
    /// A fact was entered in a register.
    case registerEntered(RegisterEntered)
    /// Private values were shown to somebody.
    case privateRead(paths: [DataPath], reason: DataValue)
    /// The case ended.
    case caseEnded(outcome: String)

    /// The beginning of a case.
    public struct CaseOpened: Sendable, Hashable {
        /// What people call it.
        public let number: CaseNumber
        /// The workflow's name.
        public let workflow: String
        /// The workflow's version, to which the case is pinned.
        public let definition: ContentHash
    }

    /// Changed values.
    public struct DataChanged: Sendable, Hashable {
        /// The changes.
        public let changes: [DataChange]
        /// Why, where the change was a correction; sealed.
        public let reason: DataValue?
    }

    /// An entered step.
    public struct StepEntered: Sendable, Hashable {
        /// The step's name in the definition.
        public let step: String
        /// The scope in which it runs: the sequence number that opened it, 1 for the case's own.
        public let scope: Int
        /// What a person is asked for, where one is.
        public let task: TaskOffer?
    }

    /// A task as it is offered.
    public struct TaskOffer: Sendable, Hashable {
        /// The short number by which people name it.
        public let number: TaskNumber
        /// Who may do it.
        public let roles: [String]
        /// Who may not, since they did a step that must be another's.
        public let excluded: [StaffID]
        /// The roster that was in force.
        public let roster: ContentHash
    }

    /// A left step.
    public struct StepCompleted: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// What was done, at a task or wait.
        public let action: String?
        /// What the person said about it, sealed.
        public let comment: DataValue?
        /// Why this way was taken, at a choice: in words, by language.
        public let because: DataValue?
    }

    /// A started clock.
    public struct ClockStarted: Sendable, Hashable {
        /// What it measures.
        public let subject: Clock.Subject
        /// How much time there is.
        public let budget: Limit
        /// The calendar that was in force.
        public let calendar: ContentHash
        /// When each rung is due.
        public let rungs: [Rung: Instant]
        /// The limit's end.
        public let due: Instant
        /// Whether the end lies beyond the last published year of the calendar.
        public let isProvisional: Bool
    }

    /// A broken promise.
    public struct Accountability: Sendable, Hashable {
        /// Who answers for it; nobody where the matter lay with the daemon itself.
        public let person: StaffID?
        /// Who is told.
        public let supervisor: StaffID?
        /// Which promise: `promised-limit`, `statutory-limit`, `step-limit`, `one-time-notice`.
        public let promise: String
        /// The step instance at which it happened, where there is one.
        public let step: StepID?

        /// An entry.
        public init(person: StaffID?, supervisor: StaffID?, promise: String, step: StepID?) {
            self.person = person
            self.supervisor = supervisor
            self.promise = promise
            self.step = step
        }
    }

    /// An issued notice.
    public struct NoticeIssued: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// The template.
        public let template: String
        /// The materials that it asks for.
        public let named: [String]
        /// The materials that were required then, received or not.
        public let required: [String]
    }

    /// A request to a plugin.
    public struct JobRequested: Sendable, Hashable {
        /// The step instance; with the case number it is the job's idempotency key.
        public let step: StepID
        /// The queue.
        public let queue: String
        /// The plugin.
        public let plugin: String
        /// What it is asked for.
        public let action: String
        /// The arguments; private values are sealed references.
        public let arguments: DataValue
    }

    /// A done job.
    public struct JobCompleted: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// Which attempt it was, from 1.
        public let attempt: Int
        /// What it gave.
        public let output: DataValue
        /// The files that it made.
        public let files: [Document]
    }

    /// A fact in a register.
    public struct RegisterEntered: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// The register.
        public let register: String
        /// What makes the entry unique for ever, where something does.
        public let key: String?
        /// The count that gave the serial, where one did.
        public let counter: String?
        /// The number in that count.
        public let serial: Int64?
        /// The number as people write it.
        public let label: String?
        /// What is entered.
        public let fields: DataValue
    }
}
