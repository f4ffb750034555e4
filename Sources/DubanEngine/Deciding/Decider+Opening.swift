import DubanModel
import DubanWorkflows

extension Decider {
    /// Opens a case, and does its first task at once where the opener says so.
    mutating func open(_ opening: Input.Opening) throws(Refusal) {
        if opening.parent == nil {
            guard let member = actor.member, environment.roster[member] != nil else {
                throw Refusal(.unknownCaller, "A case is opened by a member of staff; \"\(actor)\" is not on the roster.")
            }
        }
        let serial = takeSerial(Counter.cases(code: definition.code, year: year))
        let number = CaseNumber(code: definition.code, year: year, serial: serial)
        emit(.caseOpened(.init(number: number, workflow: definition.name, definition: definition.hash, parent: opening.parent)))
        if let parent = opening.parent { effect(.post(.opened(parent: parent))) }
        fill(opening.changes, opening.materials, scope: CaseState.rootScope)
        enter(definition.start)
        guard opening.submits else { return }
        try runAgenda()
        guard let first = state.steps.first, case .task(let task) = try step(named: first.step).kind, let action = task.actions.first
        else { return }
        try act(.init(step: first.id, action: action.name))
    }

    /// Takes values and papers over.
    mutating func fill(_ changes: [DataChange], _ materials: [String: Int], scope: Int) {
        write(changes, scope: scope)
        if !materials.isEmpty { emit(.materialsReceived(materials)) }
    }

    /// What a step offers to people: who may act, and who may not since another's eyes are wanted.
    mutating func taskOffer(_ step: Step, scope: Int) throws(Refusal) -> Event.TaskOffer? {
        switch step.kind {
        case .task(let task):
            var excluded: [StaffID] = []
            for name in task.separatedFrom {
                for member in state.completions(of: name, in: scope) where !excluded.contains(member) { excluded.append(member) }
            }
            let candidates = try candidates(for: task, step, scope: scope)
            return Event.TaskOffer(
                number: TaskNumber(takeSerial(Counter.tasks)), roles: task.roles, candidates: candidates, excluded: excluded,
                roster: environment.roster.hash)
        case .wait(let wait) where !wait.actions.isEmpty:
            return Event.TaskOffer(
                number: TaskNumber(takeSerial(Counter.tasks)), roles: wait.roles, roster: environment.roster.hash)
        default: return nil
        }
    }

    /// The members whom a task names: by an expression, or by their office.
    private func candidates(for task: TaskStep, _ step: Step, scope: Int) throws(Refusal) -> [StaffID] {
        var candidates: [StaffID] = []
        if let argument = task.candidates {
            let value = try view(scope).value(of: argument)
            candidates = (value.items ?? [value]).compactMap(\.textValue).map { StaffID($0) }
            for candidate in candidates where environment.roster[candidate] == nil {
                throw Refusal(
                    .invalidData,
                    "Step \(step.name) of case \(state.number) is for \"\(candidate)\", who is not on the roster; correct the field.")
            }
            if candidates.isEmpty {
                throw Refusal(
                    .invalidData, "Step \(step.name) of case \(state.number) is for nobody; fill the field that names who does it.")
            }
        }
        guard let argument = task.office else { return candidates }
        let office = try view(scope).text(of: argument)
        let able = task.roles.flatMap { environment.roster.holders(of: $0) }.filter { $0.office == office }.map(\.id)
        guard !able.isEmpty else {
            throw Refusal(
                .invalidData,
                "Step \(step.name) of case \(state.number) is for \(task.roles.joined(separator: " or ")) of the office \"\(office)\", where nobody has that role."
            )
        }
        return candidates.isEmpty ? able : candidates.filter { able.contains($0) }
    }

    mutating func openTask(_ step: Step, _ id: StepID, _ offer: Event.TaskOffer, _ awaits: TaskRow.Awaited?) {
        effect(.openTask(row(id, offer, name: step.name, title: step.title, actions: step.actions.map(\.name), awaits: awaits)))
    }

    /// A task as the inbox lists it.
    func row(
        _ id: StepID, _ offer: Event.TaskOffer, name: String, title: LocalizedText, actions: [String], excluded: [StaffID] = [],
        openedAt: Instant? = nil, awaits: TaskRow.Awaited? = nil
    ) -> TaskRow {
        TaskRow(
            number: offer.number, caseID: state.id, caseNumber: state.number, step: id, name: name, title: title,
            workflow: definition.name, roles: offer.roles, candidates: offer.candidates, excluded: offer.excluded + excluded, holder: nil,
            actions: actions, openedAt: openedAt ?? now, awaits: awaits)
    }
}
