import DubanModel

/// Whether "not" says something that can be kept: it names steps at which people act, which may have been done before.
struct DutyCheck {
    let subject: CheckSubject

    init(_ subject: CheckSubject) { self.subject = subject }

    func check() {
        let order = StepOrder(subject)
        for step in subject.steps {
            guard case .task(let task) = step.kind, !task.separatedFrom.isEmpty else { continue }
            let earlier = order.earlier(than: step.name)
            for other in task.separatedFrom {
                if let fault = fault(other, step.name, earlier, order) { subject.tell(fault.code, fault.message, step.name, "not") }
            }
        }
    }

    private func fault(_ other: String, _ step: String, _ earlier: Set<String>, _ order: StepOrder) -> (code: String, message: String)? {
        guard subject.outlines[other] != nil else {
            let people = subject.steps.filter(\.isHuman).map(\.name)
            return ("DW030", "\"not\" of step \"\(step)\" names \"\(other)\", which is no step\(subject.hint(other, among: people))")
        }
        guard let named = subject.definition.steps[other] else { return nil }
        guard named.isHuman else { return ("DW064", "\"not\" of step \"\(step)\" names \"\(other)\", at which no person acts") }
        if order.areConcurrent(step, other) {
            return (
                "DW064",
                "\"\(other)\" runs beside step \"\(step)\", in another branch: who does it is not known here; name it in a step behind the join"
            )
        }
        return earlier.contains(other) ? nil : ("DW064", "\"not\" of step \"\(step)\" names \"\(other)\", which is never done before it")
    }
}
