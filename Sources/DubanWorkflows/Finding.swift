public import DubanModel

/// Something wrong in a file, where, and what to do.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// The file, relative to its bundle.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1.
    public let column: Int
    /// A stable code, such as `DW103`; docs/workflow-language.md lists them.
    public let code: String
    /// What is wrong and what to do.
    public let message: String

    /// A finding.
    public init(file: String, line: Int, column: Int, code: String, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.code = code
        self.message = message
    }

    /// As compilers print it.
    public var description: String { "\(file):\(line):\(column): \(code) \(message)" }
}

extension Refusal {
    /// A refusal that carries findings.
    public init(_ subject: String, findings: [Finding]) {
        self.init(
            .invalidDefinition, "\(subject) cannot be used: \(findings.count == 1 ? "1 finding" : "\(findings.count) findings").",
            problems: findings.map { .init(path: "\($0.file):\($0.line):\($0.column)", message: "\($0.code) \($0.message)") })
    }
}

/// Collects findings while files are read, so that all are told at once.
package final class Findings {
    package private(set) var list: [Finding] = []

    package func add(_ code: String, _ message: String, at node: YAMLNode) {
        add(Finding(file: node.file, line: node.line, column: node.column, code: code, message: message))
    }

    package func add(_ finding: Finding) {
        if list.count < Findings.maximum { list.append(finding) }
    }

    package init() {}

    /// All findings in the order of the files, each once.
    package var sorted: [Finding] {
        Array(Set(list)).sorted {
            ($0.file, $0.line, $0.column, $0.code, $0.message) < ($1.file, $1.line, $1.column, $1.code, $1.message)
        }
    }

    /// Findings told at once.
    static let maximum = 200
}

/// A place in a file, for what is still to be told about when the file's nodes are gone.
struct FilePlace: Sendable, Hashable {
    let file: String
    let line: Int
    let column: Int

    init(_ node: YAMLNode) {
        file = node.file
        line = node.line
        column = node.column
    }
}

extension Findings {
    func add(_ code: String, _ message: String, at place: FilePlace) {
        add(Finding(file: place.file, line: place.line, column: place.column, code: code, message: message))
    }
}

/// The known name that differs least from an unknown one, where one is near.
package func nearest(to name: String, among known: some Sequence<String>) -> String? {
    let most = name.count <= 3 ? 1 : max(2, name.count / 3)
    return known.map { ($0, distance($0, name)) }.filter { $0.1 <= most }.min { $0.1 < $1.1 }?.0
}

/// How many letters differ; two that changed places count once (optimal string alignment).
private func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var (before, row) = ([Int](), Array(0...right.count))
    for (line, letter) in left.enumerated() {
        var next = [line + 1]
        for (column, other) in right.enumerated() {
            var least = min(row[column] + (letter == other ? 0 : 1), next[column] + 1, row[column + 1] + 1)
            if line > 0, column > 0, letter == right[column - 1], other == left[line - 1] { least = min(least, before[column - 1] + 1) }
            next.append(least)
        }
        (before, row) = (row, next)
    }
    return row[right.count]
}
