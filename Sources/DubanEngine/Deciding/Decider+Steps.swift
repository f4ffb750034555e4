import DubanModel
import DubanTime
import DubanWorkflows

extension Decider {
    /// Enters one step, or ends the branch that came to its end.
    mutating func enterNow(_ next: Agendum) throws(Refusal) {
        switch next.step {
        case ReservedTarget.join: return try closeBranch(next.scope, .joined)
        case ReservedTarget.fail: return try closeBranch(next.scope, .failed)
        case ReservedTarget.undone: return takeBackNext()
        case Decider.endOfClosing: return try end(state.closing ?? "")
        default: break
        }
        // A branch that was cancelled meanwhile goes no further.
        if next.undoes == nil, let scope = state[scope: next.scope], scope.standing != .open { return }
        let step = try step(named: next.step)
        let offer = try taskOffer(step, scope: next.scope)
        let id = StepID(emit(.stepEntered(.init(step: step.name, scope: next.scope, task: offer, undoes: next.undoes))))
        try startCaseClocks(at: step.name)
        if let offer { openTask(step, id, offer, try awaited(step, scope: next.scope)) }
        try begin(step, id, scope: next.scope)
    }

    /// Stands on the agenda for the end of a case that is ended from outside.
    static let endOfClosing = "@end"

    private mutating func begin(_ step: Step, _ id: StepID, scope: Int) throws(Refusal) {
        switch step.kind {
        case .task: try startStepClock(step, id)
        case .wait(let wait): try begin(wait, id, scope: scope)
        case .schedule(let schedule): try begin(schedule, step, id, scope: scope)
        case .choose(let choose):
            let branch = try choose.branch(in: view(scope))
            try leave(step, id, scope: scope, because: branch.because)
            enter(branch.then, scope: scope)
        case .decide(let decide): try run(decide, step, id, scope: scope)
        case .record(let record): try run(record, step, id, scope: scope)
        case .lookup(let lookup): try run(lookup, step, id, scope: scope)
        case .job(let job):
            try startStepClock(step, id)
            try request(job, at: id, scope: scope)
        case .notice(let notice):
            try startStepClock(step, id)
            try issue(notice, at: id, scope: scope)
        case .parallel(let parallel):
            try startStepClock(step, id)
            open(parallel, id, scope: scope)
        case .each(let each):
            try startStepClock(step, id)
            try open(each, step, id, scope: scope)
        case .call(let call):
            try startStepClock(step, id)
            try run(call, id, scope: scope)
        case .end(let outcome):
            try assign(step.sets, scope: scope)
            try end(outcome)
        }
    }

    /// Ends the case.
    mutating func end(_ outcome: String) throws(Refusal) {
        var results: [String: DataValue] = [:]
        // A case may end anywhere, before what its results are made of is there: they hold nothing then.
        for (name, argument) in definition.results { results[name] = (try? view().value(of: argument)) ?? .null }
        for clock in state.clocks { endClock(clock.id) }
        for instance in state.steps { dismiss(instance) }
        let (parent, wasClosed) = (state.parent, state.closing != nil)
        emit(.caseEnded(.init(outcome: outcome, results: results.isEmpty ? .null : .record(results))))
        if let parent { effect(.post(.ended(parent: parent, outcome: outcome, wasClosed: wasClosed, results: .record(results)))) }
    }

    /// Leaves a step: what it puts into the document is put there, and what would take it back is noted.
    mutating func leave(
        _ step: Step, _ id: StepID, scope: Int, action: String? = nil, comment: DataValue? = nil, because: DataValue? = nil
    ) throws(Refusal) {
        try assign(step.sets, scope: scope)
        emit(
            .stepCompleted(
                .init(
                    step: id, action: action, comment: comment, because: because, undo: step.undo, isSecret: state.isSecret(scope: scope))))
        endStepClock(id)
    }

    /// Gives a step up before it is done, with everything that hangs on it.
    mutating func abandon(_ instance: StepInstance, because reason: Event.Abandonment) throws(Refusal) {
        for scope in state.scopes(of: instance.id) where scope.standing == .open { try cancel(scope, because: reason) }
        emit(.stepAbandoned(step: instance.id, because: reason))
        dismiss(instance)
        endStepClock(instance.id)
        for opinion in state.steps where opinion.opinionOn == instance.id { try abandon(opinion, because: reason) }
        if reason != .closing, case .wait(let wait)? = definition.steps[instance.step]?.kind {
            try endStop(of: wait, reason: instance.step)
        }
    }

    /// Takes a step's task out of the inbox, its job off the queue, and has its child case ended.
    private mutating func dismiss(_ instance: StepInstance) {
        if instance.task != nil { effect(.closeTask(step: instance.id)) }
        if instance.job != nil { effect(.finishJob(step: instance.id)) }
        if let child = instance.child { effect(.post(.closing(child: child))) }
    }

    // MARK: The document

    /// Puts values into the document, as the definition says.
    mutating func assign(_ sets: [Assignment], scope: Int) throws(Refusal) {
        // Each sees what the ones before it have put there.
        for assignment in sets {
            let value = try view(scope).value(of: assignment.value)
            write([DataChange(path: assignment.path, value: fitting(value, assignment.path))], scope: scope)
        }
    }

    /// An instant that a rule gives to a date is its day: dates are instants at midnight UTC to rules.
    private func fitting(_ value: DataValue, _ path: DataPath) -> DataValue {
        guard definition.data[path]?.type == .date, let text = value.textValue, text.count > 10 else { return value }
        return .text(String(text.prefix(10)))
    }

    /// Writes values where they belong: a branch's own fields into its scope, all others into the case's document.
    mutating func write(_ changes: [DataChange], scope: Int) {
        var groups: [(scope: Int, changes: [DataChange])] = []
        for change in changes where state.value(at: change.path, in: scope) != change.value {
            let target = home(of: change.path, in: scope)
            if let index = groups.firstIndex(where: { $0.scope == target }) {
                groups[index].changes.append(change)
            } else {
                groups.append((target, [change]))
            }
        }
        for group in groups { emit(.dataChanged(.init(group.changes, scope: group.scope))) }
    }

    /// The scope to whose data a path belongs.
    private func home(of path: DataPath, in scope: Int) -> Int {
        guard scope != CaseState.rootScope, let name = path.names.first else { return CaseState.rootScope }
        for scope in state.chain(from: scope) {
            if case .each(let each)? = definition.steps[scope.step]?.kind, each.locals.contains(where: { $0.name == name }) {
                return scope.id
            }
        }
        return CaseState.rootScope
    }
}
