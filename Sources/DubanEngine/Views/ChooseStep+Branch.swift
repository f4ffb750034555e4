import CEL
import DubanModel
import DubanWorkflows

extension ChooseStep {
    /// The first branch whose condition holds, and why, for `duban case --why`: of a branch that is taken, what made its condition
    /// true; of the last resort, what made the conditions before it false. Nothing private can be among it.
    func branch(in view: CaseView) throws(Refusal) -> (then: String, because: DataValue?) {
        let wording = view.definition.wording
        var against: [CELExplanation] = []
        for branch in branches {
            guard let when = branch.when else { return (branch.then, ChooseStep.otherwise(against, wording)) }
            let explanation = try view.explain(when)
            guard explanation.value == true else {
                against.append(explanation)
                continue
            }
            guard case .record(var because) = explanation.because(when.source, wording) else { return (branch.then, nil) }
            because["values"] = view.values(read: when)
            return (branch.then, .record(because))
        }
        throw Refusal(.internalInconsistency, "A choice has no last resort; check the definition.")
    }

    private static func otherwise(_ against: [CELExplanation], _ wording: CELWording) -> DataValue {
        func text(_ language: CELLanguage, _ separator: String) -> DataValue {
            var texts: [String] = []
            for explanation in against {
                let text = explanation.text(language, wording: wording)
                if !text.isEmpty, !texts.contains(text) { texts.append(text) }
            }
            return .text(texts.joined(separator: separator))
        }
        return ["rule": "otherwise", "en": text(.english, "; "), "zh": text(.chinese, "；")]
    }
}

extension CaseView {
    /// What a condition read, by path; nothing private can be among it.
    func values(read condition: Condition) -> DataValue {
        var values: [String: DataValue] = [:]
        for path in condition.program.references {
            var value = self.value(of: path[0])
            for name in path.dropFirst() { value = value?.mapValue?[name] }
            if let value { values[path.joined(separator: ".")] = RuleValue.data(value) }
        }
        return .record(values)
    }
}
