import CEL
import DubanModel

/// The variables that conditions may read, with their types. `CaseView` in the engine gives them values.
struct RuleVocabulary {
    let environment: CELEnvironment
    private let schema: DataSchema

    init(schema: DataSchema) {
        self.schema = schema
        var variables: [String: CELType] = [
            "case": .record(["number": .string, "opened": .timestamp, "workflow": .string]),
            "materials": .map(.string, .int),
            "missing": .list(.string),
            "done": .map(.string, .list(.string)),
            "documents": .map(.string, .string),
            "today": .timestamp,
        ]
        for field in schema.fields { variables[field.name] = RuleVocabulary.type(of: field.type) }
        environment = CELEnvironment(variables: variables)
    }

    /// Names that a document may not use at its root, since conditions know them otherwise.
    static let reserved: Set<String> = ["case", "materials", "missing", "done", "documents", "today", "office", "handler", "reason"]

    /// How the rule language sees a field: money as whole fen, a date as its midnight in UTC.
    static func type(of type: FieldType) -> CELType {
        switch type {
        case .text, .residentID, .telephone, .choice: .string
        case .integer, .money: .int
        case .number: .double
        case .boolean: .bool
        case .date: .timestamp
        case .list(let element): .list(RuleVocabulary.type(of: element))
        case .record(let fields):
            .record(Dictionary(fields.map { ($0.name, RuleVocabulary.type(of: $0.type)) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// Compiles a condition; findings and `nil` where it is none.
    func condition(_ node: YAMLNode, wanting type: CELType = .bool, _ findings: Findings) -> Condition? {
        guard let source = node.text else {
            findings.add("DW002", "an expression was expected here", at: node)
            return nil
        }
        return compile(source, node, wanting: type, allowsPrivate: false, findings)
    }

    /// Compiles `= expression`: a plain path keeps a private value sealed, anything else may not read one.
    func argument(_ source: String, _ node: YAMLNode, _ findings: Findings) -> Argument? {
        guard let condition = compile(source, node, wanting: nil, allowsPrivate: true, findings) else { return nil }
        if let path = condition.program.path.map({ DataPath($0) }), schema[path] != nil { return .path(path) }
        checkPrivate(condition, node, findings)
        return .expression(condition)
    }

    private func compile(
        _ source: String, _ node: YAMLNode, wanting type: CELType?, allowsPrivate: Bool, _ findings: Findings
    ) -> Condition? {
        do {
            let program = try CELProgram(source, environment: environment)
            if let type, program.resultType != type, program.resultType != .dynamic {
                findings.add("DW011", "the expression must give \(type), it gives \(program.resultType): \(source)", at: node)
                return nil
            }
            let condition = Condition(source: source, program: program)
            if !allowsPrivate { checkPrivate(condition, node, findings) }
            return condition
        } catch {
            let (line, column) = error.position(in: source)
            // The source of a plain scalar stands in the line of its node; a quoted one begins a character later.
            findings.add(
                Finding(
                    file: node.file, line: node.line + line - 1, column: line == 1 ? node.column + column - 1 : column, code: "DW010",
                    message: "\(error.message), in: \(source)"))
            return nil
        }
    }

    private func checkPrivate(_ condition: Condition, _ node: YAMLNode, _ findings: Findings) {
        for reference in condition.program.references {
            for length in 1...reference.count where schema[DataPath(Array(reference.prefix(length)))]?.isPrivate == true {
                findings.add(
                    "DW012",
                    "a condition cannot read the private field \(reference.joined(separator: ".")): it is sealed before any rule sees it",
                    at: node)
            }
        }
    }
}
