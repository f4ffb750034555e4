import CEL
public import DubanModel
import DubanTime

/// Turns the files of a bundle into a definition, or into findings.
public enum WorkflowLoader {
    /// Loads a bundle.
    /// - Parameters:
    ///   - name: The name of its folder.
    ///   - files: Its files.
    ///   - roster: The roster against which roles are checked, where one is at hand.
    /// - Returns: The definition, where there is no finding; and all findings, in the order of the files.
    public static func load(_ name: String, _ files: BundleFiles, roster: Roster? = nil) -> (WorkflowDefinition?, [Finding]) {
        let findings = Findings()
        guard let bytes = files.files["workflow.yaml"] else {
            findings.add(Finding(file: "workflow.yaml", line: 1, column: 1, code: "DW001", message: "the bundle has no workflow.yaml"))
            return (nil, findings.sorted)
        }
        let tables = tables(in: files, findings)
        guard let node = YAMLNode.read(bytes, file: "workflow.yaml", findings) else { return (nil, findings.sorted) }
        let definition = DefinitionReader(
            name: name, files: files, tables: tables.choices, decisions: tables.decisions, findings: findings
        ).definition(node)
        if let definition { WorkflowChecker(definition, node, roster, findings).check() }
        return (findings.list.isEmpty ? definition : nil, findings.sorted)
    }

    /// Loads the decision tables of a bundle alone, so that one can be shown while the workflow is still being written.
    /// - Returns: The tables that can be read, by name; and all findings in them, in the order of the files.
    public static func decisionTables(_ files: BundleFiles) -> ([String: DecisionTable], [Finding]) {
        let findings = Findings()
        return (tables(in: files, findings).decisions, findings.sorted)
    }

    /// The tables of choices, and the decision tables, which may use them; each by its file's name.
    private static func tables(
        in files: BundleFiles, _ findings: Findings
    ) -> (choices: [String: ChoiceTable], decisions: [String: DecisionTable]) {
        var choices: [String: ChoiceTable] = [:]
        var decisionNodes: [String: YAMLNode] = [:]
        for (path, bytes) in files.files where path.hasPrefix("tables/") && path.hasSuffix(".yaml") {
            guard let node = YAMLNode.read(bytes, file: path, findings) else { continue }
            let name = String(path.dropFirst(7).dropLast(5))
            if TableReader.isDecision(node) { decisionNodes[name] = node } else { choices[name] = SchemaReader.table(node, findings) }
        }
        let reader = TableReader(choices: choices, findings: findings)
        var decisions: [String: DecisionTable] = [:]
        for (name, node) in decisionNodes { decisions[name] = reader.table(node, name: name) }
        return (choices, decisions)
    }
}
