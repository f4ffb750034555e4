import DubanModel
import DubanTime
import DubanWorkflows

/// A case goes on under another version of its workflow.
extension Decider {
    /// The case goes on under the version in the environment. What cannot go on is told before anything changes.
    mutating func migrate(_ names: [String: String]) throws(Refusal) {
        let member = try member("migrate")
        guard member.roles.contains(Decider.administrator) else {
            throw Refusal(
                .wrongRole, "Case \(state.number) is migrated by the role \(Decider.administrator), which \(member.id) does not hold.")
        }
        guard state.definition != definition.hash else {
            throw Refusal(.alreadyDone, "Case \(state.number) runs under version \(definition.hash) already.")
        }
        let problems = problems(names)
        guard problems.isEmpty else {
            throw Refusal(.invalidDefinition, "Case \(state.number) cannot go on under version \(definition.hash).", problems: problems)
        }
        emit(.migrated(definition: definition.hash, steps: names.filter { $0.key != $0.value }))
        for instance in state.steps { try relist(instance) }
        for clock in state.clocks {
            let derived = try derive(clock.ledger, clock.subject, reached: clock.reached)
            guard derived.rungs != clock.derived.rungs else { continue }
            emit(.clockRederived(clock: clock.id, derived: derived))
            reschedule(clock.id, derived)
        }
    }

    /// Why the case cannot stand where it stands under the new version, or take back what it would have to.
    private func problems(_ names: [String: String]) -> [Refusal.Problem] {
        let standing = state.steps.filter { !EngineStep.isOne($0.step) }
        var problems: [Refusal.Problem] = []
        for instance in standing {
            guard let step = definition.steps[names[instance.step] ?? instance.step] else {
                problems.append(.init(path: instance.step, message: "the case stands there, and the new version has no such step; map it to one"))
                continue
            }
            if !step.suits(instance) {
                problems.append(.init(path: instance.step, message: "the case stands there, and step \(step.name) of the new version is of another kind"))
            }
        }
        for undo in Set(state.undos.map(\.step)) where definition.steps[names[undo] ?? undo] == nil {
            problems.append(.init(path: undo, message: "it takes back what was done, and the new version has no such step; map it to one"))
        }
        return problems.sorted { $0.path < $1.path }
    }

    /// A task stands in the inbox as the new version has it.
    private mutating func relist(_ instance: StepInstance) throws(Refusal) {
        guard let offer = instance.task, instance.opinionOn == nil, let step = definition.steps[instance.step] else { return }
        effect(
            .openTask(
                row(
                    instance.id, offer, name: step.name, title: step.title, actions: step.actions.map(\.name),
                    excluded: instance.votes.map(\.member), openedAt: instance.enteredAt, awaits: try awaited(step, scope: instance.scope))))
        if let holder = instance.holder { effect(.holdTask(step: instance.id, holder: holder)) }
    }
}

extension Step {
    /// Whether a case that stands at an instance of a step can stand at this one.
    fileprivate func suits(_ instance: StepInstance) -> Bool {
        switch kind {
        case .task: instance.task != nil
        case .wait(let wait): wait.actions.isEmpty == (instance.task == nil) && instance.job == nil && instance.branches == 0
        case .job, .notice: instance.job != nil
        case .parallel, .each: instance.task == nil && instance.job == nil && instance.branches > 0
        case .call, .schedule: instance.task == nil && instance.job == nil && instance.branches == 0
        case .choose, .decide, .record, .lookup, .end: false
        }
    }
}
