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
        let definition = definition(name, node, tables, files, findings)
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

    private static let keys = ["duban", "workflow", "title", "code", "data", "materials", "limits", "start", "steps"]

    private static func definition(
        _ name: String, _ node: YAMLNode, _ tables: [String: ChoiceTable], _ files: BundleFiles, _ findings: Findings
    ) -> WorkflowDefinition? {
        guard let map = YAMLMap(node, keys: keys, findings) else { return nil }
        if map["duban"]?.data != .integer(1) {
            findings.add("DW007", "the file must begin with \"duban: 1\", the version of the language", at: node)
        }
        if let title = map.text("workflow"), title != name {
            findings.add("DW008", "the workflow is called \"\(title)\", but its folder \"\(name)\"", at: map["workflow"] ?? node)
        }
        if map["title"] == nil { findings.add("DW006", "the workflow needs a title in both languages", at: node) }
        let code = map.text("code") ?? ""
        if code.isEmpty || !code.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }) || code.count > 12 {
            findings.add(
                "DW009", "\"code\" must be 1 to 12 capital letters and digits: case numbers begin with it", at: map["code"] ?? node)
        }
        let schema = map["data"].map { SchemaReader(tables: tables, findings: findings).schema($0) } ?? DataSchema(fields: [])
        let vocabulary = RuleVocabulary(schema: schema)
        let materials = (map["materials"]?.items ?? []).compactMap { material($0, vocabulary, findings) }
        let limits = map["limits"].flatMap { self.limits($0, findings) }
        let reader = StepReader(vocabulary: vocabulary, findings: findings)
        guard let stepsNode = map["steps"], stepsNode.isMapping else {
            findings.add("DW004", "\"steps\" is missing", at: node)
            return nil
        }
        let steps = stepsNode.entries.compactMap { reader.step($0.key, $0.value) }
        guard let first = steps.first else { return nil }
        let templates = files.files.filter { $0.key.hasPrefix("templates/") }.compactMap { path, bytes in
            String(validating: bytes, as: UTF8.self).map { (templateName(path), $0) }
        }
        return WorkflowDefinition(
            name: name, hash: files.hash, title: map.title() ?? LocalizedText(english: name, chinese: name), code: code, data: schema,
            materials: materials, limits: limits, start: map.optionalText("start") ?? first.name, steps: steps,
            templates: Dictionary(templates, uniquingKeysWith: { first, _ in first }), choices: tables)
    }

    private static func templateName(_ path: String) -> String {
        let file = path.dropFirst("templates/".count)
        return String(file.lastIndex(of: ".").map { file[..<$0] } ?? file)
    }

    private static func material(_ node: YAMLNode, _ vocabulary: RuleVocabulary, _ findings: Findings) -> Material? {
        guard let map = YAMLMap(node, keys: ["id", "title", "when"], findings), let id = map.text("id") else { return nil }
        guard let title = map.title() else {
            if map["title"] == nil { findings.add("DW006", "material \"\(id)\" needs a title in both languages", at: node) }
            return nil
        }
        guard let when = map["when"] else { return Material(id: id, title: title, when: nil) }
        return vocabulary.condition(when, findings).map { Material(id: id, title: title, when: $0) }
    }

    private static func limits(_ node: YAMLNode, _ findings: Findings) -> CaseLimits? {
        guard let map = YAMLMap(node, keys: ["statutory", "promised", "starts", "remind", "criticise"], findings) else { return nil }
        for key in ["statutory", "promised"] where map[key] == nil { findings.add("DW004", "\"\(key)\" is missing", at: node) }
        guard let statutory = map.limit("statutory"), let promised = map.limit("promised"), let starts = map.text("starts") else {
            return nil
        }
        if promised.isLonger(than: statutory) == true {
            findings.add(
                "DW050", "the promised limit (\(promised)) is longer than the statutory one (\(statutory))", at: map["promised"] ?? node)
        }
        return CaseLimits(
            statutory: statutory, promised: promised, starts: starts, remind: map.limit("remind"), criticise: map.limit("criticise"))
    }
}
