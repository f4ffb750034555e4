import CEL
import DubanModel

/// Reads `tables/*.yaml` with the key `decision`, and has the table checked.
struct TableReader {
    let choices: [String: ChoiceTable]
    let findings: Findings

    /// Whether a file is a decision table; otherwise it is a table of choices, which begins with `table`.
    static func isDecision(_ node: YAMLNode) -> Bool { node.entries.contains { $0.key == "decision" } }

    private static let keys = ["decision", "title", "hit", "inputs", "outputs", "rows", "default"]

    /// The table; `nil` where it cannot be read, with findings.
    func table(_ node: YAMLNode, name: String) -> DecisionTable? {
        guard let map = YAMLMap(node, keys: TableReader.keys, findings), let declared = map.text("decision") else { return nil }
        if declared != name {
            findings.add("DW080", "the table is called \"\(declared)\", but its file \"\(name)\"", at: map["decision"] ?? node)
        }
        if map["title"] == nil { findings.add("DW006", "the table needs a title in both languages", at: node) }
        let before = findings.list.count
        let policy = policy(map)
        let inputs = (map["inputs"].map { columns($0) } ?? []).compactMap { input($0.field, $0.node) }
        let outputs = (map["outputs"].map { columns($0) } ?? []).compactMap { output($0.field, $0.node, policy) }
        for (key, columns) in [("inputs", inputs.count), ("outputs", outputs.count)] where columns == 0 && findings.list.count == before {
            findings.add("DW080", "the table has no \(key)", at: map[key] ?? node)
        }
        for output in outputs where inputs.contains(where: { $0.field.name == output.field.name }) {
            findings.add("DW080", "\"\(output.field.name)\" is an input and an output; name one otherwise", at: map["outputs"] ?? node)
        }
        guard let rowsNode = map["rows"], let rowNodes = rowsNode.items, rowsNode.text == nil else {
            findings.add("DW004", "\"rows\" is missing: a list of rows such as {age: \">= 60\", amount: 960}", at: map["rows"] ?? node)
            return nil
        }
        guard findings.list.count == before else { return nil }
        let reader = RowReader(inputs, outputs, rowNodes, findings)
        let rows = rowNodes.enumerated().compactMap { reader.row($1, number: $0 + 1) }
        let fallback = fallback(map["default"], reader)
        let table = DecisionTable(
            name: name, title: map.title() ?? LocalizedText(english: name, chinese: name), policy: policy, inputs: inputs, outputs: outputs,
            rows: rows, fallback: fallback, choices: choices)
        guard findings.list.count == before else { return nil }
        TableChecker(table, node: map["decision"] ?? node, domains: reader.domains, findings).check()
        return table
    }

    private func policy(_ map: YAMLMap) -> DecisionTable.HitPolicy {
        guard let node = map["hit"] else { return .first }
        if let policy = DecisionTable.HitPolicy(rawValue: node.text ?? "") { return policy }
        let known = DecisionTable.HitPolicy.allCases.map(\.rawValue)
        let hint = nearest(to: node.text ?? "", among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        findings.add("DW080", "\"hit\" is \(known.joined(separator: ", "))\(hint)", at: node)
        return .first
    }

    // MARK: Columns

    /// Names that stand for something else in a row.
    private static let reserved: Set<String> = ["from", "until", "note"]

    private func columns(_ node: YAMLNode) -> [(field: Field, node: YAMLNode)] {
        guard node.isMapping else {
            findings.add("DW002", "a mapping of columns was expected here, such as age: {type: integer}", at: node)
            return []
        }
        let reader = SchemaReader(tables: choices, findings: findings)
        return node.entries.compactMap { name, keyNode, value in
            if TableReader.reserved.contains(name) {
                findings.add("DW013", "\"\(name)\" is reserved in a table; name the column otherwise", at: keyNode)
                return nil
            }
            let own = ["collect", "at_least", "at_most"]
            return reader.column(name, keyNode, value, besides: own).map { ($0, value) }
        }
    }

    private func input(_ field: Field, _ node: YAMLNode) -> DecisionTable.Input? {
        switch field.type {
        case .list, .record:
            findings.add("DW080", "an input is a single value, not \(field.type.expectation); give the table what it needs of it", at: node)
            return nil
        default: break
        }
        let domain = InputDomain(field.type)
        func bound(_ key: String, _ standard: Int64) -> Int64 {
            guard let bound = node.entries.first(where: { $0.key == key })?.value else { return standard }
            guard domain.isOrdered, let value = domain.literal(bound.text ?? "")?.value else {
                findings.add("DW080", "\"\(key)\" must be \(field.type.expectation)", at: bound)
                return standard
            }
            return value
        }
        return DecisionTable.Input(field: field, bounds: DiscreteInterval(bound("at_least", .min), bound("at_most", .max)))
    }

    private func output(_ field: Field, _ node: YAMLNode, _ policy: DecisionTable.HitPolicy) -> DecisionTable.Output? {
        guard let collect = node.entries.first(where: { $0.key == "collect" })?.value else {
            return DecisionTable.Output(field: field, gathering: .list)
        }
        guard policy == .collect, let gathering = DecisionTable.Gathering(rawValue: collect.text ?? "") else {
            let known = DecisionTable.Gathering.allCases.map(\.rawValue).joined(separator: ", ")
            findings.add("DW080", "\"collect\" is \(known), in a table with hit: collect", at: collect)
            return nil
        }
        let isOrdered = InputDomain(field.type).isOrdered
        guard gathering == .list || gathering == .count || (isOrdered && !(gathering == .sum && field.type == .date)) else {
            findings.add("DW080", "\(field.type.expectation) has no \(gathering.rawValue)", at: collect)
            return nil
        }
        return DecisionTable.Output(field: field, gathering: gathering)
    }

    private func fallback(_ node: YAMLNode?, _ reader: RowReader) -> DecisionTable.Fallback {
        guard let node else { return .unsaid }
        if node.text == "none" { return .none }
        return .row(reader.results(node, allows: []))
    }
}
