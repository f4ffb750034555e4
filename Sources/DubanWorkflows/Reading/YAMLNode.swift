package import DubanModel
import Yams

/// A node of a YAML file with its place.
package struct YAMLNode {
    let node: Node
    package let file: String

    package var line: Int { node.mark?.line ?? 1 }
    package var column: Int { node.mark?.column ?? 1 }

    /// Files larger than this many bytes are refused.
    static let maximumBytes = 1 << 20
    /// Nodes of one file, aliases counted each time, so that a file cannot blow up.
    static let maximumNodes = 50_000
    /// Nodes nested deeper are refused.
    static let maximumDepth = 40

    /// Reads a file; a finding and `nil` where it is no YAML that can be used.
    package static func read(_ bytes: [UInt8], file: String, _ findings: Findings) -> YAMLNode? {
        func fail(_ message: String, line: Int = 1, column: Int = 1) -> YAMLNode? {
            findings.add(Finding(file: file, line: line, column: column, code: "DW001", message: message))
            return nil
        }
        do {
            // Nodes refer to their anchors weakly: they are there only as long as the parser is.
            let parser = try Parser(yaml: try YAMLGuard.text(of: bytes))
            guard let node = try parser.singleRoot() else { return fail("the file is empty") }
            var count = 0
            guard let problem = withExtendedLifetime(parser, { problem(in: node, depth: 0, count: &count) }) else {
                return YAMLNode(node: node, file: file)
            }
            return fail(problem.message, line: problem.line, column: problem.column)
        } catch let problem as YAMLGuard.Problem {
            return fail(problem.message, line: problem.line, column: problem.column)
        } catch let error as YamlError {
            let (message, line, column) = describe(error)
            return fail(YAMLGuard.hint(at: line, in: bytes) ?? message, line: line, column: column)
        } catch {
            return fail("\(error)")
        }
    }

    private static func problem(in node: Node, depth: Int, count: inout Int) -> (message: String, line: Int, column: Int)? {
        count += 1
        let (line, column) = (node.mark?.line ?? 1, node.mark?.column ?? 1)
        if node.anchor != nil { return ("anchors and aliases are not allowed; write the value again", line, column) }
        if count > maximumNodes { return ("the file has more than \(maximumNodes) nodes", line, column) }
        if depth > maximumDepth { return ("nested deeper than \(maximumDepth)", line, column) }
        switch node {
        case .mapping(let mapping):
            var names: Set<String> = []
            for (key, value) in mapping {
                let (line, column) = (key.mark?.line ?? line, key.mark?.column ?? column)
                guard let name = key.scalar?.string else { return ("a key must be a text; this is a list or a mapping", line, column) }
                if !names.insert(name).inserted { return ("\"\(name)\" stands here twice", line, column) }
                if let problem = problem(in: key, depth: depth + 1, count: &count) { return problem }
                if let problem = problem(in: value, depth: depth + 1, count: &count) { return problem }
            }
        case .sequence(let sequence):
            for item in sequence { if let problem = problem(in: item, depth: depth + 1, count: &count) { return problem } }
        default: break
        }
        return nil
    }

    private static func describe(_ error: YamlError) -> (String, Int, Int) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return ("this is no YAML: \(problem)\(context.map { " " + $0.text } ?? "")", mark.line, mark.column)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let name = duplicates.first.map { "\($0)" } ?? "a key"
            return ("\"\(name)\" stands here twice", context.mark.line, context.mark.column)
        default:
            return ("this is no YAML: \(error)", 1, 1)
        }
    }

    /// The text of a scalar.
    package var text: String? { node.scalar?.string }

    /// The value of a key.
    package subscript(key: String) -> YAMLNode? { entries.first { $0.key == key }?.value }

    /// The node under keys, one below the other, as deep as the file goes: where a finding about it stands.
    package func at(_ keys: [String]) -> YAMLNode {
        var node = self
        for key in keys {
            guard let next = node[key] ?? Int(key).flatMap({ index in node.items.flatMap { $0.indices.contains(index) ? $0[index] : nil } })
            else { break }
            node = next
        }
        return node
    }

    /// The items of a sequence; a scalar stands for a sequence of one.
    package var items: [YAMLNode]? {
        switch node {
        case .sequence(let sequence): sequence.map { YAMLNode(node: $0, file: file) }
        case .scalar: [self]
        default: nil
        }
    }

    /// Whether the node is a mapping.
    package var isMapping: Bool { node.mapping != nil }

    /// The entries of a mapping in the order of the file.
    package var entries: [(key: String, keyNode: YAMLNode, value: YAMLNode)] {
        (node.mapping ?? [:]).compactMap { key, value in
            key.scalar.map { ($0.string, YAMLNode(node: key, file: file), YAMLNode(node: value, file: file)) }
        }
    }

    /// The value as a document: numbers, truth values and dates as YAML's core schema reads them.
    package var data: DataValue {
        switch node {
        case .mapping: .record(Dictionary(entries.map { ($0.key, $0.value.data) }, uniquingKeysWith: { $1 }))
        case .sequence(let sequence): .list(sequence.map { YAMLNode(node: $0, file: file).data })
        case .scalar(let scalar): YAMLNode.scalar(scalar)
        default: .null
        }
    }

    private static func scalar(_ scalar: Node.Scalar) -> DataValue {
        guard scalar.style == .plain || scalar.style == .any else { return .text(scalar.string) }
        switch scalar.string {
        case "", "~", "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            if let number = Int64(scalar.string) { return .integer(number) }
            if scalar.string.contains("."), let number = Double(scalar.string), number.isFinite { return .double(number) }
            return .text(scalar.string)
        }
    }
}
