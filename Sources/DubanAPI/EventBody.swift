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
    /// When a rung was due that was noticed later, such as after the daemon was away; `at` is when it was noticed.
    public let lateFrom: String?
    /// Whether what was done is shown to nobody else yet: other branches have still to join.
    public let isSecret: Bool

    /// An event.
    public init(
        sequence: Int, at: String, actor: String, actorName: TextBody, kind: String, text: TextBody, detail: DataValue,
        lateFrom: String? = nil, isSecret: Bool = false
    ) {
        self.lateFrom = lateFrom
        self.isSecret = isSecret
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
    /// The number of the entry in its case; `duban contest CASE ENTRY` names it by that.
    public let entry: Int
    /// What became of it: standing, contested, upheld, set-aside.
    public let standing: String
    /// What people read for that.
    public let standingTitle: TextBody
    /// For how long each was answerable while the clock ran.
    public let shares: [ShareBody]
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
        entry: Int, standing: String, standingTitle: TextBody, shares: [ShareBody], caseNumber: String, at: String, person: String?,
        personName: TextBody?, supervisor: String?, supervisorName: TextBody?, promise: String, promiseTitle: TextBody
    ) {
        self.entry = entry
        self.standing = standing
        self.standingTitle = standingTitle
        self.shares = shares
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

/// The time for which a person was answerable.
public struct ShareBody: Codable, Sendable {
    /// Who.
    public let person: String
    /// The name.
    public let personName: TextBody
    /// Minutes of business.
    public let minutes: Int

    /// A share.
    public init(person: String, personName: TextBody, minutes: Int) {
        self.person = person
        self.personName = personName
        self.minutes = minutes
    }
}
