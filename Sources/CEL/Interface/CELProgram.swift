/// Gives an expression the values of its variables.
public protocol CELActivation {
    /// The value of a variable; `nil` where it has none.
    func value(of name: String) -> CELValue?
}

extension Dictionary: CELActivation where Key == String, Value == CELValue {
    /// The value of a variable; `nil` where it has none.
    public func value(of name: String) -> CELValue? { self[name] }
}

/// A compiled expression: immutable, and evaluated by any number of threads at once.
public struct CELProgram: Sendable {
    /// The expression as it was written.
    public let source: String
    /// The type of its value; `dyn` where types were not checked.
    public let resultType: CELType
    /// What it reads: each a variable's name and the fields selected from it, as far as they are written out.
    public let references: Set<[String]>
    let environment: CELEnvironment
    let expression: Expression
    let code: Code

    /// Where the whole expression is one variable or one field of a variable, its path.
    public var path: [String]? { expression.path }

    /// The variables that it reads, in the order of the slots of `CELBindings`.
    public var variables: [String] { code.variables }

    /// Compiles a source: parses it, expands macros, resolves names, checks types.
    /// - Throws: What is wrong with it and where; the error prints as a compiler's.
    public init(_ source: String, environment: CELEnvironment) throws(CELError) {
        do throws(CELError) {
            let parsed = try Parser.parse(
                source, limits: environment.limits, expandsMacros: environment.options.contains(.macros))
            var resolver = Resolver(environment)
            let expression = resolver.resolve(parsed)
            resultType =
                environment.options.contains(.check)
                ? try Checker.check(expression, locals: resolver.locals, in: environment) : .dynamic
            code = CodeBuilder.build(expression, nodes: resolver.nodes, locals: resolver.locals, in: environment)
            self.expression = expression
        } catch {
            throw error.within(source)
        }
        self.source = source
        self.environment = environment
        references = expression.references
    }

    /// Evaluates the expression.
    /// - Parameter activation: The values of its variables; each that it reads is asked for once.
    /// - Throws: A `CELError` with code `evaluation`: a field that is absent, an overflow, a division by zero; or `limit`.
    public func evaluate(_ activation: some CELActivation) throws(CELError) -> CELValue {
        try evaluate(slots: code.variables.map { activation.value(of: $0) })
    }

    /// Evaluates the expression with values that stand ready in its slots; the quickest way.
    /// - Throws: As `evaluate` of an activation.
    public func evaluate(_ bindings: CELBindings) throws(CELError) -> CELValue { try evaluate(slots: bindings.values) }

    /// Whether a condition holds with these values.
    /// - Throws: As `evaluate`, also where the expression comes to no truth value.
    public func holds(_ bindings: CELBindings) throws(CELError) -> Bool {
        var run = Evaluation(code, bindings.values, limits: environment.limits)
        do throws(CELError) {
            guard let flag = try code.truth(code.root, &run) else {
                throw CELError(.evaluation, "the condition comes to no truth value", at: expression.offset)
            }
            return flag
        } catch {
            throw error.within(source)
        }
    }

    /// Evaluates an expression without variables.
    /// - Throws: As `evaluate` of an activation.
    public func evaluate() throws(CELError) -> CELValue { try evaluate(slots: []) }

    /// Evaluates the expression with values that stand ready in its slots, and finds the facts that made it come to its value.
    /// - Throws: As `evaluate`.
    public func explain(_ bindings: CELBindings) throws(CELError) -> CELExplanation { try explain(slots: bindings.values) }

    /// Evaluates the expression and finds the facts that made it come to its value.
    ///
    /// An explanation costs at most a few times what the evaluation does, and has the same limit.
    /// - Throws: As `evaluate`.
    public func explain(_ activation: some CELActivation) throws(CELError) -> CELExplanation {
        try explain(slots: code.variables.map { activation.value(of: $0) })
    }

    private func explain(slots: [CELValue?]) throws(CELError) -> CELExplanation {
        var explainer = Explainer(self, slots)
        do throws(CELError) { return try explainer.explain() } catch { throw error.within(source) }
    }

    private func evaluate(slots: [CELValue?]) throws(CELError) -> CELValue {
        var run = Evaluation(code, slots, limits: environment.limits)
        do throws(CELError) { return try code.value(code.root, &run) } catch { throw error.within(source) }
    }
}

/// The values of a program's variables in the order in which it reads them, so that no name is looked up when it is evaluated.
///
/// ```swift
/// var bindings = CELBindings(for: program)
/// for person in people {
///     bindings["age"] = .int(person.age)
///     if try program.evaluate(bindings) == true { … }
/// }
/// ```
public struct CELBindings: Sendable {
    private let names: [String]
    fileprivate(set) var values: [CELValue?]

    /// Bindings of a program, none of which has a value yet.
    public init(for program: CELProgram) { self.init(slots: program.variables) }

    /// Bindings of all programs of an environment with these slots.
    public init(slots: [String]) {
        names = slots
        values = Array(repeating: nil, count: slots.count)
    }

    /// The value of a variable. What the program does not read is left out.
    public subscript(name: String) -> CELValue? {
        get { names.firstIndex(of: name).flatMap { values[$0] } }
        set { if let slot = names.firstIndex(of: name) { values[slot] = newValue } }
    }

    /// The value of the variable at a position of `CELProgram.variables`.
    public subscript(slot slot: Int) -> CELValue? {
        get { values[slot] }
        set { values[slot] = newValue }
    }
}

extension Expression {
    /// The variable and the fields selected from it, where this is nothing else; a key that is written out counts as a field.
    var path: [String]? {
        switch kind {
        case .variable(let name): [name]
        case .select(let target, let field, .value): target.path.map { $0 + [field] }
        case .index(let target, let key, false):
            if case .literal(.string(let name)) = key.kind { target.path.map { $0 + [name] } } else { nil }
        default: nil
        }
    }

    /// All variables with the longest paths that are selected from them.
    var references: Set<[String]> {
        if let path { return [path] }
        switch kind {
        case .select(let target, let field, _):
            // has(a.b) and a.?b read a.b as well.
            if let path = target.path { return [path + [field]] }
        case .index(let target, let key, true):
            if let path = target.path, case .literal(.string(let name)) = key.kind { return [path + [name]] }
        default: break
        }
        return kind.children.reduce(into: []) { $0.formUnion($1.references) }
    }
}
