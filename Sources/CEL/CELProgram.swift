/// Gives an expression the values of its variables.
public protocol CELActivation {
    /// The value of a variable; `nil` where it has none.
    func value(of name: String) -> CELValue?
}

extension Dictionary: CELActivation where Key == String, Value == CELValue {
    /// The value of a variable; `nil` where it has none.
    public func value(of name: String) -> CELValue? { self[name] }
}

/// The variables that an expression may read, with their types.
public struct CELEnvironment: Sendable {
    let variables: [String: CELType]
    /// An environment with these variables.
    public init(variables: [String: CELType]) { self.variables = variables }
}

/// A compiled expression.
public struct CELProgram: Sendable {
    /// The type of its value.
    public let resultType: CELType
    /// What it reads: each a variable's name and the fields selected from it.
    public let references: Set<[String]>
    private let expression: CELExpression

    /// Where the whole expression is one variable or field, its path.
    public var path: [String]? {
        guard let longest = references.max(by: { $0.count < $1.count }) else { return nil }
        switch expression.kind {
        case .variable, .select: return longest
        default: return nil
        }
    }

    /// Compiles a source: parses it and checks its types.
    public init(_ source: String, environment: CELEnvironment) throws(CELError) {
        expression = try CELParser.parse(source)
        var checker = CELChecker(variables: environment.variables)
        resultType = try checker.type(of: expression)
        references = checker.references
    }

    /// Evaluates the expression.
    /// - Throws: A `CELError` with code `evaluation`: a field that is absent, an overflow, a division by zero.
    public func evaluate(_ activation: some CELActivation) throws(CELError) -> CELValue {
        var evaluator = CELEvaluator(activation: activation)
        return try evaluator.value(of: expression)
    }
}
