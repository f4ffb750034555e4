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
        let definition = DefinitionReader(name: name, files: files, tables: tables, findings: findings).definition(node)
        if let definition { WorkflowChecker(definition, node, roster, findings).check() }
        return (findings.list.isEmpty ? definition : nil, findings.sorted)
    }

    private static func tables(in files: BundleFiles, _ findings: Findings) -> [String: ChoiceTable] {
        var tables: [String: ChoiceTable] = [:]
        for (path, bytes) in files.files where path.hasPrefix("tables/") && path.hasSuffix(".yaml") {
            guard let node = YAMLNode.read(bytes, file: path, findings) else { continue }
            tables[String(path.dropFirst(7).dropLast(5))] = SchemaReader.table(node, findings)
        }
        return tables
    }
}
