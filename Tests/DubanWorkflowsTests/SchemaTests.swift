import DubanModel
import DubanWorkflows
import Foundation
import Testing

/// The published JSON Schema knows what the readers know, and admits what the checker admits.
struct SchemaTests {
    @Test func schema_published_isWhatIsPrinted() throws {
        let file = GoldenCase.root.appendingPathComponent("../../../docs/workflow.schema.json").standardizedFileURL
        if ProcessInfo.processInfo.environment["DUBAN_UPDATE_FIXTURES"] != nil {
            try Data(WorkflowSchema.workflow.prettyJSON.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == WorkflowSchema.workflow.prettyJSON)
    }

    @Test(arguments: GoldenCase.all)
    func bundle_thatIsValid_isAdmittedByTheSchema(_ golden: GoldenCase) throws {
        guard golden.found == "valid\n" else { return }
        for (file, bytes) in golden.workflows {
            let node = try #require(YAMLNode.read(bytes, file: file, Findings()))
            let faults = SchemaValidator(WorkflowSchema.workflow).faults(of: node.data)
            #expect(faults.isEmpty, "\(file): \(faults.joined(separator: "; "))")
        }
    }

    @Test(arguments: [
        "key-unknown-at-the-top", "key-unknown-in-a-step", "key-unknown-in-an-action", "title-in-one-language", "code-in-small-letters",
        "missing-lapse",
    ])
    func bundle_ofAWrongShape_isNotAdmittedByTheSchema(_ name: String) throws {
        let golden = try #require(GoldenCase.all.first { $0.folder.lastPathComponent == name })
        let (file, bytes) = try #require(golden.workflows.first)
        let node = try #require(YAMLNode.read(bytes, file: file, Findings()))
        #expect(!SchemaValidator(WorkflowSchema.workflow).faults(of: node.data).isEmpty)
    }

    @Test func schema_ofEachKind_hasTheKeysThatItsReaderHas() {
        for (kind, keys) in WorkflowSchema.readerKeys {
            #expect(WorkflowSchema.keys(of: kind) == keys, "the schema of \(kind) differs from its reader")
        }
    }

    @Test func bundles_thatAreShipped_areAdmittedByTheSchema() throws {
        let folder = GoldenCase.root.appendingPathComponent("../../../workflows").standardizedFileURL
        for name in BundleFolder.names(in: folder.path) {
            let files = BundleFolder.contents(of: folder.appendingPathComponent(name).path).files.files
            let bytes = try #require(files["workflow.yaml"])
            let node = try #require(YAMLNode.read(bytes, file: name, Findings()))
            #expect(SchemaValidator(WorkflowSchema.workflow).faults(of: node.data) == [])
        }
    }
}

extension GoldenCase {
    /// The workflows of the case, by file.
    var workflows: [(String, [UInt8])] {
        let set = folder.appendingPathComponent("set")
        let folders = BundleFolder.names(in: set.path).map { set.appendingPathComponent($0) }
        return (folders.isEmpty ? [folder] : folders).compactMap { folder in
            FileManager.default.contents(atPath: folder.appendingPathComponent("workflow.yaml").path).map {
                (folder.lastPathComponent, Array($0))
            }
        }
    }
}

/// As much of JSON Schema (draft 2020-12) as the published schema uses.
struct SchemaValidator {
    private let root: DataValue

    init(_ root: DataValue) { self.root = root }

    /// What of a value the schema does not admit.
    func faults(of value: DataValue) -> [String] { faults(value, root, "") }

    private func faults(_ value: DataValue, _ schema: DataValue, _ path: String) -> [String] {
        if let reference = schema["$ref"].textValue {
            return faults(value, root["$defs"][String(reference.dropFirst("#/$defs/".count))], path)
        }
        if let choices = schema["anyOf"].items {
            let all = choices.map { faults(value, $0, path) }
            return all.contains([]) ? [] : ["\(path): none of \(choices.count) forms fits: \(all.min { $0.count < $1.count } ?? [])"]
        }
        if let values = schema["enum"].items {
            return values.contains(value) ? [] : ["\(path): \(value) is none of \(values.count) values"]
        }
        switch (schema["type"].textValue, value) {
        case (nil, _), ("boolean", .bool): return []
        case ("string", .text(let text)): return matches(text, schema["pattern"]) ? [] : ["\(path): \(text) does not match"]
        // What YAML reads as a number or a truth value may be meant as text.
        case ("string", .integer), ("string", .double), ("string", .bool): return []
        case ("integer", .integer(let number)):
            return number >= schema["minimum"].integerValue ?? .min && number <= schema["maximum"].integerValue ?? .max
                ? [] : ["\(path): out of bounds"]
        case ("array", .list(let items)):
            let short = items.count < schema["minItems"].integerValue ?? 0 ? ["\(path): too few items"] : []
            return short + items.enumerated().flatMap { faults($0.element, schema["items"], "\(path)[\($0.offset)]") }
        case ("object", .record(let fields)): return object(fields, schema, path)
        default: return ["\(path): not \(schema["type"].textValue ?? "?")"]
        }
    }

    private func object(_ fields: [String: DataValue], _ schema: DataValue, _ path: String) -> [String] {
        var found = (schema["required"].items ?? []).compactMap(\.textValue).filter { fields[$0] == nil }.map {
            "\(path): \($0) is missing"
        }
        for (name, value) in fields {
            if !matches(name, schema["propertyNames"]["pattern"]) { found.append("\(path): \(name) is no name") }
            let own = schema["properties"][name]
            if schema["properties"].fields?[name] != nil {
                found += faults(value, own, "\(path).\(name)")
            } else if schema["additionalProperties"] == .bool(false) {
                found.append("\(path): there is no \(name)")
            } else if !schema["additionalProperties"].isNull {
                found += faults(value, schema["additionalProperties"], "\(path).\(name)")
            }
        }
        return found
    }

    private func matches(_ text: String, _ pattern: DataValue) -> Bool {
        guard let pattern = pattern.textValue, let regex = try? Regex(pattern) else { return true }
        return text.firstMatch(of: regex) != nil
    }
}
