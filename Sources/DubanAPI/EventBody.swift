public import DubanModel

/// An event of a case's history.
public struct EventBody: Codable, Sendable {
    /// Its number in the case.
    public let sequence: Int
    /// When, at the office.
    public let at: String
    /// Who caused it: `staff:li-na`, `plugin:documents`, `clock`, `system`.
    public let actor: String
    /// The name of who caused it.
    public let actorName: TextBody
    /// The kind.
    public let kind: String
    /// What happened, in plain words, without the case's number.
    public let text: TextBody
    /// The event as stored, private values masked.
    public let detail: DataValue

    /// An event.
    public init(
        sequence: Int, at: String, actor: String, actorName: TextBody, kind: String, text: TextBody, detail: DataValue
    ) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.actorName = actorName
        self.kind = kind
        self.text = text
        self.detail = detail
    }
}

/// A broken promise.
public struct AccountabilityBody: Codable, Sendable {
    /// The case.
    public let caseNumber: String
    /// When it was recorded, at the office.
    public let at: String
    /// Who answers for it.
    public let person: String?
    /// The name of who answers for it.
    public let personName: TextBody?
    /// Who is told.
    public let supervisor: String?
    /// The name of who is told.
    public let supervisorName: TextBody?
    /// Which promise.
    public let promise: String
    /// What people read for the promise.
    public let promiseTitle: TextBody

    /// An entry.
    public init(
        caseNumber: String, at: String, person: String?, personName: TextBody?, supervisor: String?, supervisorName: TextBody?,
        promise: String, promiseTitle: TextBody
    ) {
        self.caseNumber = caseNumber
        self.at = at
        self.person = person
        self.personName = personName
        self.supervisor = supervisor
        self.supervisorName = supervisorName
        self.promise = promise
        self.promiseTitle = promiseTitle
    }
}
