public import DubanModel

/// Ends, suspends or resumes a case: says why.
public struct ReasonRequest: Codable, Sendable {
    /// Why.
    public let reason: String
    /// A request.
    public init(reason: String) { self.reason = reason }
}

/// Says something about a case.
public struct CommentRequest: Codable, Sendable {
    /// What.
    public let text: String
    /// A request.
    public init(text: String) { self.text = text }
}

/// Offers a task, or a matter as a whole, to a colleague.
public struct HandOverRequest: Codable, Sendable {
    /// To whom.
    public let to: String
    /// Whether a task comes back once it is answered: a delegation.
    public let returns: Bool?
    /// A request.
    public init(to: String, returns: Bool?) {
        self.to = to
        self.returns = returns
    }
}

/// Asks a colleague for an opinion before a task is done.
public struct ReviewerRequest: Codable, Sendable {
    /// Whom.
    public let member: String
    /// A request.
    public init(member: String) { self.member = member }
}

/// Settles a contested entry of accountability.
public struct SettleRequest: Codable, Sendable {
    /// Whether it is set aside; otherwise it is upheld.
    public let isSetAside: Bool
    /// Why.
    public let reason: String
    /// A request.
    public init(isSetAside: Bool, reason: String) {
        self.isSetAside = isSetAside
        self.reason = reason
    }
}

/// Has the clocks of a case stand still, or run on.
public struct ClockRequest: Codable, Sendable {
    /// The code of the reason, to have them stand still.
    public let reason: String?
    /// The paper that says so.
    public let paper: String?
    /// A request.
    public init(reason: String? = nil, paper: String? = nil) {
        self.reason = reason
        self.paper = paper
    }
}

/// Asks for more time.
public struct ExtendRequest: Codable, Sendable {
    /// How much, such as `2 working days`.
    public let by: String
    /// Why.
    public let reason: String
    /// A request.
    public init(by: String, reason: String) {
        self.by = by
        self.reason = reason
    }
}

/// A message from outside, for the case that waits for it.
public struct MessageRequest: Codable, Sendable {
    /// What tells the case from others that wait for the same message.
    public let key: String
    /// Which of the wait's actions it reports; the first where none is named.
    public let action: String?
    /// Values that come with it.
    public let data: DataValue?
    /// A message.
    public init(key: String, action: String?, data: DataValue?) {
        self.key = key
        self.action = action
        self.data = data
    }
}
