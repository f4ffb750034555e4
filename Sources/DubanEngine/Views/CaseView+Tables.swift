import DubanModel
import DubanWorkflows

extension CaseView {
    /// What a table decided: the rows, counted from 1; the outputs, nothing where no row fits; and why, by language.
    struct TableDecision {
        let rows: [Int]
        let output: DataValue?
        let because: DataValue
    }

    /// Has a decision table decide, as it is in force on a day.
    func decide(_ step: DecideStep, on day: CivilDate) throws(Refusal) -> TableDecision {
        guard let table = definition.decisions[step.table] else {
            throw Refusal(.invalidDefinition, "There is no decision table \"\(step.table)\"; write tables/\(step.table).yaml.")
        }
        var values: [String: DataValue] = [:]
        for (name, argument) in step.inputs { values[name] = try value(of: argument) }
        let decision = try table.decide(values, on: day)
        return TableDecision(rows: decision.rows, output: decision.outputs, because: decision.because)
    }
}
