public import DubanEngine
public import DubanModel
public import DubanStore

/// Something for the writer to decide and keep. It is a class since it is handed on often and never changed.
public final class WriterItem: Sendable {
    /// What is to be decided.
    public enum Work: Sendable {
        /// A new case of a workflow; the input is made once its number is known.
        case open(workflow: ContentHash, @Sendable (CaseID) -> Input)
        /// Something in a case.
        case decide(CaseID, Input)
        /// A case goes on under another version of its workflow; steps by their names before and after.
        case migrate(CaseID, to: ContentHash, steps: [String: String])
        /// An attempt at a job has ended.
        case report(StoredJob, JobReport)
        /// Held jobs are to be claimed, on slots that are reserved for them.
        case claim([StoredJob])
        /// The wait of these delayed jobs is over.
        case release([JobReference])
        /// The wait of delayed jobs that are due is over, of so many at most.
        case releaseDue(limit: Int)
        /// What is owed under this id is given up: nobody is left whom it could reach.
        case forget(pending: String)
        /// A calendar is put in force.
        case putInForce(CalendarChange)
        /// The clocks of the next open cases are derived anew from the calendar in force.
        case rederive
        /// Something about queues and their jobs that is not a decision about a case.
        case operate(JobOperation)
    }

    /// What is to be kept with it: sealed before anything is hashed or stored.
    public struct Privacy: Sendable {
        /// The key of a new case, wrapped.
        public var caseKey: [UInt8]?
        /// Sealed values.
        public var sealed: [SealedValue] = []
        /// Tokens by which the case is found.
        public var tokens: [[UInt8]] = []
        /// Nothing private.
        public init() {}
    }

    /// What is to be decided.
    public let work: Work
    /// Who causes it.
    public let actor: Actor
    /// What is to be kept with it.
    public let privacy: Privacy
    /// The client's name for the request, and what tells another request with the same name apart.
    public let request: (key: RequestKey, fingerprint: [UInt8])?
    /// The id of what one case owes another, where this does it; done once.
    public let consumes: String?
    /// What was decided before the item's turn came, where it could be.
    let ahead: DecisionAhead?
    /// Called once, when the outcome is durable.
    public let completion: @Sendable (Result<WriterAnswer, Refusal>) -> Void

    /// An item.
    public convenience init(
        _ work: Work, by actor: Actor, privacy: Privacy = Privacy(), request: (key: RequestKey, fingerprint: [UInt8])? = nil,
        consumes: String? = nil,
        completion: @escaping @Sendable (Result<WriterAnswer, Refusal>) -> Void = { _ in }
    ) {
        self.init(work, by: actor, privacy: privacy, request: request, consumes: consumes, ahead: nil, completion: completion)
    }

    /// An item about which was decided ahead.
    init(
        _ work: Work, by actor: Actor, privacy: Privacy = Privacy(), request: (key: RequestKey, fingerprint: [UInt8])? = nil,
        consumes: String? = nil, ahead: DecisionAhead?, completion: @escaping @Sendable (Result<WriterAnswer, Refusal>) -> Void = { _ in }
    ) {
        self.work = work
        self.actor = actor
        self.privacy = privacy
        self.request = request
        self.consumes = consumes
        self.ahead = ahead
        self.completion = completion
    }

    /// Whether nobody waits for a receipt.
    var isUnattended: Bool { if case .report = work { request == nil } else { false } }

    /// Whether the job of this effect left its queue when the claim was checked.
    func hasTaken(_ effect: Effect) -> Bool {
        guard case .report(let job, .done) = work, case .finishJob(let step) = effect else { return false }
        return step == job.row.step
    }

    /// Whether it is the report of an attempt at a step's own job.
    func reports(_ step: StepID, of id: CaseID) -> Bool {
        if case .report(let job, _) = work { job.reference == JobReference(caseID: id, step: step) } else { false }
    }

    /// Whether it has a dead job tried again: that waits for a slot like others, so that its attempts go on counting.
    var revives: Bool {
        switch work {
        case .decide(_, .jobRevived), .operate: true
        default: false
        }
    }
}

/// What an item came to.
public enum WriterAnswer: Sendable, Hashable {
    /// A decision about a case.
    case decided(Receipt)
    /// Changes of jobs.
    case jobs(JobOutcome)
    /// How far the clocks were derived anew.
    case rederived(CalendarInForce.Progress)
    /// Nothing that somebody waits for.
    case none

    /// As it is kept with a request's key.
    var stored: [UInt8]? {
        switch self {
        case .decided(let receipt): receipt.stored
        case .jobs(let outcome): outcome.data.json
        case .rederived, .none: nil
        }
    }

    /// Reads a kept answer; `nil` where the bytes are none.
    init?(stored bytes: [UInt8]) {
        if let outcome = JobOutcome(stored: bytes) {
            self = .jobs(outcome)
        } else if let receipt = Receipt(stored: bytes) {
            self = .decided(receipt)
        } else {
            return nil
        }
    }
}

/// The answer to a request: what came of it. Kept with the request's key, so that the same request gets the same answer.
public struct Receipt: Sendable, Hashable {
    /// What people call the case.
    public let number: CaseNumber
    /// The number of the case's last event then.
    public let sequence: Int
    /// The open steps.
    public let steps: [String]
    /// The tasks that wait, by step.
    public let tasks: [String: TaskNumber]
    /// How the case ended, where it did.
    public let outcome: String?
    /// The workflow's version to which the case was pinned then; `nil` in an answer that an earlier version of the daemon kept.
    public let definition: ContentHash?

    /// What came of a decision.
    init(_ state: CaseState) {
        number = state.number
        sequence = state.sequence
        steps = state.steps.map(\.step)
        tasks = Dictionary(
            state.steps.compactMap { step in step.task.map { (step.step, $0.number) } }, uniquingKeysWith: { first, _ in first })
        outcome = state.outcome
        definition = state.definition
    }

    /// The answer as it is kept; written directly, since each request that changes something keeps one.
    var stored: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("case", number.text)
            writer.field("definition", ifPresent: definition?.description)
            writer.field("outcome", ifPresent: outcome)
            writer.field("sequence", sequence)
            writer.key("steps")
            writer.array { writer in for step in steps { writer.value(step) } }
            writer.key("tasks")
            writer.object { writer in
                for (step, task) in tasks.sorted(by: { $0.key < $1.key }) { writer.field(step, task.rawValue) }
            }
        }
        return writer.bytes
    }

    /// Reads a kept answer; `nil` where the bytes are none.
    init?(stored bytes: [UInt8]) {
        guard let data = try? JSONReader.read(bytes), let number = data["case"].textValue, let sequence = data["sequence"].integerValue
        else {
            return nil
        }
        self.number = CaseNumber(number)
        self.sequence = Int(sequence)
        steps = (data["steps"].items ?? []).compactMap(\.textValue)
        tasks = (data["tasks"].fields ?? [:]).compactMapValues { $0.integerValue.map { TaskNumber($0) } }
        outcome = data["outcome"].textValue
        definition = data["definition"].textValue.flatMap { ContentHash(hex: $0) }
    }
}
