import DubanModel
import DubanTime
import DubanWorkflows

/// Why a decision stops before its end.
enum Interruption: Error {
    /// Facts are wanted first.
    case needs([Fact])
    /// Nothing changes.
    case refused(Refusal)
}

/// Works one decision out on a copy of the state: each event is applied as it is emitted, so that what follows sees it.
struct Decider {
    private(set) var state: CaseState
    let actor: Actor
    let environment: DecisionEnvironment
    private var events: [Event] = []
    private var effects: [Effect] = []
    private var serialsTaken: [String: Int64] = [:]
    private let lightBefore: Light

    init(state: CaseState, actor: Actor, environment: DecisionEnvironment) {
        self.state = state
        self.actor = actor
        self.environment = environment
        lightBefore = state.light
    }

    var definition: WorkflowDefinition { environment.definition }
    var now: Instant { environment.now }

    mutating func decide(_ input: Input) throws(Interruption) {
        if case .open(let opening) = input { return try open(opening) }
        guard state.outcome == nil || input.isReading else {
            throw .refused(.caseEnded, "Case \(state.number) ended as \"\(state.outcome ?? "")\"; nothing can be done in it any more.")
        }
        switch input {
        case .open: break
        case .act(let act): try self.act(act)
        case .amend(let amendment): try amend(amendment)
        case .attach(let attachment): try attach(attachment)
        case .readPrivate(let reading): try readPrivate(reading)
        case .jobCompleted(let completion): try complete(completion)
        case .jobDied(let death): try bury(death)
        case .jobRevived(let step): try revive(step)
        case .rung(let rung): try reach(rung)
        }
    }

    /// The decision, with what lists show of the case where that changed: the summary is not written at each automatic step.
    consuming func finish() -> Decision {
        if state.isAtRest || state.light != lightBefore || state.sequence == events.count {
            effects.append(.summarise(CaseSummary(state)))
        }
        return Decision(events: events, effects: effects, state: state, actor: actor, at: now)
    }

    /// Emits an event: it is applied at once.
    /// - Returns: Its sequence number.
    @discardableResult
    mutating func emit(_ event: Event) -> Int {
        state.apply(event, at: now, by: actor)
        events.append(event)
        return state.sequence
    }

    mutating func effect(_ effect: Effect) { effects.append(effect) }

    /// Takes the next number of a gapless count.
    mutating func takeSerial(_ name: String) throws(Interruption) -> Int64 {
        guard let first = environment.facts.next(serial: name) else { throw .needs([.serial(name)]) }
        let number = first + (serialsTaken[name] ?? 0)
        serialsTaken[name, default: 0] += 1
        effect(.advance(serial: name, next: number + 1))
        return number
    }

    /// Asks for several counts at once, so that an opening needs one round.
    func prefetch(serials names: [String]) throws(Interruption) {
        let missing = names.filter { environment.facts.next(serial: $0) == nil }
        if !missing.isEmpty { throw .needs(missing.map { .serial($0) }) }
    }

    /// The year of the decision in the zone of the office.
    var year: Int { environment.calendar.day(of: now).year }

    func step(named name: String) throws(Interruption) -> Step {
        guard let step = definition.steps[name] else {
            throw .refused(
                .internalInconsistency,
                "Case \(state.number) cannot go to step \"\(name)\": version \(definition.hash) of \(definition.name) has none.")
        }
        return step
    }
}

extension Interruption {
    static func refused(_ code: Refusal.Code, _ message: String, problems: [Refusal.Problem] = []) -> Interruption {
        .refused(Refusal(code, message, problems: problems))
    }
}

extension Input {
    /// Whether the input only leaves a trace, which an ended case still takes.
    var isReading: Bool { if case .readPrivate = self { true } else { false } }
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
