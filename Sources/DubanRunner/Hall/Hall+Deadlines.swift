public import DubanEngine
public import DubanModel
import DubanStore
public import DubanTime
import DubanWorkflows

/// A running deadline of an open case, as people look at it: what it shows, what comes next, and how much business time is left.
public struct OpenDeadline: Sendable {
    /// The case.
    public let state: CaseState
    /// The clock.
    public let clock: Clock
    /// When it ends.
    public let due: Instant
    /// The rung that comes next among those that turn a light, and when; nothing once it is red.
    public let turn: (rung: Rung, at: Instant)?
    /// Business time until the end, in milliseconds; negative once it has passed.
    public let remaining: Int64
    /// Who is answerable for it now.
    public let answerable: [StaffID]
}

extension Hall {
    /// Deadlines that one answer lists.
    public static let maximumDeadlines = 1_000

    /// The deadlines of open cases that have turned yellow or red, or turn within a limit; those with the least business time left come
    /// first.
    /// - Parameters:
    ///   - within: Until the end of this limit, from now; all without.
    ///   - member: Only those for which a member is answerable.
    ///   - limit: At most so many.
    /// - Returns: The deadlines, and whether there are more.
    public func deadlines(
        within: Limit?, of member: StaffID?, limit: Int
    ) throws(Refusal) -> (deadlines: [OpenDeadline], isCut: Bool) {
        let now = clock.now()
        let end = try within.map { limit throws(Refusal) in try self.end(of: limit, from: now) }
        let (ids, isCut) = try candidates(of: member, until: end, limit: limit)
        var found: [OpenDeadline] = []
        for id in ids {
            let state = try self.state(of: id)
            found += state.clocks.compactMap { deadline($0, of: state, at: now) }.filter { Hall.isWanted($0, member, until: end) }
        }
        found.sort { ($0.remaining, $0.state.id, $0.clock.id) < ($1.remaining, $1.state.id, $1.clock.id) }
        return (Array(found.prefix(limit)), isCut || found.count > limit)
    }

    private static func isWanted(_ deadline: OpenDeadline, _ member: StaffID?, until end: Instant?) -> Bool {
        if let member, !deadline.answerable.contains(member) { return false }
        guard let end, let turn = deadline.turn, deadline.clock.light == .green else { return true }
        return turn.at <= end
    }

    private func end(of limit: Limit, from now: Instant) throws(Refusal) -> Instant {
        do {
            return try versions.inForce.calendar.due(from: now, limit: limit).instant
        } catch {
            throw Refusal(.invalidRequest, "There is no end of \(limit) from now: \(error)")
        }
    }

    /// Cases that may have such a deadline.
    private func candidates(of member: StaffID?, until end: Instant?, limit: Int) throws(Refusal) -> (ids: [CaseID], isCut: Bool) {
        try Refusal.wrapping {
            if let member {
                let ids = try reader.openCases(of: member, limit: limit + 1)
                return (Array(ids.prefix(limit)), ids.count > limit)
            }
            var lit = CaseFilter(lights: [.yellow, .red], isOpen: true)
            lit.limit = limit + 1
            let passed = try reader.cases(lit).map(\.id)
            let turning = try reader.timers([.remind, .due], dueBy: end ?? Instant(milliseconds: .max), limit: limit + 1)
            var seen = Set<CaseID>()
            let ids = (passed + turning.map(\.caseID)).filter { seen.insert($0).inserted }
            return (ids, passed.count > limit || turning.count > limit)
        }
    }

    /// A clock as a deadline; `nil` where it stands still, or waits for something that is no light.
    func deadline(_ clock: Clock, of state: CaseState, at now: Instant) -> OpenDeadline? {
        let isLight = clock.derived.rungs[.due] != nil || clock.reached.contains(.due)
        guard isLight, let due = clock.derived.due else { return nil }
        let turn = [Rung.remind, .due].lazy.compactMap { rung in clock.derived.rungs[rung].map { (rung: rung, at: $0) } }.min {
            $0.at < $1.at
        }
        var answerable = state.answerable.last?.members ?? []
        if case .step(let id) = clock.subject {
            let instance = state[id]
            answerable = instance?.task == nil ? [] : [instance?.responsible ?? state.owner].compactMap { $0 }
        }
        return OpenDeadline(
            state: state, clock: clock, due: due, turn: turn,
            remaining: versions.inForce.calendar.workingMilliseconds(from: now, to: due), answerable: answerable)
    }

    // MARK: Why

    /// Why each running or standing clock of a case ends when it does, by the calendar from which it follows.
    public func explanations(of state: CaseState) throws(Refusal) -> [(clock: Clock, explanation: Explanation)] {
        var explanations: [(clock: Clock, explanation: Explanation)] = []
        for clock in state.clocks {
            do {
                explanations.append((clock, try clock.ledger.explanation(in: versions.calendar(clock.derived.calendar))))
            } catch {
                throw Refusal(.internalInconsistency, "Why clock \(clock.id) of case \(state.number) ends cannot be told: \(error)")
            }
        }
        return explanations
    }

    // MARK: A person's calendar

    /// The deadlines of a member, for their own calendar: they themselves, who stands above them, and the administrator may have it.
    public func deadlines(of member: StaffID, for caller: StaffID) throws(Refusal) -> [OpenDeadline] {
        let roster = versions.inForce.roster
        guard roster[member] != nil else {
            throw Refusal(.unknownCaller, "\"\(member)\" is not on the roster; `config/staff.yaml` lists who is.")
        }
        guard sees(caller, member) else {
            throw Refusal(
                .notPermitted, "\(caller) cannot have the deadlines of \(member): only they themselves and who stands above them.")
        }
        return try deadlines(within: nil, of: member, limit: Hall.maximumDeadlines).deadlines
    }

    /// Whether a caller may see what is personal about a member: they themselves, their superiors, the administrator.
    public func sees(_ caller: StaffID, _ member: StaffID) -> Bool {
        let roster = versions.inForce.roster
        return caller == member || roster.stands(caller, above: member) || roster[caller]?.roles.contains("administrator") == true
    }
}
