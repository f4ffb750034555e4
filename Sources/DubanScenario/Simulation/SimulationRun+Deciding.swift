import DubanEngine
import DubanModel
import DubanTime
import DubanWorkflows

/// Decisions, and what they mean for the queue, the pool and other cases.
extension SimulationRun {
    mutating func decide(_ id: CaseID, _ input: Input, by actor: Actor, in definition: WorkflowDefinition? = nil) throws(Refusal) {
        guard let state = cases[id], let definition = definition ?? simulator.others[state.workflow] else { return }
        var environment = DecisionEnvironment(
            now: now, definition: definition, calendar: simulator.calendar, calendarVersion: simulator.calendarVersion, roster: roster,
            office: .emptyRecord)
        for _ in 0..<SimulationRun.maximumRounds {
            switch DubanEngine.decide(state, input, by: actor, in: environment) {
            case .needs(let facts): store.answer(facts, &environment.facts)
            case .refused(let refusal):
                // What came too late changes nothing.
                if [.staleClaim, .alreadyDone, .caseEnded, .alreadyClaimed].contains(refusal.code) { return }
                throw refusal
            case .events(let decision): return try keep(decision, id)
            }
        }
    }

    /// Rounds of facts that one decision may ask for.
    private static let maximumRounds = 64

    private mutating func keep(_ decision: Decision, _ id: CaseID) throws(Refusal) {
        book.decisions += 1
        cases[id] = decision.state.outcome == nil ? decision.state : nil
        var owed: [Owed] = []
        for effect in decision.effects {
            switch effect {
            case .openTask(let row): offer(row, decision.state)
            case .closeTask(let step): pool.close(id, step)
            case .enqueue(let row):
                let seconds = (simulator.handling.jobs["\(row.plugin).\(row.action)"]?.time ?? Handling.jobTime)?.sample(&chance) ?? 0
                schedule(.job(id, row.step), at: now + .milliseconds(Int64(seconds * 1_000)))
            case .schedule(let timer): schedule(.rung(id, timer.clock, timer.rung), at: timer.due)
            case .post(let debt): owed.append(debt)
            case .charge: book.charges += 1
            default: store.keep(effect)
            }
        }
        if decision.state.outcome != nil, decision.state.parent == nil { book.ended(decision.state, at: now) }
        for debt in owed { try settle(debt, id, decision.state) }
    }

    /// A task goes to the pool; what comes from outside comes, or does not.
    private mutating func offer(_ row: TaskRow, _ state: CaseState) {
        guard let definition = simulator.others[state.workflow], let step = definition.steps[row.name] else { return }
        if case .wait = step.kind {
            let handling = simulator.handling.steps[step.name]
            guard chance.unit() < handling?.comes ?? Handling.comes, let action = chooseAction(step, handling) else { return }
            let seconds = (handling?.time ?? Handling.answerTime)?.sample(&chance) ?? 0
            schedule(.answer(state.id, row.step, action: action), at: now + .milliseconds(Int64(seconds * 1_000)))
            return
        }
        let due = state.clocks.filter { $0.subject == .step(row.step) || $0.subject == .promised }.compactMap(\.derived.due).min()
        pool.add(.init(caseID: state.id, step: row.step, row: row, due: due ?? now, since: now))
    }

    /// What one case owes another is done at once.
    private mutating func settle(_ debt: Owed, _ id: CaseID, _ state: CaseState) throws(Refusal) {
        switch debt {
        case .child(let step, let workflow, let changes):
            let link = ParentLink(caseID: id, number: state.number, step: step)
            guard let definition = simulator.others[workflow] else {
                return try decide(
                    id, .childEnded(.init(step: step, outcome: "unknown-workflow", wasClosed: true, results: .emptyRecord)), by: .system)
            }
            try open(definition, changes, [:], submits: false, by: .system, parent: link)
        case .opened(let parent): try decide(parent.caseID, .childOpened(step: parent.step, number: state.number), by: .system)
        case .ended(let parent, let outcome, let wasClosed, let results):
            try decide(
                parent.caseID, .childEnded(.init(step: parent.step, outcome: outcome, wasClosed: wasClosed, results: results)), by: .system)
        case .closing(let child):
            guard let own = cases.values.first(where: { $0.number == child }) else { return }
            try decide(own.id, .close(.parentClosed, reason: .null), by: .system)
        }
    }
}
