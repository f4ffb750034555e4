public import DubanEngine
public import DubanModel
import DubanScenario
public import DubanStore
public import DubanTime
public import DubanWorkflows

/// One case on the pure engine: decisions are applied to a store in memory as the writer would, and time passes when the test says so.
public final class CaseRun {
    /// The workflow.
    public private(set) var definition: WorkflowDefinition
    /// The case as it is.
    public private(set) var state: CaseState
    /// Every decision so far.
    public private(set) var decisions: [Decision] = []
    /// The present; moved by `advance`.
    public var now: Instant
    private let store: MemoryStore
    /// The calendar in force, and the hash of its content.
    public var calendar: (calendar: WorkingCalendar, version: ContentHash)
    /// The roster in force.
    public var roster: Roster

    /// A case of `definition` before its first event, the internal number of which is `id`.
    /// - Parameters:
    ///   - neighbour: A case whose registers and counts this one shares.
    ///   - roster: Who works here; the fixture's otherwise.
    public init(
        _ definition: WorkflowDefinition, id: Int64 = 1, now: Instant = Fixture.monday, sharing neighbour: CaseRun? = nil,
        roster: Roster? = nil
    ) throws {
        self.definition = definition
        self.now = now
        state = CaseState(id: CaseID(id))
        store = neighbour?.store ?? MemoryStore()
        calendar = try Fixture.calendar()
        self.roster = try roster ?? Fixture.roster()
    }

    /// What the tables hold.
    public var reader: any StoreReader { store.reader }
    /// The kinds of all events so far.
    public var kinds: [String] { decisions.flatMap(\.events).map(\.kind) }
    /// The names of the open steps.
    public var steps: [String] { state.steps.map(\.step) }
    /// The entries in the ledger of accountability, the oldest first.
    public var charges: [AccountabilityRow] { ((try? reader.accountability(of: state.id, limit: 1_000)) ?? []).reversed() }

    // MARK: Inputs

    /// Has an input decided, and what was decided applied.
    /// - Returns: The decision.
    @discardableResult
    public func decide(_ input: Input, by actor: Actor) throws -> Decision {
        let decision: Decision = try store.transact { session in
            var environment = DecisionEnvironment(
                now: now, definition: definition, calendar: calendar.calendar, calendarVersion: calendar.version, roster: roster,
                office: ["name_en": "Test hall", "name_zh": "测试大厅"])
            for _ in 0..<64 {
                switch DubanEngine.decide(state, input, by: actor, in: environment) {
                case .refused(let refusal): throw refusal
                case .events(let decision):
                    for effect in decision.effects { try session.perform(effect, of: state.id, claim: nil) }
                    return decision
                case .needs(let facts): for fact in facts { try CaseRun.answer(fact, &environment.facts, session) }
                }
            }
            throw Fixture.Fault(description: "The decision asks for facts without end.")
        }
        decisions.append(decision)
        state = decision.state
        return decision
    }

    private static func answer(_ fact: Fact, _ facts: inout Facts, _ session: any StoreSession) throws {
        switch fact {
        case .serial(let name): facts.answer(serial: name, next: try session.nextSerial(name))
        case .key(let register, let key):
            facts.answer(register: register, key: key, isPresent: try session.hasKey(register: register, key: key))
        case .balance(let register, let account):
            facts.answer(register: register, account: account, balance: try session.balance(register: register, account: account))
        case .entries(let query): facts.answer(query, found: try session.entries(query))
        }
    }

    /// Has the case go on under another version of its workflow.
    public func migrate(to version: WorkflowDefinition, _ steps: [String: String] = [:], by member: String) throws {
        let before = definition
        definition = version
        do {
            try decide(.migrate(steps: steps), by: staff(member))
        } catch {
            definition = before
            throw error
        }
    }

    /// Opens the case.
    public func open(
        by member: String = "li-na", _ fields: [String: DataValue] = [:], materials: [String: Int] = [:], submits: Bool = true
    ) throws {
        try decide(.open(.init(id: state.id, changes: CaseRun.changes(fields), materials: materials, submits: submits)), by: staff(member))
    }

    /// Acts at the open task at a step.
    public func act(
        _ step: String, _ action: String = "done", by member: String = "li-na", _ fields: [String: DataValue] = [:],
        materials: [String: Int] = [:], comment: DataValue? = nil
    ) throws {
        try decide(
            .act(.init(step: try id(step), action: action, changes: CaseRun.changes(fields), materials: materials, comment: comment)),
            by: staff(member))
    }

    /// Has the job at a step done.
    public func finishJob(_ step: String, _ output: DataValue = .emptyRecord, files: [Document] = []) throws {
        try decide(.jobCompleted(.init(step: try id(step), attempt: 1, output: output, files: files)), by: .plugin("test"))
    }

    /// Has the job at a step fail for good.
    public func killJob(_ step: String, code: String = "plugin-crashed") throws {
        try decide(.jobDied(.init(step: try id(step), attempts: 3, code: code, message: "It crashed.")), by: .plugin("test"))
    }

    // MARK: Time

    /// Moves on to an instant, and has each rung that is due on the way decided at its own instant.
    public func advance(to target: Instant) throws {
        while let due = try reader.earliestTimer(), due <= target {
            now = max(now, due)
            for timer in try reader.timers(dueBy: now, limit: 100) {
                try decide(.rung(.init(clock: timer.clock, rung: timer.rung, due: timer.due)), by: .clock)
            }
        }
        now = target
    }

    /// Moves on to an instant in Shanghai, such as `2026-03-05T17:30`.
    public func advance(_ local: String) throws { try advance(to: Fixture.instant(local + "+08:00")) }

    // MARK: Parts

    /// The open step instance at a step.
    public func id(_ step: String) throws -> StepID {
        guard let instance = state.steps.last(where: { $0.step == step }) else {
            throw Fixture.Fault(description: "The case is not at \(step) but at \(steps).")
        }
        return instance.id
    }

    private func staff(_ member: String) -> Actor { .staff(StaffID(member)) }

    private static func changes(_ fields: [String: DataValue]) -> [DataChange] {
        fields.sorted { $0.key < $1.key }.map { DataChange(path: DataPath($0.key), value: $0.value) }
    }

    /// The case as the fold of its stored events: encoded, decoded, applied.
    public func refolded() throws -> CaseState {
        var folded = CaseState(id: state.id)
        for decision in decisions {
            for event in try Event.decode(Event.encode(decision.events)) { folded.apply(event, at: decision.at, by: decision.actor) }
        }
        return folded
    }
}
