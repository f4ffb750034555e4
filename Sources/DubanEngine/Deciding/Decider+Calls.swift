import DubanModel
import DubanWorkflows

extension Decider {
    mutating func run(_ call: CallStep, _ id: StepID, scope: Int) throws(Refusal) {
        var changes: [DataChange] = []
        for assignment in call.data {
            let value = try view(scope).value(of: assignment.value)
            if !value.isNull { changes.append(DataChange(path: assignment.path, value: value)) }
        }
        emit(.childRequested(.init(step: id, workflow: call.workflow, changes: changes)))
        effect(.post(.child(step: id, workflow: call.workflow, changes: changes)))
    }

    /// The child case is open.
    mutating func noteChild(_ number: CaseNumber, at id: StepID) throws(Refusal) {
        guard let instance = state[id], instance.child == nil else { throw noCall(id) }
        emit(.childOpened(step: id, number: number))
    }

    /// The child case ended, or could not be opened.
    mutating func endChild(_ end: Input.ChildEnd) throws(Refusal) {
        guard let instance = state[end.step] else { throw noCall(end.step) }
        let step = try step(named: instance.step)
        guard case .call(let call) = step.kind else { throw noCall(end.step) }
        if let path = call.into {
            write([DataChange(path: path, value: .record(kept(of: end, instance, at: path)))], scope: instance.scope)
        }
        try assign(step.sets, scope: instance.scope)
        emit(
            .childEnded(
                .init(step: end.step, outcome: end.outcome, wasClosed: end.wasClosed, results: end.results, undo: step.undo)))
        endStepClock(end.step)
        enter(end.wasClosed ? call.onCancel ?? call.then : call.then, scope: instance.scope)
    }

    /// What of a child's end the document has a field for.
    private func kept(of end: Input.ChildEnd, _ instance: StepInstance, at path: DataPath) -> [String: DataValue] {
        var fields = end.results.fields ?? [:]
        fields["outcome"] = .text(end.outcome)
        if let child = instance.child { fields["number"] = .text(child.text) }
        guard case .record(let declared)? = definition.schema(at: instance.step)[path]?.type else { return fields }
        return fields.filter { field in declared.contains { $0.name == field.key } }
    }

    private func noCall(_ id: StepID) -> Refusal {
        Refusal(.staleClaim, "Case \(state.number) waits for no child case at step instance \(id); what the child says changes nothing.")
    }
}
