import CEL
public import DubanModel
import DubanTime

/// Turns the files of a bundle into a definition, or into findings.
public enum WorkflowLoader {
    /// Loads a bundle and proves of it what can be proved.
    /// - Parameters:
    ///   - name: The name of its folder.
    ///   - files: Its files.
    ///   - roster: The roster against which roles are checked, where one is at hand.
    /// - Returns: The definition, where there is no finding; and all findings, in the order of the files.
    public static func load(_ name: String, _ files: BundleFiles, roster: Roster? = nil) -> (WorkflowDefinition?, [Finding]) {
        let findings = Findings()
        let subject = read(name, files, in: "", findings)
        if let subject { WorkflowChecker(subject, roster: roster).check() }
        return (findings.list.isEmpty ? subject?.definition : nil, findings.sorted)
    }

    /// Loads a version that was checked when it came in force: cases go on under it, although later checks are stricter.
    /// - Returns: The definition, where the files can still be read.
    public static func restore(_ name: String, _ files: BundleFiles) -> WorkflowDefinition? {
        let findings = Findings()
        let subject = read(name, files, in: "", findings)
        return findings.list.isEmpty ? subject?.definition : nil
    }

    /// The names of the workflows that a bundle calls, as far as it can be read.
    public static func calls(_ name: String, _ files: BundleFiles) -> [String] {
        guard let subject = read(name, files, in: "", Findings()) else { return [] }
        return subject.steps.compactMap { if case .call(let call) = $0.kind { call.workflow } else { nil } }
    }

    /// Reads a bundle as far as it can be read.
    /// - Parameter folder: What findings put before the names of its files: nothing, or the bundle's folder with a slash.
    static func read(_ name: String, _ files: BundleFiles, in folder: String, _ findings: Findings) -> CheckSubject? {
        let file = folder + "workflow.yaml"
        guard let bytes = files.files["workflow.yaml"] else {
            findings.add(Finding(file: file, line: 1, column: 1, code: "DW001", message: "the bundle has no workflow.yaml\(hint(files))"))
            return nil
        }
        let tables = tables(in: files, folder, findings)
        guard let node = YAMLNode.read(bytes, file: file, findings) else { return nil }
        let definition = DefinitionReader(
            name: name, files: files, tables: tables.choices, decisions: tables.decisions, findings: findings
        ).definition(node)
        return definition.map { CheckSubject($0, node, files, folder, findings) }
    }

    /// A file that somebody may have meant.
    private static func hint(_ files: BundleFiles) -> String {
        nearest(to: "workflow.yaml", among: files.files.keys.filter { !$0.contains("/") }.sorted()).map { "; rename \($0)" } ?? ""
    }

    /// Loads the decision tables of a bundle alone, so that one can be shown while the workflow is still being written.
    /// - Returns: The tables that can be read, by name; and all findings in them, in the order of the files.
    public static func decisionTables(_ files: BundleFiles) -> ([String: DecisionTable], [Finding]) {
        let findings = Findings()
        return (tables(in: files, "", findings).decisions, findings.sorted)
    }

    /// The tables of choices, and the decision tables, which may use them; each by its file's name.
    private static func tables(
        in files: BundleFiles, _ folder: String, _ findings: Findings
    ) -> (choices: [String: ChoiceTable], decisions: [String: DecisionTable]) {
        var choices: [String: ChoiceTable] = [:]
        var decisionNodes: [String: YAMLNode] = [:]
        for (path, bytes) in files.files where path.hasPrefix("tables/") && path.hasSuffix(".yaml") {
            guard let node = YAMLNode.read(bytes, file: folder + path, findings) else { continue }
            let name = String(path.dropFirst(7).dropLast(5))
            if TableReader.isDecision(node) { decisionNodes[name] = node } else { choices[name] = SchemaReader.table(node, findings) }
        }
        let reader = TableReader(choices: choices, findings: findings)
        var decisions: [String: DecisionTable] = [:]
        for (name, node) in decisionNodes { decisions[name] = reader.table(node, name: name) }
        return (choices, decisions)
    }
}
