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
    /// The case that called this one, where one did.
    public internal(set) var parent: ParentLink?
    /// Who owns the matter: the last who accepted it (domain.md, promise 1).
    public internal(set) var owner: StaffID?
    /// A hand-over that was offered and not answered yet.
    public internal(set) var handOver: HandOver?
    /// The document.
    public internal(set) var data = DataValue.emptyRecord
    /// Papers received, with pages.
    public internal(set) var materials: [String: Int] = [:]
    /// The open step instances, in the order in which they were entered.
    public internal(set) var steps: [StepInstance] = []
    /// The scopes of branches that have not been joined yet, or have something to take back; the case's own is not among them.
    public internal(set) var scopes: [Scope] = []
    /// Who completed which step of the case's own scope, by the step's name.
    public internal(set) var completions: [String: [StaffID]] = [:]
    /// The last comment at each step of the case's own scope, sealed, by the step's name.
    public internal(set) var comments: [String: DataValue] = [:]
    /// The last of those comments.
    public internal(set) var lastComment = DataValue.null
    /// The clocks that have not ended.
    public internal(set) var clocks: [Clock] = []
    /// The documents made.
    public internal(set) var documents: [Document] = []
    /// The notices issued.
    public internal(set) var notices: [Notice] = []
    /// The files added.
    public internal(set) var attachments: [Attachment] = []
    /// What people said about the case outside its steps, sealed.
    public internal(set) var remarks: [DataValue] = []
    /// What is to be taken back, should the case be withdrawn; the last first.
    public internal(set) var undos: [Undo] = []
    /// The scheduled instant of the last occurrence in the case's own scope, by the schedule's step.
    public internal(set) var occurrences: [String: Instant] = [:]
    /// What a person did last, and may take back before the next person takes it up.
    public internal(set) var lastAct: LastAct?
    /// The sequence number of the last event that no recall can take back: an entry in a register, a notice, a made document.
    public internal(set) var lastIrrevocable = 0
    /// The request for an extension that waits for a superior.
    public internal(set) var extensionRequest: ExtensionRequest?
    /// How many extensions were granted.
    public internal(set) var extensionsGranted = 0
    /// Who is answerable, since when; the last one holds (domain.md, promise 5).
    public internal(set) var answerable: [Tenure] = []
    /// Entries of accountability, by the sequence number of their event.
    public internal(set) var charges: [Charge] = []
    /// Whether everything stands still until the case is resumed.
    public internal(set) var isSuspended = false
    /// How the case will end once everything is taken back; nothing while it goes its way.
    public internal(set) var closing: String?
    /// The light that the case's own clocks showed last.
    public internal(set) var light = Light.green
    /// How it ended; open without.
    public internal(set) var outcome: String?
    /// When it ended.
    public internal(set) var endedAt: Instant?

    /// A case before its first event.
    public init(id: CaseID) { self.id = id }

    /// The open step instance with this name.
    public subscript(step: StepID) -> StepInstance? { steps.first { $0.id == step } }

    /// The clock with this name.
    public subscript(clock: ClockID) -> Clock? { clocks.first { $0.id == clock } }

    /// Whether the case waits for a person or for time, not for a job.
    public var isAtRest: Bool { steps.allSatisfy { $0.job != .requested } }
}
