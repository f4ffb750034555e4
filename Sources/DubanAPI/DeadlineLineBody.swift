/// The deadlines that have turned or will turn a light, those with the least business time left first.
public struct DeadlineListBody: Codable, Sendable {
    /// When that was so, at the office.
    public let now: String
    /// The deadlines.
    public let deadlines: [DeadlineLineBody]
    /// Whether there are more than are listed.
    public let isCut: Bool

    /// A list.
    public init(now: String, deadlines: [DeadlineLineBody], isCut: Bool) {
        self.now = now
        self.deadlines = deadlines
        self.isCut = isCut
    }
}

/// A running deadline of an open case.
public struct DeadlineLineBody: Codable, Sendable {
    /// The case.
    public let caseNumber: String
    /// The number of the clock in its case.
    public let clock: Int
    /// What people read for the workflow.
    public let workflow: TextBody
    /// What it measures, as people read it.
    public let title: TextBody
    /// How much time there is.
    public let budget: TextBody
    /// When it ends, at the office.
    public let due: String
    /// Whether that may still move, since it lies beyond the last published year.
    public let isProvisional: Bool
    /// What it shows.
    public let light: String
    /// What it shows next: yellow or red; nothing once it is red.
    public let turnsTo: String?
    /// When it does, at the office.
    public let turnsAt: String?
    /// Milliseconds of business until the end; negative once it has passed.
    public let remainingMilliseconds: Int64
    /// What is left, or how long ago it passed, as people read it.
    public let remaining: TextBody
    /// Who is answerable for it now.
    public let answerable: [String]
    /// Their names.
    public let answerableNames: [TextBody]
    /// Where the case stands.
    public let standing: [TextBody]

    /// A deadline.
    public init(
        caseNumber: String, clock: Int, workflow: TextBody, title: TextBody, budget: TextBody, due: String, isProvisional: Bool,
        light: String, turnsTo: String?, turnsAt: String?, remainingMilliseconds: Int64, remaining: TextBody, answerable: [String],
        answerableNames: [TextBody], standing: [TextBody]
    ) {
        self.caseNumber = caseNumber
        self.clock = clock
        self.workflow = workflow
        self.title = title
        self.budget = budget
        self.due = due
        self.isProvisional = isProvisional
        self.light = light
        self.turnsTo = turnsTo
        self.turnsAt = turnsAt
        self.remainingMilliseconds = remainingMilliseconds
        self.remaining = remaining
        self.answerable = answerable
        self.answerableNames = answerableNames
        self.standing = standing
    }
}
