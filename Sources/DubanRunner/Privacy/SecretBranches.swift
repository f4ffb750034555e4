public import DubanEngine
public import DubanModel

/// Which events of a case happened in branches whose data is shown to nobody before all of them have joined (domain.md, staff hiring:
/// "nobody sees another's score before all are in"). Worked out from the events alone, so that nothing needs to be kept for it.
///
/// A branch is open to view once the step that opened it was done. Where that was given up instead, or the case was ended, nobody's entry
/// ever counted, and it stays closed.
public struct SecretBranches: Sendable {
    /// An event, and who caused it.
    public struct Told: Sendable {
        /// The number in the case.
        public let sequence: Int
        /// Who.
        public let actor: Actor
        /// What.
        public let event: Event

        /// An event.
        public init(sequence: Int, actor: Actor, event: Event) {
            self.sequence = sequence
            self.actor = actor
            self.event = event
        }
    }

    private var scopeOfStep: [Int: Int] = [:]
    private var parents: [Int: Int] = [:]
    private var openers: [Int: Int] = [:]
    private var joined: Set<Int> = []
    private var written: [StaffID: [Int: [DataPath: DataValue]]] = [:]
    /// Files that were made in a branch that is secret still, by the hash of their bytes.
    public private(set) var hiddenFiles: Set<ContentHash> = []

    /// The branches of a case.
    public init(_ events: [Told]) {
        for told in events { note(told) }
        for told in events {
            guard case .jobCompleted(let completed) = told.event, isSecret(told) else { continue }
            hiddenFiles.formUnion(completed.files.map(\.hash))
        }
    }

    private mutating func note(_ told: Told) {
        switch told.event {
        case .stepEntered(let entered): scopeOfStep[told.sequence] = entered.scope
        case .scopeOpened(let opened):
            parents[told.sequence] = opened.parent
            if opened.isSecret { openers[told.sequence] = opened.opener.sequence }
        case .stepCompleted(let completed): joined.insert(completed.step.sequence)
        case .dataChanged(let changed):
            guard let member = told.actor.member else { return }
            for change in changed.changes { written[member, default: [:]][changed.scope, default: [:]][change.path] = change.value }
        default: break
        }
    }

    /// Whether there was any such branch.
    public var isEmpty: Bool { openers.isEmpty }

    /// Whether the data of a scope is shown to nobody yet.
    public func isSecret(scope: Int) -> Bool {
        var next: Int? = scope
        while let scope = next {
            if let opener = openers[scope], !joined.contains(opener) { return true }
            next = parents[scope]
        }
        return false
    }

    /// Whether an event tells of what was done in such a branch.
    public func isSecret(_ told: Told) -> Bool {
        guard !openers.isEmpty, let scope = scope(of: told) else { return false }
        return isSecret(scope: scope)
    }

    /// Whether somebody may see what an event says: it tells of no such branch, or of what they did there themselves.
    public func shows(_ told: Told, to member: StaffID) -> Bool { !isSecret(told) || told.actor.member == member }

    /// What a member filled in in branches that are secret still, by scope.
    public func own(of member: StaffID, in state: CaseState) -> [(scope: Int, data: DataValue)] {
        (written[member] ?? [:]).sorted { $0.key < $1.key }.compactMap { scope, values in
            guard let current = state[scope: scope], isSecret(scope: scope) else { return nil }
            var data = DataValue.emptyRecord
            // What somebody else wrote over it is theirs.
            for (path, value) in values where current.data[path] == value { data[path] = value }
            return (scope, data)
        }
    }

    private func scope(of told: Told) -> Int? {
        switch told.event {
        case .dataChanged(let changed): changed.scope
        case .scopeOpened: told.sequence
        case .scopeClosed(let scope, _): scope
        case .stepEntered(let entered): entered.scope
        default: told.event.stepInstance.flatMap { scopeOfStep[$0.sequence] }
        }
    }
}

extension Event {
    /// The step instance of which the event tells, where it tells of one.
    fileprivate var stepInstance: StepID? {
        switch self {
        case .stepCompleted(let completed): completed.step
        case .stepAbandoned(let step, _), .itemsListed(let step, _), .taskClaimed(let step, _), .taskReleased(let step),
            .taskEscalated(let step, _), .childOpened(let step, _):
            step
        case .tableDecided(let decided): decided.step
        case .voteCast(let vote): vote.step
        case .handOverOffered(let offer): offer.step
        case .accountabilityRecorded(let entry): entry.step
        case .registerEntered(let entered): entered.step
        case .balanceChanged(let changed): changed.step
        case .registerRead(let read): read.step
        case .noticeIssued(let issued): issued.step
        case .jobRequested(let requested): requested.step
        case .jobCompleted(let completed): completed.step
        case .jobDied(let died): died.step
        case .childRequested(let requested): requested.step
        case .childEnded(let ended): ended.step
        default: nil
        }
    }
}
