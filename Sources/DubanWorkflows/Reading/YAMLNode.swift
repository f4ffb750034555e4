import DubanModel
import Yams

/// A node of a YAML file with its place.
struct YAMLNode {
    let node: Node
    let file: String

    var line: Int { node.mark?.line ?? 1 }
    var column: Int { node.mark?.column ?? 1 }

    /// Files larger than this many bytes are refused.
    static let maximumBytes = 1 << 20
    /// Nodes of one file, aliases counted each time, so that a file cannot blow up.
    static let maximumNodes = 50_000
    /// Nodes nested deeper are refused.
    static let maximumDepth = 40

    /// Reads a file; a finding and `nil` where it is no YAML that can be used.
    static func read(_ bytes: [UInt8], file: String, _ findings: Findings) -> YAMLNode? {
        func fail(_ message: String, line: Int = 1, column: Int = 1) -> YAMLNode? {
            findings.add(Finding(file: file, line: line, column: column, code: "DW001", message: message))
            return nil
        }
        guard bytes.count <= maximumBytes else { return fail("the file is larger than \(maximumBytes) bytes") }
        guard let text = String(validating: bytes, as: UTF8.self) else { return fail("the file is not UTF-8") }
        do {
            guard let node = try Yams.compose(yaml: text) else { return fail("the file is empty") }
            var count = 0
            guard let problem = problem(in: node, depth: 0, count: &count) else { return YAMLNode(node: node, file: file) }
            return fail(problem.message, line: problem.line, column: problem.column)
        } catch let error as YamlError {
            let (message, line, column) = describe(error)
            return fail(message, line: line, column: column)
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
            for (key, value) in mapping {
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
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return ("this is no YAML: \(problem)", mark.line, mark.column)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let name = duplicates.first.map { "\($0)" } ?? "a key"
            return ("\"\(name)\" stands here twice", context.mark.line, context.mark.column)
        default:
            return ("this is no YAML: \(error)", 1, 1)
        }
    }

    /// The text of a scalar.
    var text: String? { node.scalar?.string }

    /// The items of a sequence; a scalar stands for a sequence of one.
    var items: [YAMLNode]? {
        switch node {
        case .sequence(let sequence): sequence.map { YAMLNode(node: $0, file: file) }
        case .scalar: [self]
        default: nil
        }
    }

    /// Whether the node is a mapping.
    var isMapping: Bool { node.mapping != nil }

    /// The entries of a mapping in the order of the file.
    var entries: [(key: String, keyNode: YAMLNode, value: YAMLNode)] {
        (node.mapping ?? [:]).compactMap { key, value in
            key.scalar.map { ($0.string, YAMLNode(node: key, file: file), YAMLNode(node: value, file: file)) }
        }
    }

    /// The value as a document: numbers, truth values and dates as YAML's core schema reads them.
    var data: DataValue {
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
