import DubanModel

/// Reads `data:`: records of typed fields.
struct SchemaReader {
    let tables: [String: ChoiceTable]
    let findings: Findings

    func schema(_ node: YAMLNode) -> DataSchema {
        let fields = fields(node)
        for field in node.entries where RuleVocabulary.reserved.contains(field.key) {
            findings.add("DW013", "\"\(field.key)\" is reserved; name the field otherwise", at: field.keyNode)
        }
        return DataSchema(fields: fields)
    }

    private func fields(_ node: YAMLNode) -> [Field] {
        guard node.isMapping else {
            findings.add("DW002", "a mapping of fields was expected here", at: node)
            return []
        }
        return node.entries.compactMap { field($0.key, $0.keyNode, $0.value) }
    }

    /// A column of a table: a field with keys of its own besides.
    func column(_ name: String, _ key: YAMLNode, _ node: YAMLNode, besides own: [String]) -> Field? {
        guard isName(name, key), let map = YAMLMap(node, keys: ["type", "title", "of"] + own, findings) else { return nil }
        guard let type = map["type"] else {
            findings.add("DW004", "\"type\" is missing", at: node)
            return nil
        }
        return fieldType(type, map).map { Field(name: name, title: map.title(), type: $0) }
    }

    private func isName(_ name: String, _ key: YAMLNode) -> Bool {
        if SchemaReader.isName(name) { return true }
        findings.add("DW014", "\"\(name)\" is no name: use small letters, digits and _, a letter first", at: key)
        return false
    }

    private func field(_ name: String, _ key: YAMLNode, _ node: YAMLNode) -> Field? {
        guard isName(name, key) else { return nil }
        let type = node.entries.first { $0.key == "type" }
        guard let type, !type.value.isMapping else { return Field(name: name, type: .record(fields(node))) }
        guard let map = YAMLMap(node, keys: ["type", "title", "required", "private", "find", "of"], findings) else { return nil }
        let isPrivate = map.flag("private")
        let isFindable = map.flag("find")
        if isFindable, !isPrivate { findings.add("DW015", "\"find\" is for private fields; others are found by `duban cases`", at: node) }
        // A field without a type that can be read is there all the same: what names it shall not be a finding too.
        return Field(
            name: name, title: map.title(), type: fieldType(type.value, map) ?? .text, isRequired: map.flag("required"),
            isPrivate: isPrivate,
            isFindable: isFindable)
    }

    /// The types that need no more than their name.
    static let simpleTypes: [String: FieldType] = [
        "text": .text, "integer": .integer, "number": .number, "boolean": .boolean, "date": .date, "money": .money,
        "resident-id": .residentID,
        "telephone": .telephone,
    ]

    private func fieldType(_ node: YAMLNode, _ map: YAMLMap) -> FieldType? {
        let simple = SchemaReader.simpleTypes
        let name = node.text ?? ""
        if let type = simple[name] { return type }
        switch name {
        case "choice": return choice(map)
        case "list":
            if let node = map["of"], node.isMapping { return .list(.record(fields(node))) }
            guard let element = map["of"]?.text, let type = simple[element] else {
                findings.add(
                    "DW016", "a list needs \"of\": fields, or one of \(simple.keys.sorted().joined(separator: ", "))", at: map.node)
                return nil
            }
            return .list(type)
        default:
            let known = simple.keys.sorted() + ["choice", "list"]
            let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" } ?? "known are \(known.joined(separator: ", "))"
            findings.add("DW016", "there is no type \"\(name)\"; \(hint)", at: node)
            return nil
        }
    }

    private func choice(_ map: YAMLMap) -> FieldType? {
        guard let node = map["of"] else {
            findings.add("DW016", "a choice needs \"of\": a list, or table(name)", at: map.node)
            return nil
        }
        if let text = node.text, text.hasPrefix("table("), text.hasSuffix(")") {
            let name = String(text.dropFirst(6).dropLast())
            guard let table = tables[name] else {
                findings.add("DW017", "there is no table \"\(name)\"; write tables/\(name).yaml", at: node)
                return nil
            }
            return .choice(table.rows.map(\.id))
        }
        return .choice(map.texts("of"))
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    static func isStepName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// Reads a table of choices.
    static func table(_ node: YAMLNode, _ findings: Findings) -> ChoiceTable? {
        guard let map = YAMLMap(node, keys: ["table", "title", "rows"], findings), let rows = map["rows"] else { return nil }
        return ChoiceTable(
            rows: rows.entries.compactMap { id, key, value in
                guard let title = value.entries.first(where: { $0.key == "title" }).flatMap({ YAMLMap.title($0.value, findings) }) else {
                    findings.add("DW006", "row \"\(id)\" needs a title in both languages", at: key)
                    return nil
                }
                let columns = Dictionary(
                    value.entries.filter { $0.key != "title" }.map { ($0.key, $0.value.data) }, uniquingKeysWith: { first, _ in first })
                return ChoiceTable.Row(id: id, title: title, columns: columns)
            })
    }
}
