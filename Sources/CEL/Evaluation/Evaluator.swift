/// Walks code. Holds the variables, the variables of macros, and what may still be spent.
struct Evaluator {
    let code: Code
    /// The values of the variables in the order of the code.
    let variables: [CELValue?]
    /// The values of the variables of macros; empty where there are none, so that simple conditions need no memory.
    var locals: [CELValue?]
    var meter: Meter

    init(_ code: Code, _ variables: [CELValue?], limits: CELLimits) {
        self.code = code
        self.variables = variables
        locals = code.localCount == 0 ? [] : Array(repeating: nil, count: code.localCount)
        meter = Meter(limits)
    }

    // Nodes nest through these functions, so each evaluates the nodes below it and leaves the work to a function that calls none
    // of them: what that one needs of the stack is not held while the evaluation goes deeper.

    /// The value of a node.
    mutating func value(_ index: Int32) throws(CELError) -> CELValue {
        let node = code.nodes[Int(index)]
        meter.remaining -= 1
        if meter.remaining < 0 { throw exceeded(node) }
        switch node.operation {
        case .constant: return code.constants[Int(node.a)]
        case .variable, .local, .failure: return try leaf(node)
        case .lazy: return try lazy(node)
        case .not, .negate, .select, .selectPresence, .selectOptional, .matches: return try unary(node)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn, .add, .subtract, .multiply, .divide, .remainder,
            .index, .indexOptional:
            return try binary(node)
        case .and: return try logic(node, deciding: false)
        case .or: return try logic(node, deciding: true)
        case .conditional: return try conditional(node)
        case .list, .map: return try literal(node)
        case .call: return try call(node)
        case .loop: return try loop(node)
        case .orElse, .block, .optionalMap, .optionalFlatMap: return try special(node)
        }
    }

    private mutating func unary(_ node: Code.Node) throws(CELError) -> CELValue { try apply(node, try value(node.a)) }

    private mutating func binary(_ node: Code.Node) throws(CELError) -> CELValue {
        let left = try value(node.a)
        let right = try value(node.b)
        return try apply(node, left, right)
    }

    private mutating func apply(_ node: Code.Node, _ operand: CELValue) throws(CELError) -> CELValue {
        switch node.operation {
        case .not:
            guard case .bool(let flag) = operand else { throw fault("\"!\" wants a truth value", node) }
            return .bool(!flag)
        case .negate: return try negate(operand, node)
        case .select: return try select(operand, node)
        case .selectPresence: return try presence(operand, node)
        case .selectOptional: return try selectOptional(operand, node)
        default: return try matches(operand, node)
        }
    }

    private mutating func apply(_ node: Code.Node, _ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch node.operation {
        case .equal: return .bool(try isEqual(left, right, node))
        case .notEqual: return .bool(try !isEqual(left, right, node))
        case .less: return .bool(try order(left, right, node) == .less)
        case .greater: return .bool(try order(left, right, node) == .greater)
        case .lessOrEqual:
            let order = try order(left, right, node)
            return .bool(order == .less || order == .equal)
        case .greaterOrEqual:
            let order = try order(left, right, node)
            return .bool(order == .greater || order == .equal)
        case .isIn: return .bool(try isIn(left, right, node))
        case .index: return try self.index(left, right, node)
        case .indexOptional: return try indexOptional(left, right, node)
        default: return try arithmetic(left, right, node)
        }
    }

    private mutating func special(_ node: Code.Node) throws(CELError) -> CELValue {
        switch node.operation {
        case .orElse: return try orElse(node)
        case .block:
            locals[Int(node.a)] = nil
            return try value(node.c)
        default: return try optionalMap(node, isFlat: node.operation == .optionalFlatMap)
        }
    }

    // MARK: Failures

    func fault(_ message: String, _ node: Code.Node) -> CELError { CELError(.evaluation, message, at: Int(node.offset)) }

    private func exceeded(_ node: Code.Node) -> CELError {
        CELError(.limit, "the evaluation takes more than \(meter.limits.steps) steps", at: Int(node.offset))
    }

    // MARK: Variables

    private func leaf(_ node: Code.Node) throws(CELError) -> CELValue {
        switch node.operation {
        case .variable:
            if Int(node.a) < variables.count, let value = variables[Int(node.a)] { return value }
            throw fault("\"\(code.variables[Int(node.a)])\" has no value", node)
        case .local:
            if let value = locals[Int(node.a)] { return value }
            throw fault("this variable has no value here", node)
        default: throw fault(code.names[Int(node.a)], node)
        }
    }

    private mutating func lazy(_ node: Code.Node) throws(CELError) -> CELValue {
        if let value = locals[Int(node.a)] { return value }
        let value = try value(node.b)
        locals[Int(node.a)] = value
        return value
    }

    // MARK: Logic

    /// `&&` is decided by a false operand, `||` by a true one, wherever it stands; an error counts only where nothing decides.
    private mutating func logic(_ node: Code.Node, deciding: Bool) throws(CELError) -> CELValue {
        var failure: CELError?
        for position in Int(node.a)..<Int(node.a + node.b) {
            do throws(CELError) {
                guard case .bool(let flag) = try value(code.children[position]) else { throw noTruth(deciding, node) }
                if flag == deciding { return .bool(deciding) }
            } catch {
                if error.code == .limit { throw error }
                if failure == nil { failure = error }
            }
        }
        if let failure { throw failure }
        return .bool(!deciding)
    }

    private func noTruth(_ deciding: Bool, _ node: Code.Node) -> CELError {
        fault("\"\(deciding ? "||" : "&&")\" wants truth values", node)
    }

    private mutating func conditional(_ node: Code.Node) throws(CELError) -> CELValue {
        guard case .bool(let flag) = try value(node.a) else { throw fault("the condition of \"? :\" is no truth value", node) }
        return try value(flag ? node.b : node.c)
    }

    // MARK: Comparison

    private mutating func isEqual(_ left: CELValue, _ right: CELValue, _ node: Code.Node) throws(CELError) -> Bool {
        if case .int(let first) = left, case .int(let second) = right { return first == second }
        if case .string(let first) = left, case .string(let second) = right { return first.hasSameText(as: second) }
        do throws(CELFailure) { return try left.isEqual(to: right, &meter) } catch { throw CELError(error, at: Int(node.offset)) }
    }

    private mutating func order(_ left: CELValue, _ right: CELValue, _ node: Code.Node) throws(CELError) -> Order {
        if case .int(let first) = left, case .int(let second) = right { return Order(first, second) }
        guard let order = left.order(to: right) else {
            throw fault("\(left.typeName) and \(right.typeName) have no order", node)
        }
        return order
    }

    private mutating func isIn(_ left: CELValue, _ right: CELValue, _ node: Code.Node) throws(CELError) -> Bool {
        switch right {
        case .list(let items):
            do throws(CELFailure) {
                try meter.spend(items.count)
                for item in items where try item.isEqual(to: left, &meter) { return true }
                return false
            } catch {
                throw CELError(error, at: Int(node.offset))
            }
        case .map(let map): return map[left] != nil
        case let other: throw fault("\"in\" wants a list or map on its right, not \(other.typeName)", node)
        }
    }
}
