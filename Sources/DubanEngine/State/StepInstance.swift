public import DubanModel

/// An open step.
public struct StepInstance: Sendable, Hashable {
    /// The name.
    public let id: StepID
    /// The step's name in the definition, or one of `EngineStep`.
    public let step: String
    /// The scope in which it runs: the sequence number of the event that opened it; `CaseState.rootScope` for the case's own.
    public let scope: Int
    /// When it was entered.
    public let enteredAt: Instant
    /// The task that it offers, where a person is to act.
    public let task: Event.TaskOffer?
    /// The task about which an opinion is wanted here (加签).
    public let opinionOn: StepID?
    /// The template of the document that is made here, where no step of the definition asks for it.
    public internal(set) var template: String?
    /// Who accepted the task.
    public var holder: StaffID?
    /// Who delegated the task to its holder, and gets it back.
    public var delegator: StaffID?
    /// Where its job stands, where it has one.
    public var job: Job?
    /// Who has taken which action so far, where several people must.
    public var votes: [Vote] = []
    /// The items for which a branch is still to be opened.
    public var items: [DataValue] = []
    /// How many branches it has in all.
    public var branches = 0
    /// The child case, once it is open.
    public var child: CaseNumber?

    /// Who must see to the task: who accepted it, or whom alone it names. Nobody of a role is before somebody accepts it; its case's
    /// owner is answerable for it then.
    public var responsible: StaffID? {
        guard holder == nil, let candidates = task?.candidates, candidates.count == 1 else { return holder }
        return candidates[0]
    }

    /// Where the job of a step stands.
    public enum Job: String, Sendable, Hashable {
        /// It is on its queue or running.
        case requested
        /// It failed for good and waits for the administrator.
        case dead
    }

    /// One person's action, where several must act.
    public struct Vote: Sendable, Hashable {
        /// Who.
        public let member: StaffID
        /// What.
        public let action: String
    }

    init(
        id: StepID, step: String, scope: Int, enteredAt: Instant, task: Event.TaskOffer?, opinionOn: StepID? = nil
    ) {
        self.id = id
        self.step = step
        self.scope = scope
        self.enteredAt = enteredAt
        self.task = task
        self.opinionOn = opinionOn
    }
}

/// Steps that no definition has: the engine opens them beside the way of the case. Their names cannot be written in a file.
public enum EngineStep {
    /// A colleague's opinion is wanted before a task can be done (加签).
    public static let opinion = "@opinion"
    /// A superior decides about an extension.
    public static let extending = "@extension"
    /// A written reminder is made for the handler.
    public static let letter = "@letter"
    /// A notice is made beside the way of the case, such as the one of an extension.
    public static let notice = "@notice"

    /// Whether a name is one of them.
    public static func isOne(_ name: String) -> Bool { name.hasPrefix("@") }
}
