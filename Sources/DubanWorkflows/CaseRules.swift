public import DubanModel
public import DubanTime

/// A reason for which the clocks of a case stand still: what the law excludes, such as a hearing, an inspection, an expert review,
/// a supplement (Administrative Licensing Law 行政许可法 §45).
public struct StopReason: Sendable {
    /// The code.
    public let code: String
    /// What people read.
    public let title: LocalizedText
    /// How long the clocks stand still for it, and what happens then.
    public let rule: ClockStop.Rule
    /// Who may stop the clocks for it by hand; nobody where only a step does.
    public let roles: [String]

    /// A reason.
    public init(code: String, title: LocalizedText, rule: ClockStop.Rule, roles: [String]) {
        self.code = code
        self.title = title
        self.rule = rule
        self.roles = roles
    }
}

/// How the promised limit may be extended (domain.md, promise 4).
public struct ExtensionRule: Sendable {
    /// At most by so much each time.
    public let most: Limit
    /// At most so often.
    public let times: Int
    /// Who approves: a superior with one of these roles.
    public let roles: [String]
    /// How long the superior has; afterwards the request is void.
    public let limit: Limit
    /// The template of the notice that tells the applicant; only recorded without.
    public let notice: String?

    /// A rule.
    public init(most: Limit, times: Int, roles: [String], limit: Limit, notice: String?) {
        self.most = most
        self.times = times
        self.roles = roles
        self.limit = limit
        self.notice = notice
    }
}

/// How a case is ended from outside its steps.
public struct ClosingRule: Sendable, Hashable {
    /// Who may.
    public let roles: [String]
    /// How the case ends.
    public let outcome: String

    /// A rule.
    public init(roles: [String], outcome: String) {
        self.roles = roles
        self.outcome = outcome
    }
}
