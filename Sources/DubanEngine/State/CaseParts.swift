public import DubanModel
public import DubanTime

/// The case that called another.
public struct ParentLink: Sendable, Hashable {
    /// Its internal number.
    public let caseID: CaseID
    /// What people call it.
    public let number: CaseNumber
    /// The step instance that waits for the child's end.
    public let step: StepID

    /// A link.
    public init(caseID: CaseID, number: CaseNumber, step: StepID) {
        self.caseID = caseID
        self.number = number
        self.step = step
    }
}

/// A hand-over that was offered: the owner stays answerable until it is accepted (domain.md, promise 1).
public struct HandOver: Sendable, Hashable {
    /// The task that is handed over; the matter as a whole without one.
    public let step: StepID?
    /// Who offers.
    public let from: StaffID
    /// To whom.
    public let to: StaffID
    /// Whether the task comes back to who offered once it is answered: a delegation.
    public let returns: Bool
}

/// A step that takes back what another did.
public struct Undo: Sendable, Hashable {
    /// The step instance whose work it takes back.
    public let of: StepID
    /// The step that does so.
    public let step: String
    /// The scope in which it runs.
    public let scope: Int
}

/// What a person did last.
public struct LastAct: Sendable, Hashable {
    /// Who.
    public let member: StaffID
    /// At which step.
    public let step: String
    /// In which scope.
    public let scope: Int
    /// The sequence number of the event.
    public let sequence: Int
}

/// A request for an extension.
public struct ExtensionRequest: Sendable, Hashable {
    /// The clock.
    public let clock: ClockID
    /// By how much.
    public let by: Limit
    /// Who asked.
    public let member: StaffID
    /// Why, sealed.
    public let reason: DataValue
    /// The step instance at which a superior decides.
    public let step: StepID
}

/// Who was answerable from an instant on.
public struct Tenure: Sendable, Hashable {
    /// Who; nobody while the matter lies with the applicant or the daemon.
    public let members: [StaffID]
    /// From when.
    public let from: Instant
}

/// An entry of accountability and what became of it.
public struct Charge: Sendable, Hashable {
    /// The sequence number of its event.
    public let sequence: Int
    /// Who is charged.
    public let person: StaffID?
    /// Which promise.
    public let promise: String
    /// What became of it.
    public internal(set) var standing = Standing.standing

    /// What became of an entry.
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// It stands.
        case standing
        /// The person charged contests it.
        case contested
        /// It was contested, and stands.
        case upheld
        /// It was set aside; it stays readable as that.
        case setAside = "set-aside"
    }
}

/// An issued notice.
public struct Notice: Sendable, Hashable {
    /// The template.
    public let template: String
    /// The materials that it asked for.
    public let named: [String]
    /// The materials that were required then.
    public let required: [String]
}
