public import DubanModel

/// A case as the fold of its events.
public struct CaseState: Sendable, Hashable {
    /// The internal number.
    public let id: CaseID
    /// What people call it; empty before the first event.
    public internal(set) var number = CaseNumber("")
    /// The workflow's name.
    public internal(set) var workflow = ""
    /// The workflow's version.
    public internal(set) var definition = ContentHash.zero
    /// The number of the last event; 0 before the first.
    public internal(set) var sequence = 0
    /// When it began.
    public internal(set) var openedAt = Instant(milliseconds: 0)
    /// Who owns the matter: the last who accepted it (domain.md, promise 1).
    public internal(set) var owner: StaffID?
    /// The document.
    public internal(set) var data = DataValue.emptyRecord
    /// Papers received, with pages.
    public internal(set) var materials: [String: Int] = [:]
    /// The open step instances, in the order in which they were entered.
    public internal(set) var steps: [StepInstance] = []
    /// Who completed which step, by the step's name.
    public internal(set) var completions: [String: [StaffID]] = [:]
    /// The last comment at each step, sealed, by the step's name.
    public internal(set) var comments: [String: DataValue] = [:]
    /// The clocks that have not ended.
    public internal(set) var clocks: [Clock] = []
    /// The documents made.
    public internal(set) var documents: [Document] = []
    /// The notices issued.
    public internal(set) var notices: [Notice] = []
    /// The files added.
    public internal(set) var attachments: [Attachment] = []
    /// The light that the case's own clocks showed last.
    public internal(set) var light = Light.green
    /// How it ended; open without.
    public internal(set) var outcome: String?
    /// When it ended.
    public internal(set) var endedAt: Instant?

    /// A case before its first event.
    public init(id: CaseID) { self.id = id }

    /// An open step.
    public struct StepInstance: Sendable, Hashable {
        /// The name.
        public let id: StepID
        /// The step's name in the definition.
        public let step: String
        /// The scope in which it runs.
        public let scope: Int
        /// When it was entered.
        public let enteredAt: Instant
        /// The task that it offers, where a person is to act.
        public let task: Event.TaskOffer?
        /// Who accepted the task.
        public var holder: StaffID?
        /// Where its job stands, where it has one.
        public var job: JobStanding?
    }

    /// Where the job of a step stands.
    public enum JobStanding: String, Sendable, Hashable {
        /// It is on its queue or running.
        case requested
        /// It failed for good and waits for the administrator.
        case dead
    }

    /// An issued notice.
    public struct Notice: Sendable, Hashable {
        /// The template.
        public let template: String
        /// The materials that it asked for.
        public let named: [String]
        /// The materials that were required then.
        public let required: [String]
    }

    /// The open step instance with this name.
    public subscript(step: StepID) -> StepInstance? { steps.first { $0.id == step } }

    /// The clock with this name.
    public subscript(clock: ClockID) -> Clock? { clocks.first { $0.id == clock } }

    /// Whether the case waits for a person or for time, not for a job.
    public var isAtRest: Bool { steps.allSatisfy { $0.job != .requested } }
}
