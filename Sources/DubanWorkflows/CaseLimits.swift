public import DubanTime

/// The limits of a whole case, and when people are told (domain.md, promise 4).
public struct CaseLimits: Sendable {
    /// What the law allows.
    public let statutory: Limit
    /// What the office promises; at most the statutory limit.
    public let promised: Limit
    /// The clocks start when this step is entered.
    public let starts: String
    /// What happens around the end of the promised limit.
    public let ladder: Ladder

    /// Limits.
    public init(statutory: Limit, promised: Limit, starts: String, ladder: Ladder) {
        self.statutory = statutory
        self.promised = promised
        self.starts = starts
        self.ladder = ladder
    }
}

/// What happens around the end of a limit, rung by rung; each happens once per run of the clock (domain.md, promise 4).
public struct Ladder: Sendable, Hashable {
    /// How long before the end the light turns yellow.
    public let remind: Limit?
    /// How long after the end the handler gets a written reminder, with a copy to the supervisor (催办).
    public let letter: Limit?
    /// The template of the letter's document; without one the letter is the entry in the journal and in the case's history.
    public let letterTemplate: String?
    /// How long after the end the work moves to the supervisor's inbox.
    public let escalate: Limit?
    /// How long after the end the breach is criticised publicly.
    public let criticise: Limit?

    /// Rungs.
    public init(
        remind: Limit? = nil, letter: Limit? = nil, letterTemplate: String? = nil, escalate: Limit? = nil, criticise: Limit? = nil
    ) {
        self.remind = remind
        self.letter = letter
        self.letterTemplate = letterTemplate
        self.escalate = escalate
        self.criticise = criticise
    }
}

/// How long a step may take, and what happens then.
public struct StepLimit: Sendable {
    /// What happens at the end besides the entry of accountability.
    public enum Breach: Sendable, Hashable {
        /// Nothing more.
        case none
        /// The action is taken as if the person had taken it: silence is consent (默许).
        case deemed(action: String)
        /// The case goes on elsewhere.
        case go(step: String)
    }

    /// How long.
    public let time: Limit
    /// What happens around the end.
    public let ladder: Ladder
    /// What happens at the end.
    public let breach: Breach
    /// Whether clocks that start by a deemed action run from the instant at which the step was entered: silence about an application
    /// is its acceptance from the day on which the papers were received (Administrative Licensing Law 行政许可法 §32).
    public let isBackdated: Bool

    /// A limit.
    public init(time: Limit, ladder: Ladder = Ladder(), breach: Breach = .none, isBackdated: Bool = false) {
        self.time = time
        self.ladder = ladder
        self.breach = breach
        self.isBackdated = isBackdated
    }
}
