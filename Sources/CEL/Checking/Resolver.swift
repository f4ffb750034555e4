/// Decides what each name means: a variable of the environment, a variable of a macro, a type, or a function with dots in its
/// name; and numbers the nodes.
///
/// A name is looked up in the container first and then in each scope around it, and the longest dotted name that is known
/// counts: where both `a.b` and `a.b.c` are variables, `a.b.c` is the second. A dot before a name skips container and macros.
struct Resolver {
    private let environment: CELEnvironment
    private var scope: [Expression.Local] = []
    /// How many variables macros introduce.
    private(set) var locals = 0
    /// How many nodes there are.
    private(set) var nodes = 0

    init(_ environment: CELEnvironment) { self.environment = environment }

    // Nodes nest through these functions, each small, so that a level takes little of the stack.

    /// The expression with all names resolved.
    mutating func resolve(_ expression: Expression) -> Expression {
        if let name = Parser.qualifiedName(of: expression), let found = global(expression, name) { return found }
        switch expression.kind {
        case .literal, .variable, .local, .identifier: return leaf(expression)
        case .list, .map: return number(expression, aggregate(expression.kind))
        case .call(let name, let target, let arguments): return call(expression, name, target, arguments)
        case .comprehension: return number(expression, comprehension(expression.kind))
        case .block, .optionalMap: return number(expression, binding(expression.kind))
        case .select, .not, .negate: return number(expression, unary(expression.kind))
        default: return number(expression, operation(expression.kind))
        }
    }

    private mutating func leaf(_ expression: Expression) -> Expression {
        guard case .identifier(let name, let isRooted) = expression.kind else { return number(expression, expression.kind) }
        if !isRooted, let local = scope.last(where: { $0.name == name }) { return number(expression, .local(local)) }
        return number(expression, .variable(name))
    }

    private mutating func unary(_ kind: Expression.Kind) -> Expression.Kind {
        switch kind {
        case .select(let target, let field, let access): .select(resolve(target), field: field, access)
        case .not(let operand): .not(resolve(operand))
        case .negate(let operand): .negate(resolve(operand))
        default: kind
        }
    }

    private mutating func operation(_ kind: Expression.Kind) -> Expression.Kind {
        switch kind {
        case .index(let target, let key, let isOptional): .index(resolve(target), resolve(key), isOptional: isOptional)
        case .logic(let isConjunction, let operands): .logic(isConjunction: isConjunction, resolve(operands))
        case .binary(let operation, let left, let right): .binary(operation, resolve(left), resolve(right))
        case .conditional(let condition, let yes, let no): .conditional(resolve(condition), resolve(yes), resolve(no))
        default: kind
        }
    }

    private mutating func aggregate(_ kind: Expression.Kind) -> Expression.Kind {
        switch kind {
        case .list(let items):
            var resolved: [Expression.Item] = []
            for item in items { resolved.append(.init(value: resolve(item.value), isOptional: item.isOptional)) }
            return .list(resolved)
        case .map(let entries):
            var resolved: [Expression.Entry] = []
            for entry in entries {
                resolved.append(.init(key: resolve(entry.key), value: resolve(entry.value), isOptional: entry.isOptional))
            }
            return .map(resolved)
        default: return kind
        }
    }

    private mutating func number(_ old: Expression, _ kind: Expression.Kind) -> Expression {
        defer { nodes += 1 }
        return Expression(kind, at: old.offset, old.range, id: nodes)
    }

    private mutating func resolve(_ expressions: [Expression]) -> [Expression] {
        var resolved: [Expression] = []
        for expression in expressions { resolved.append(resolve(expression)) }
        return resolved
    }

    // MARK: Names

    /// A whole dotted name that is a variable or a type; `nil` where it is none, or begins with a variable of a macro.
    private mutating func global(_ expression: Expression, _ name: String) -> Expression? {
        if isLocal(name) { return nil }
        for candidate in environment.candidates(for: name) {
            if environment.variables[candidate] != nil { return number(expression, .variable(candidate)) }
            if let type = CELType.named[candidate] { return number(expression, .literal(.type(type))) }
        }
        return nil
    }

    private func isLocal(_ name: String) -> Bool {
        guard !scope.isEmpty, let first = name.split(separator: ".", omittingEmptySubsequences: false).first else { return false }
        return scope.contains { $0.name == first }
    }

    private mutating func call(
        _ expression: Expression, _ name: String, _ target: Expression?, _ arguments: [Expression]
    ) -> Expression {
        if let target, let space = Parser.qualifiedName(of: target), !isLocal(space) {
            let candidates = environment.candidates(for: "\(space).\(name)")
            if let full = candidates.first(where: { environment.hasFunction($0, isMember: false) }) {
                return number(expression, .call(full, target: nil, resolve(arguments)))
            }
        }
        let known = environment.candidates(for: name).first { environment.hasFunction($0, isMember: target != nil) }
        let resolvedTarget: Expression? = if let target { resolve(target) } else { nil }
        return number(expression, .call(known ?? name, target: resolvedTarget, resolve(arguments)))
    }

    // MARK: Macros

    private mutating func comprehension(_ kind: Expression.Kind) -> Expression.Kind {
        guard case .comprehension(let loop) = kind else { return kind }
        let range = resolve(loop.range)
        let variables = loop.variables.map { introduce($0) }
        let filter: Expression? = if let filter = loop.filter { resolve(filter) } else { nil }
        let body = resolve(loop.body)
        scope.removeLast(variables.count)
        return .comprehension(.init(kind: loop.kind, range: range, variables: variables, filter: filter, body: body))
    }

    private mutating func binding(_ kind: Expression.Kind) -> Expression.Kind {
        switch kind {
        case .block(let bindings, let body):
            var resolved: [Expression.Binding] = []
            for binding in bindings {
                // The value does not see its own name.
                let value = resolve(binding.value)
                resolved.append(.init(local: introduce(binding.local), value: value))
            }
            let result = resolve(body)
            scope.removeLast(bindings.count)
            return .block(resolved, result)
        case .optionalMap(let variable, let target, let body, let isFlat):
            let resolvedTarget = resolve(target)
            let local = introduce(variable)
            let result = resolve(body)
            scope.removeLast()
            return .optionalMap(local, resolvedTarget, result, isFlat: isFlat)
        default: return kind
        }
    }

    private mutating func introduce(_ local: Expression.Local) -> Expression.Local {
        let numbered = Expression.Local(name: local.name, number: locals)
        locals += 1
        scope.append(numbered)
        return numbered
    }
}
