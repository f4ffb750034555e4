public import DubanModel

/// A branch that runs, or waits to be joined.
public struct BranchBody: Codable, Sendable {
    /// The number of the event that opened it.
    public let scope: Int
    /// Its name.
    public let name: String
    /// How it stands: open, joined, failed, cancelled; `secret` where that is shown to nobody yet.
    public let standing: String
    /// Whether what is done there is shown to nobody else before all branches have joined.
    public let isSecret: Bool
    /// Its own data, private values masked; of a secret branch only what the caller filled in.
    public let data: DataValue

    /// A branch.
    public init(scope: Int, name: String, standing: String, isSecret: Bool, data: DataValue) {
        self.scope = scope
        self.name = name
        self.standing = standing
        self.isSecret = isSecret
        self.data = data
    }
}

/// A hand-over that is offered.
public struct HandOverBody: Codable, Sendable {
    /// Who offers.
    public let from: String
    /// The name of who offers.
    public let fromName: TextBody
    /// To whom.
    public let to: String
    /// The name of to whom.
    public let toName: TextBody
    /// The task; the matter as a whole without.
    public let task: Int64?
    /// Whether the task comes back once it is answered.
    public let returns: Bool

    /// An offer.
    public init(from: String, fromName: TextBody, to: String, toName: TextBody, task: Int64?, returns: Bool) {
        self.from = from
        self.fromName = fromName
        self.to = to
        self.toName = toName
        self.task = task
        self.returns = returns
    }
}
