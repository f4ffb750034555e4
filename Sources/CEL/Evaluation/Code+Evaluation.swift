/// What changes while code is evaluated: the variables, the variables of macros, and what may still be spent.
struct Evaluation {
    /// The values of the variables in the order of the code.
    let variables: [CELValue?]
    /// The values of the variables of macros; empty where there are none, so that simple conditions need no memory.
    var locals: [CELValue?]
    var meter: Meter

    init(_ code: Code, _ variables: [CELValue?], limits: CELLimits) {
        self.variables = variables
        locals = code.localCount == 0 ? [] : Array(repeating: nil, count: code.localCount)
        meter = Meter(limits)
    }
}

extension Code {
    // Nodes nest through these functions, so each evaluates the nodes below it and leaves the work to a function that calls none
    // of them: what that one needs of the stack is not held while the evaluation goes deeper.

    /// The value of a node.
    func value(_ index: Int32, _ run: inout Evaluation) throws(CELError) -> CELValue {
        let node = nodes[Int(index)]
        run.meter.remaining -= 1
        if run.meter.remaining < 0 { throw exceeded(node, run.meter) }
        switch node.operation {
        case .constant: return constants[Int(node.a)]
        case .variable, .local, .failure: return try leaf(node, &run)
        case .lazy: return try lazy(node, &run)
        case .negate, .select, .selectOptional, .size: return try unary(node, &run)
        case .add, .subtract, .multiply, .divide, .remainder, .index, .indexOptional: return try binary(node, &run)
        case .and, .or, .not, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn, .selectPresence, .matches,
            .contains, .startsWith, .endsWith:
            return .bool(try truth(of: node, &run))
        case .conditional: return try conditional(node, &run)
        case .list, .map: return try literal(node, &run)
        case .call: return try call(node, &run)
        case .loop: return try loop(node, &run)
        case .orElse, .block, .optionalMap, .optionalFlatMap: return try special(node, &run)
        }
    }

    private func unary(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        try apply(node, try value(node.a, &run), &run)
    }

    private func binary(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        let left = try value(node.a, &run)
        let right = try value(node.b, &run)
        return try apply(node, left, right, &run)
    }

    private func apply(_ node: Node, _ operand: CELValue, _ run: inout Evaluation) throws(CELError) -> CELValue {
        switch node.operation {
        case .negate: try negate(operand, node)
        case .select: try select(operand, node)
        case .size: .int(try size(operand, node))
        default: try selectOptional(operand, node)
        }
    }

    private func apply(_ node: Node, _ left: CELValue, _ right: CELValue, _ run: inout Evaluation) throws(CELError) -> CELValue {
        switch node.operation {
        case .index: try self.index(left, right, node)
        case .indexOptional: try indexOptional(left, right, node)
        default: try arithmetic(left, right, node, &run)
        }
    }

    private func special(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        switch node.operation {
        case .orElse: return try orElse(node, &run)
        case .block:
            run.locals[Int(node.a)] = nil
            return try value(node.c, &run)
        default: return try optionalMap(node, isFlat: node.operation == .optionalFlatMap, &run)
        }
    }

    // MARK: Failures

    func fault(_ message: String, _ node: Node) -> CELError { CELError(.evaluation, message, at: Int(node.offset)) }

    func exceeded(_ node: Node, _ meter: Meter) -> CELError {
        CELError(.limit, "the evaluation takes more than \(meter.limits.steps) steps", at: Int(node.offset))
    }

    // MARK: Variables

    private func leaf(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        switch node.operation {
        case .variable:
            if Int(node.a) < run.variables.count, let value = run.variables[Int(node.a)] { return value }
            throw fault("\"\(variables[Int(node.a)])\" has no value", node)
        case .local:
            if let value = run.locals[Int(node.a)] { return value }
            throw fault("this variable has no value here", node)
        default: throw fault(names[Int(node.a)], node)
        }
    }

    private func lazy(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        if let value = run.locals[Int(node.a)] { return value }
        let value = try value(node.b, &run)
        run.locals[Int(node.a)] = value
        return value
    }

    private func conditional(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        guard let flag = try truth(node.a, &run) else { throw fault("the condition of \"? :\" is no truth value", node) }
        return try value(flag ? node.b : node.c, &run)
    }
}
