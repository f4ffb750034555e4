import CEL
import DubanModel
import DubanTime

/// Reads `workflow.yaml` as a whole.
struct DefinitionReader {
    let name: String
    let files: BundleFiles
    let tables: [String: ChoiceTable]
    let decisions: [String: DecisionTable]
    let findings: Findings

    static let keys = [
        "duban", "workflow", "title", "code", "data", "materials", "takes", "limits", "stops", "extension", "withdraw", "cancel", "results",
        "start", "steps",
    ]

    func definition(_ node: YAMLNode) -> WorkflowDefinition? {
        guard let map = YAMLMap(node, keys: DefinitionReader.keys, findings) else { return nil }
        checkHead(map)
        let types = SchemaReader(tables: tables, findings: findings)
        let schema = map["data"].map { types.schema($0) } ?? DataSchema(fields: [])
        let vocabulary = RuleVocabulary(schema: schema)
        let materials = (map["materials"]?.items ?? []).compactMap { material($0, vocabulary) }
        guard let stepsNode = map["steps"], stepsNode.isMapping, let first = stepsNode.entries.first?.key else {
            findings.add("DW004", "\"steps\" is missing", at: node)
            return nil
        }
        let start = map.optionalText("start") ?? first
        var divider = RegionReader(stepsNode.entries, findings)
        let regions = divider.regions(from: start)
        let steps = steps(stepsNode, regions, schema, types)
        let templates = files.files.filter { $0.key.hasPrefix("templates/") }.compactMap { path, bytes in
            String(validating: bytes, as: UTF8.self).map { (DefinitionReader.templateName(path), $0) }
        }
        return WorkflowDefinition(
            name: name, hash: files.hash, title: map.title() ?? LocalizedText(english: name, chinese: name),
            code: map.optionalText("code") ?? "",
            data: schema, materials: materials, rules: rules(map, schema, vocabulary, types), start: start, steps: steps, regions: regions,
            templates: Dictionary(templates, uniquingKeysWith: { first, _ in first }), choices: tables,
            decisions: decisions)
    }

    private func checkHead(_ map: YAMLMap) {
        if map["duban"]?.data != .integer(1) {
            findings.add("DW007", "the file must begin with \"duban: 1\", the version of the language", at: map["duban"] ?? map.node)
        }
        if let title = map.text("workflow"), title != name {
            findings.add("DW008", "the workflow is called \"\(title)\", but its folder \"\(name)\"", at: map["workflow"] ?? map.node)
        }
        if map["title"] == nil { findings.add("DW006", "the workflow needs a title in both languages", at: map.node) }
        let code = map.text("code") ?? ""
        if code.isEmpty || !code.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }) || code.count > 12 {
            findings.add(
                "DW009", "\"code\" must be 1 to 12 capital letters and digits: case numbers begin with it", at: map["code"] ?? map.node)
        }
    }

    private func rules(
        _ map: YAMLMap, _ schema: DataSchema, _ vocabulary: RuleVocabulary, _ types: SchemaReader
    ) -> WorkflowDefinition.Rules {
        let reader = LimitsReader(findings: findings)
        var rules = WorkflowDefinition.Rules()
        rules.limits = map["limits"].flatMap { reader.limits($0) }
        rules.stops = map["stops"].map { reader.stops($0) } ?? []
        rules.extensionRule = map["extension"].flatMap { reader.extensionRule($0) }
        if let node = map["withdraw"] { rules.withdrawal = reader.closing(node, standard: rules.withdrawal) }
        if let node = map["cancel"] { rules.cancellation = reader.closing(node, standard: rules.cancellation) }
        rules.takes = map.texts("takes").map { DataPath($0) }
        let values = StepReader(schema: schema, vocabulary: vocabulary, types: types, findings: findings)
        rules.results = values.arguments(map["results"])
        for (name, key, _) in map["results"]?.entries ?? [] where CallStep.ownResults.contains(name) {
            findings.add("DW013", "\"\(name)\" of a case stands for something else here already; name the result otherwise", at: key)
        }
        return rules
    }

    // MARK: Steps

    /// The steps; each is read with the words that it may use in its region.
    private func steps(_ node: YAMLNode, _ regions: [Region], _ schema: DataSchema, _ types: SchemaReader) -> [Step] {
        let nodes = Dictionary(node.entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        var readers: [Int: StepReader] = [:]
        for region in regions {
            var fields = region.parent.flatMap { readers[$0]?.schema.fields } ?? schema.fields
            if let opener = region.opener.flatMap({ nodes[$0] }), let parent = region.parent.flatMap({ readers[$0] }) {
                fields += own(opener, parent, existing: fields)
            }
            let merged = DataSchema(fields: fields)
            readers[region.id] = StepReader(schema: merged, vocabulary: RuleVocabulary(schema: merged), types: types, findings: findings)
        }
        let regionOf = Dictionary(
            regions.flatMap { region in region.steps.map { ($0, region.id) } }, uniquingKeysWith: { first, _ in first })
        return node.entries.compactMap { entry in
            readers[regionOf[entry.key] ?? Region.root]?.step(entry.key, entry.keyNode, entry.value)
        }
    }

    /// The item and the fields that an `each` adds for its branch. Findings about them are told where the step itself is read.
    private func own(_ opener: YAMLNode, _ parent: StepReader, existing: [Field]) -> [Field] {
        guard let each = YAMLMap(opener, keys: opener.entries.map(\.key), Findings()), let variable = each["as"]?.text else { return [] }
        let quiet = StepReader(
            schema: parent.schema, vocabulary: parent.vocabulary, types: SchemaReader(tables: tables, findings: Findings()),
            findings: Findings())
        let added = [Field(name: variable, type: quiet.itemType(each))] + quiet.locals(each)
        for field in added where existing.contains(where: { $0.name == field.name }) || RuleVocabulary.reserved.contains(field.name) {
            findings.add("DW013", "\"\(field.name)\" stands for something else here already; name it otherwise", at: each["as"] ?? opener)
        }
        return added
    }

    // MARK: Parts

    private static func templateName(_ path: String) -> String {
        let file = path.dropFirst("templates/".count)
        return String(file.lastIndex(of: ".").map { file[..<$0] } ?? file)
    }

    private func material(_ node: YAMLNode, _ vocabulary: RuleVocabulary) -> Material? {
        guard let map = YAMLMap(node, keys: ["id", "title", "when"], findings), let id = map.text("id") else { return nil }
        guard let title = map.title() else {
            if map["title"] == nil { findings.add("DW006", "material \"\(id)\" needs a title in both languages", at: node) }
            return nil
        }
        guard let when = map["when"] else { return Material(id: id, title: title, when: nil) }
        return vocabulary.condition(when, findings).map { Material(id: id, title: title, when: $0) }
    }
}
