import CEL
import DubanModel

/// Reads the rows of a table: one mapping each, of inputs and outputs by name.
struct RowReader {
    let domains: [InputDomain]
    private let inputs: [DecisionTable.Input]
    private let outputs: [DecisionTable.Output]
    private let environment: CELEnvironment
    private let findings: Findings

    init(_ inputs: [DecisionTable.Input], _ outputs: [DecisionTable.Output], _ rows: [YAMLNode], _ findings: Findings) {
        self.inputs = inputs
        self.outputs = outputs
        self.findings = findings
        environment = DecisionTable.environment(inputs)
        domains = inputs.map { input in
            let texts = rows.flatMap { row in
                row.entries.filter { $0.key == input.field.name }.flatMap { CellReader.texts($0.value.text ?? "") }
            }
            return InputDomain(input.field.type, texts: texts)
        }
    }

    func row(_ node: YAMLNode, number: Int) -> DecisionTable.Row? {
        let names = inputs.map(\.field.name) + outputs.map(\.field.name)
        guard let map = YAMLMap(node, keys: names + ["from", "until", "note"], findings) else { return nil }
        var conditions: [String: TableCell] = [:]
        for (input, domain) in zip(inputs, domains) {
            guard let cellNode = map[input.field.name] else { continue }
            conditions[input.field.name] = CellReader(input: input.field, domain: domain, environment: environment, findings: findings)
                .cell(cellNode)
        }
        let (from, until) = (day(map["from"]), day(map["until"]))
        if let from, let until, until < from, let untilNode = map["until"] {
            findings.add("DW084", "row \(number) ends on \(until), before it begins on \(from)", at: untilNode)
        }
        return DecisionTable.Row(
            number: number, conditions: conditions, condition: whole(conditions, node),
            results: results(node, allows: inputs.map(\.field.name) + ["from", "until", "note"]), from: from, until: until,
            note: map["note"].flatMap { YAMLMap.title($0, findings) }, place: FilePlace(node))
    }

    /// All cells of a row as one expression, so that a row is evaluated at once.
    private func whole(_ conditions: [String: TableCell], _ node: YAMLNode) -> Condition? {
        let sources = inputs.compactMap { conditions[$0.field.name]?.source }
        guard !sources.isEmpty else { return nil }
        let source = sources.count == 1 ? sources[0] : sources.map { "(\($0))" }.joined(separator: " && ")
        do throws(CELError) {
            return Condition(source: source, program: try environment.compile(source))
        } catch {
            findings.add("DW082", "\(error.message), in: \(source)", at: node)
            return nil
        }
    }

    private func day(_ node: YAMLNode?) -> CivilDate? {
        guard let node else { return nil }
        if let day = CivilDate(node.text ?? "") { return day }
        findings.add("DW084", "a day was expected here, such as 2026-03-01", at: node)
        return nil
    }

    /// What a row gives; each output must be there, except one that only counts.
    func results(_ node: YAMLNode, allows others: [String]) -> [String: DecisionTable.Cell] {
        guard let map = YAMLMap(node, keys: outputs.map(\.field.name) + others, findings) else { return [:] }
        var results: [String: DecisionTable.Cell] = [:]
        for output in outputs {
            guard let cell = map[output.field.name] else {
                if output.gathering != .count { findings.add("DW081", "the row gives no \"\(output.field.name)\"", at: node) }
                continue
            }
            results[output.field.name] = result(cell, output.field)
        }
        return results
    }

    private func result(_ node: YAMLNode, _ field: Field) -> DecisionTable.Cell? {
        if let text = node.text, text.hasPrefix("= ") { return expression(String(text.dropFirst(2)), field, node) }
        // As a form would fill it: money is written in yuan, a date as ISO 8601.
        let isWritten =
            switch field.type {
            case .integer, .number, .boolean, .list, .record: false
            default: true
            }
        switch DataAdmission.stored(isWritten ? .text(node.text ?? "") : node.data, as: field.type) {
        case .success(let value): return .value(value)
        case .failure(let fault):
            findings.add("DW081", "\"\(field.name)\" \(fault.message)", at: node)
            return nil
        }
    }

    private func expression(_ source: String, _ field: Field, _ node: YAMLNode) -> DecisionTable.Cell? {
        do throws(CELError) {
            let program = try environment.compile(source)
            let wanted = RuleVocabulary.type(of: field.type)
            guard program.resultType == wanted || program.resultType == .dynamic else {
                findings.add("DW081", "\"\(field.name)\" is \(wanted), but the expression gives \(program.resultType): \(source)", at: node)
                return nil
            }
            return .expression(Condition(source: source, program: program))
        } catch {
            findings.add("DW081", "\(error.message), in: \(source)", at: node)
            return nil
        }
    }
}
