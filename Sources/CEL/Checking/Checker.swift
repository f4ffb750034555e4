/// Checks the types of a resolved expression. `dyn` is believed; what it turns out to be is checked when it is evaluated.
struct Checker {
    let environment: CELEnvironment
    var solver = TypeSolver()
    /// The types of the variables of macros, by their numbers.
    var locals: [CELType]

    /// The type of an expression.
    static func check(_ expression: Expression, locals: Int, in environment: CELEnvironment) throws(CELError) -> CELType {
        var checker = Checker(environment: environment, locals: locals)
        let type = try checker.type(of: expression)
        return checker.solver.resolved(type, isFinal: true)
    }

    private init(environment: CELEnvironment, locals: Int) {
        self.environment = environment
        self.locals = Array(repeating: .dynamic, count: locals)
    }

    // Nodes nest through these functions, each small, so that a level takes little of the stack.

    mutating func type(of expression: Expression) throws(CELError) -> CELType {
        switch expression.kind {
        case .literal, .identifier, .variable, .local: return try leaf(expression)
        case .not, .negate, .select, .index: return try access(expression)
        case .logic, .binary, .conditional: return try operation(expression)
        case .list, .map: return try aggregate(expression)
        case .call(let name, let target, let arguments): return try call(name, target, arguments, expression)
        case .comprehension(let loop): return try comprehension(loop)
        case .block, .optionalMap: return try binding(expression)
        }
    }

    private func leaf(_ expression: Expression) throws(CELError) -> CELType {
        switch expression.kind {
        case .literal(let value): return literal(value)
        case .identifier(let name, _), .variable(let name): return try variable(name, expression)
        case .local(let local): return solver.resolved(locals[local.number])
        default: return .dynamic
        }
    }

    private mutating func access(_ expression: Expression) throws(CELError) -> CELType {
        switch expression.kind {
        case .not(let operand):
            try expect(.bool, operand)
            return .bool
        case .negate(let operand): return try negate(try type(of: operand), expression)
        case .select(let target, let field, let access): return try select(try type(of: target), field, access, expression)
        case .index(let target, let key, let isOptional): return try index(try type(of: target), key, isOptional, expression)
        default: return .dynamic
        }
    }

    private mutating func operation(_ expression: Expression) throws(CELError) -> CELType {
        switch expression.kind {
        case .logic(_, let operands):
            for operand in operands { try expect(.bool, operand) }
            return .bool
        case .binary(let operation, let left, let right):
            return try binary(operation, [try type(of: left), try type(of: right)], expression)
        case .conditional(let condition, let yes, let no):
            try expect(.bool, condition)
            return try conditional(try type(of: yes), try type(of: no), expression)
        default: return .dynamic
        }
    }

    private mutating func aggregate(_ expression: Expression) throws(CELError) -> CELType {
        switch expression.kind {
        case .list(let items): return .list(try list(items))
        case .map(let entries): return try map(entries)
        default: return .dynamic
        }
    }

    private func literal(_ value: CELValue) -> CELType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .type: .type
        default: .dynamic
        }
    }

    private func variable(_ name: String, _ expression: Expression) throws(CELError) -> CELType {
        if let type = environment.variables[name] { return type }
        throw unknown("variable", name, among: environment.variables.keys, at: expression.offset)
    }

    // MARK: Expectations

    mutating func expect(_ wanted: CELType, _ expression: Expression) throws(CELError) {
        try expect(wanted, try type(of: expression), expression)
    }

    private mutating func expect(_ wanted: CELType, _ actual: CELType, _ expression: Expression) throws(CELError) {
        guard solver.fits(actual, wanted) else {
            throw CELError(.type, "\(wanted) was expected here, this is \(shown(actual))", at: expression.offset)
        }
    }

    func shown(_ type: CELType) -> CELType { solver.resolved(type, isFinal: true) }

    func unknown(_ what: String, _ name: String, among known: some Collection<String>, at offset: Int) -> CELError {
        let hint = nearest(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        return CELError(.type, "there is no \(what) \"\(name)\"\(hint)", at: offset)
    }

    // MARK: Selection

    /// What is selected from an optional is optional.
    private mutating func select(
        _ target: CELType, _ field: String, _ access: Expression.Access, _ expression: Expression
    ) throws(CELError) -> CELType {
        var container = solver.resolved(target)
        var isOptional = access == .optional
        if case .optional(let inner) = container {
            container = inner
            isOptional = true
        }
        let type: CELType
        switch container {
        case .record(let fields):
            guard let known = fields[field] else { throw unknown("field", field, among: fields.keys, at: expression.offset) }
            type = known
        case .map(let key, let value):
            guard solver.fits(.string, key) else {
                throw CELError(.type, "a map with keys of type \(shown(key)) has no field \"\(field)\"", at: expression.offset)
            }
            type = value
        case .dynamic, .parameter: type = .dynamic
        default: throw CELError(.type, "\(shown(container)) has no fields, so no \"\(field)\"", at: expression.offset)
        }
        if access == .presence { return .bool }
        return isOptional ? .optional(type) : type
    }

    private mutating func index(
        _ target: CELType, _ key: Expression, _ isOptional: Bool, _ expression: Expression
    ) throws(CELError) -> CELType {
        var container = solver.resolved(target)
        var isOptional = isOptional
        if case .optional(let inner) = container {
            container = inner
            isOptional = true
        }
        let result: CELType
        switch container {
        case .list(let item):
            try expect(.int, key)
            result = item
        case .map(let wanted, let value):
            try expect(wanted, key)
            result = value
        case .record(let fields):
            try expect(.string, key)
            if case .literal(.string(let name)) = key.kind {
                guard let known = fields[name] else { throw unknown("field", name, among: fields.keys, at: key.offset) }
                result = known
            } else {
                result = .dynamic
            }
        case .dynamic, .parameter:
            _ = try type(of: key)
            result = .dynamic
        default: throw CELError(.type, "\(shown(container)) cannot be indexed; a list or map can", at: expression.offset)
        }
        return isOptional ? .optional(result) : result
    }

    // MARK: Aggregates

    private mutating func list(_ items: [Expression.Item]) throws(CELError) -> CELType {
        var joined: CELType?
        for item in items {
            let type = try member(item.value, isOptional: item.isOptional)
            joined = joined.map { solver.joined($0, type) } ?? type
        }
        return joined ?? solver.parameter()
    }

    private mutating func map(_ entries: [Expression.Entry]) throws(CELError) -> CELType {
        var types: (key: CELType, value: CELType)?
        for entry in entries {
            let key = solver.resolved(try type(of: entry.key))
            switch key {
            case .bool, .int, .uint, .string, .dynamic, .parameter: break
            default: throw CELError(.type, "a key is bool, int, uint or string; this is \(shown(key))", at: entry.key.offset)
            }
            let value = try member(entry.value, isOptional: entry.isOptional)
            types = types.map { (solver.joined($0.key, key), solver.joined($0.value, value)) } ?? (key, value)
        }
        return types.map { .map($0.key, $0.value) } ?? .map(solver.parameter(), solver.parameter())
    }

    /// The type of an item or value; an optional one must be optional, and gives what it holds.
    private mutating func member(_ expression: Expression, isOptional: Bool) throws(CELError) -> CELType {
        let type = try type(of: expression)
        guard isOptional else { return type }
        switch solver.resolved(type) {
        case .optional(let inner): return inner
        case .dynamic, .parameter: return .dynamic
        default: throw CELError(.type, "an optional was expected after \"?\", this is \(shown(type))", at: expression.offset)
        }
    }

    // MARK: Operations

    private func negate(_ operand: CELType, _ expression: Expression) throws(CELError) -> CELType {
        let type = solver.resolved(operand)
        switch type {
        case .int, .double: return type
        case .dynamic, .parameter: return .dynamic
        default: throw CELError(.type, "\"-\" wants int or double, this is \(shown(type))", at: expression.offset)
        }
    }

    private mutating func conditional(_ first: CELType, _ second: CELType, _ expression: Expression) throws(CELError) -> CELType {
        var attempt = solver
        guard attempt.fits(second, first) || attempt.fits(first, second) else {
            throw CELError(
                .type, "both ways of \"? :\" must have one type; these have \(shown(first)) and \(shown(second))", at: expression.offset)
        }
        return solver.joined(first, second)
    }

    private mutating func binary(
        _ operation: Expression.Operator, _ types: [CELType], _ expression: Expression
    ) throws(CELError) -> CELType {
        if let result = choose(OperatorTypes.overloads(operation), types) { return result }
        let hint =
            shown(types[0]).isNumber && shown(types[1]).isNumber ? "; convert one with int(), uint() or double()" : ""
        throw CELError(
            .type, "\"\(operation.rawValue)\" does not fit \(shown(types[0])) and \(shown(types[1]))\(hint)", at: expression.offset)
    }

    /// The result of the first overload that takes these types; `dyn` where several do with different results.
    mutating func choose(_ overloads: [CELFunction], _ types: [CELType]) -> CELType? {
        var chosen: (solver: TypeSolver, result: CELType)?
        for overload in overloads where overload.parameters.count == types.count {
            var attempt = solver
            let (parameters, result) = attempt.instance(overload)
            guard zip(types, parameters).allSatisfy({ attempt.fits($0, $1) }) else { continue }
            if let first = chosen {
                let isSame = first.solver.resolved(first.result, isFinal: true) == attempt.resolved(result, isFinal: true)
                if !isSame { chosen?.result = .dynamic }
            } else {
                chosen = (attempt, result)
            }
        }
        guard let chosen else { return nil }
        solver = chosen.solver
        return solver.resolved(chosen.result)
    }
}
