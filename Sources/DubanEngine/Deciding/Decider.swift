import DubanModel
import DubanTime
import DubanWorkflows

/// Works one decision out on a copy of the state: each event is applied as it is emitted, so that what follows sees it. A fact that
/// is not known yet is noted and stood in for, so that one round asks for as many facts as can be foreseen.
struct Decider {
    private(set) var state: CaseState
    let actor: Actor
    let environment: DecisionEnvironment
    /// Facts that are wanted before this decision counts.
    private(set) var missing: [Fact] = []
    private var events: [Event] = []
    private var effects: [Effect] = []
    private var agenda: [Agendum] = []
    private var taken = Taken()
    /// Since when clocks run that start in this decision, where not from now: a deemed action that counts from earlier.
    var backdated: Instant?
    private let handOverBefore: HandOver?
    private let lightBefore: Light

    /// A step that is to be entered in this decision.
    struct Agendum {
        let step: String
        let scope: Int
        let undoes: StepID?
    }

    /// What this decision has used up of the facts.
    private struct Taken {
        var serials: [String: Int64] = [:]
        var keys: Set<Fact> = []
        var balances: [Fact: Int64] = [:]
    }

    /// Steps that one decision may enter. The checker refuses loops without a person or timer in them; this keeps a wrong
    /// definition from hanging the writer.
    static let maximumSteps = 10_000

    init(state: CaseState, actor: Actor, environment: DecisionEnvironment) {
        self.state = state
        self.actor = actor
        self.environment = environment
        lightBefore = state.light
        handOverBefore = state.handOver
    }

    var definition: WorkflowDefinition { environment.definition }
    var now: Instant { environment.now }

    mutating func decide(_ input: Input) throws(Refusal) {
        try checkStanding(input)
        try dispatch(input)
        try runAgenda()
        noteAnswerable()
    }

    /// What an ended, a closing and a suspended case still take.
    private func checkStanding(_ input: Input) throws(Refusal) {
        guard state.sequence > 0 else { return }
        if let outcome = state.outcome, !input.suits(.ended) {
            throw Refusal(.caseEnded, "Case \(state.number) ended as \"\(outcome)\"; nothing can be done in it any more.")
        }
        if let closing = state.closing, !input.suits(.closing) {
            throw Refusal(.caseEnded, "Case \(state.number) is being ended as \"\(closing)\"; nothing can be done in it any more.")
        }
        if state.isSuspended, !input.suits(.suspended) {
            throw Refusal(.caseSuspended, "Case \(state.number) is suspended; it goes on after `duban resume \(state.number) --reason …`.")
        }
    }

    private mutating func dispatch(_ input: Input) throws(Refusal) {
        switch input {
        case .open(let opening): try open(opening)
        case .act(let act): try self.act(act)
        case .amend(let amendment): try amend(amendment)
        case .attach(let attachment): try attach(attachment)
        case .comment(let comment): try self.comment(comment)
        case .readPrivate(let reading): try readPrivate(reading)
        case .message(let message): try receive(message)
        case .recall: try recall()
        case .close(let cause, let reason): try close(cause, reason)
        case .suspend(let reason): try suspend(reason)
        case .resume(let reason): try resume(reason)
        case .migrate(let steps): try migrate(steps)
        case .offerHandOver(let step, let colleague, let returns): try offerHandOver(step, to: colleague, returns: returns)
        case .answerHandOver(let accepts): try answerHandOver(accepts)
        case .addReviewer(let step, let reviewer): try addReviewer(reviewer, at: step)
        case .contest(let entry, let reason): try contest(entry, reason)
        case .settle(let entry, let isSetAside, let reason): try settle(entry, isSetAside, reason)
        case .rung(let rung): try reach(rung)
        case .stopClocks(let reason, let paper): try stopClocks(reason, paper)
        case .resumeClocks(let paper): try resumeClocks(paper)
        case .requestExtension(let limit, let reason): try requestExtension(limit, reason)
        case .rederive: try rederive()
        case .jobCompleted(let completion): try complete(completion)
        case .jobDied(let death): try bury(death)
        case .jobRevived(let step): try revive(step)
        case .childOpened(let step, let number): try noteChild(number, at: step)
        case .childEnded(let end): try endChild(end)
        }
    }

    /// The decision, with what lists show of the case where that changed: the summary is not written at each automatic step.
    consuming func finish() -> Decision {
        if state.isAtRest || state.light != lightBefore || state.handOver != handOverBefore || state.sequence == events.count {
            effects.append(.summarise(CaseSummary(state)))
        }
        return Decision(events: events, effects: effects, state: state, actor: actor, at: now)
    }

    // MARK: What a decision consists of

    /// Emits an event: it is applied at once.
    /// - Returns: Its sequence number.
    @discardableResult
    mutating func emit(_ event: Event) -> Int {
        state.apply(event, at: now, by: actor)
        events.append(event)
        return state.sequence
    }

    mutating func effect(_ effect: Effect) { effects.append(effect) }

    /// Has a step entered in this decision, once what is under way is done.
    mutating func enter(_ step: String, scope: Int = CaseState.rootScope, undoes: StepID? = nil) {
        agenda.append(Agendum(step: step, scope: scope, undoes: undoes))
    }

    /// Enters what is to be entered, until the case rests.
    mutating func runAgenda() throws(Refusal) {
        var next = 0
        while next < agenda.count {
            guard next < Decider.maximumSteps else {
                throw Refusal(
                    .limitExceeded,
                    "Case \(state.number) ran through \(Decider.maximumSteps) steps without resting; check the definition.")
            }
            try enterNow(agenda[next])
            next += 1
            if state.outcome != nil { break }
        }
        agenda = []
    }

    // MARK: Facts

    /// Takes the next number of a gapless count.
    mutating func takeSerial(_ name: String) -> Int64 {
        let first = environment.facts.next(serial: name)
        if first == nil { want(.serial(name)) }
        let number = (first ?? 1) + (taken.serials[name] ?? 0)
        taken.serials[name, default: 0] += 1
        effect(.advance(serial: name, next: number + 1))
        return number
    }

    /// Whether a key of a register is taken already.
    mutating func isTaken(_ key: String, of register: String) -> Bool {
        let fact = Fact.key(register: register, key: key)
        let isPresent = environment.facts.isPresent(register: register, key: key)
        if isPresent == nil { want(fact) }
        return isPresent == true || taken.keys.contains(fact)
    }

    /// Takes a key of a register for ever.
    mutating func takeKey(_ key: String, of register: String) { taken.keys.insert(.key(register: register, key: key)) }

    /// A register's own sum, with what this decision added to it.
    mutating func balance(of account: String, in register: String) -> Int64 {
        let fact = Fact.balance(register: register, account: account)
        let stored = environment.facts.balance(register: register, account: account)
        if stored == nil { want(fact) }
        return (stored ?? Decider.standInBalance) + (taken.balances[fact] ?? 0)
    }

    /// Stands in for a sum that is not known yet: large enough for any floor, small enough to add to.
    private static let standInBalance: Int64 = 1 << 60

    mutating func noteBalance(_ amount: Int64, of account: String, in register: String) {
        taken.balances[.balance(register: register, account: account), default: 0] += amount
    }

    /// Entries of a register.
    mutating func entries(_ query: EntryQuery) -> [RegisterRow] {
        let found = environment.facts.found(query)
        if found == nil { want(.entries(query)) }
        return found ?? []
    }

    private mutating func want(_ fact: Fact) { if !missing.contains(fact) { missing.append(fact) } }

    // MARK: Conveniences

    /// The year of the decision in the zone of the office.
    var year: Int { environment.calendar.day(of: now).year }

    /// The day of the decision in the zone of the office.
    var today: CivilDate { environment.calendar.day(of: now) }

    func step(named name: String) throws(Refusal) -> Step {
        guard let step = definition.steps[name] else {
            throw Refusal(
                .internalInconsistency,
                "Case \(state.number) cannot go to step \"\(name)\": version \(definition.hash) of \(definition.name) has none.")
        }
        return step
    }

    /// The case as conditions and arguments in a scope see it.
    func view(_ scope: Int = CaseState.rootScope) -> CaseView { CaseView(state, definition, scope: scope, today: today) }

    /// The member of staff who acts.
    func member(_ verb: String) throws(Refusal) -> StaffMember {
        guard let id = actor.member, let member = environment.roster[id] else {
            throw Refusal(.unknownCaller, "Only a member of staff can \(verb) case \(state.number); \"\(actor)\" is not on the roster.")
        }
        return member
    }
}

/// The counts that the engine keeps.
public enum Counter {
    /// The short numbers of tasks, over all workflows.
    public static let tasks = "tasks"
    /// The case numbers of a workflow's code in a year.
    public static func cases(code: String, year: Int) -> String { "cases/\(code)/\(year)" }
    /// The serials of a register; of a year where the pattern says so.
    public static func register(_ name: String, year: Int?) -> String {
        year.map { "register/\(name)/\($0)" } ?? "register/\(name)"
    }
}
