import DubanModel

/// Whether a decision table is asked with what it has inputs for, and what it gives has a place in the document.
struct DecideCheck {
    private let subject: CheckSubject
    private let step: String
    private let decide: DecideStep
    private let visible: VisibleFields

    init(_ subject: CheckSubject, _ step: String, _ decide: DecideStep, _ visible: VisibleFields) {
        self.subject = subject
        self.step = step
        self.decide = decide
        self.visible = visible
    }

    func check() {
        guard let table = subject.definition.decisions[decide.table] else {
            // A table that cannot be read is a finding in its own file.
            guard subject.files["tables/\(decide.table).yaml"] == nil || subject.definition.choices[decide.table] != nil else { return }
            let known = subject.definition.decisions.keys.sorted()
            return subject.tell(
                "DW017",
                "there is no decision table \"\(decide.table)\"\(subject.hint(decide.table, among: known)); write tables/\(decide.table).yaml",
                step, "decide")
        }
        checkInputs(table)
        checkOutputs(table)
        if case .none = table.fallback, decide.otherwise == nil, table.policy != .collect {
            subject.tell(
                "DW047", "the table \"\(decide.table)\" says that no row may fit; say with \"otherwise\" where the case goes then", step,
                "decide")
        }
    }

    private func checkInputs(_ table: DecisionTable) {
        let names = table.inputs.map(\.field.name)
        for (name, value) in decide.inputs.sorted(by: { $0.key < $1.key }) {
            guard let input = table.inputs.first(where: { $0.field.name == name }) else {
                subject.tell(
                    "DW047", "the table \"\(decide.table)\" has no input \"\(name)\"\(subject.hint(name, among: names))", step, "with", name
                )
                continue
            }
            if let fault = visible.type(of: value).fault(into: input.field.type) {
                subject.tell(
                    "DW046", "the input \"\(name)\" of the table \"\(decide.table)\" cannot be given this: \(fault)", step, "with", name)
            }
        }
        for name in names where decide.inputs[name] == nil {
            subject.tell("DW047", "the table \"\(decide.table)\" asks for \"\(name)\", which \"with\" does not give", step, "with")
        }
    }

    private func checkOutputs(_ table: DecisionTable) {
        guard let (found, field) = visible.field(of: decide.into), found == decide.into else {
            return subject.tell(
                "DW041",
                "step \"\(step)\" names \(decide.into), which the document does not have\(subject.hint(decide.into.description, among: visible.names))",
                step, "into")
        }
        guard case .record(let declared) = field.type else {
            return subject.tell(
                "DW047", "step \"\(step)\" puts a record into \(decide.into), which is \(field.type.expectation)", step, "into")
        }
        for output in table.outputs {
            guard let target = declared.first(where: { $0.name == output.field.name }) else {
                subject.tell(
                    "DW047",
                    "the table \"\(decide.table)\" gives \"\(output.field.name)\", for which \(decide.into) has no field\(subject.hint(output.field.name, among: declared.map(\.name)))",
                    step, "into")
                continue
            }
            if let fault = table.type(of: output).fault(into: target.type) {
                subject.tell(
                    "DW047", "what the table \"\(decide.table)\" gives as \"\(output.field.name)\" does not fit: \(fault)", step, "into")
            } else if target.holdsPrivate {
                subject.tell(
                    "DW045", "\(decide.into).\(target.name) is private, and what the table \"\(decide.table)\" gives is not sealed", step,
                    "into")
            }
        }
    }
}

extension DecisionTable {
    /// What an output is once the rows that fit are gathered.
    func type(of output: Output) -> FieldType {
        guard policy == .collect else { return output.field.type }
        switch output.gathering {
        case .list: return .list(output.field.type)
        case .count: return .integer
        case .sum, .min, .max: return output.field.type
        }
    }

    /// Whether an output has a value whatever row fits.
    func gives(_ output: Output) -> Bool {
        guard policy != .collect else { return ![.min, .max].contains(output.gathering) }
        let isInRows = rows.allSatisfy { $0.results[output.field.name] != nil }
        if case .row(let cells) = fallback { return isInRows && cells[output.field.name] != nil }
        return isInRows
    }
}
