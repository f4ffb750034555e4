/// Conditions, which are what rules mostly are, come to a plain truth value here and not to a `CELValue` that holds one.
extension Code {
    /// The truth value of a node; `nil` where its value is none.
    func truth(_ index: Int32, _ run: inout Evaluation) throws(CELError) -> Bool? {
        let node = nodes[Int(index)]
        switch node.operation {
        case .and, .or, .not, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn, .selectPresence, .matches,
            .contains, .startsWith, .endsWith:
            run.meter.remaining -= 1
            if run.meter.remaining < 0 { throw exceeded(node, run.meter) }
            return try truth(of: node, &run)
        default:
            guard case .bool(let flag) = try value(index, &run) else { return nil }
            return flag
        }
    }

    /// The truth value of a node whose operation gives nothing else.
    func truth(of node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        switch node.operation {
        case .and: return try logic(node, deciding: false, &run)
        case .or: return try logic(node, deciding: true, &run)
        case .not:
            guard let flag = try truth(node.a, &run) else { throw fault("\"!\" wants a truth value", node) }
            return !flag
        case .selectPresence: return try presence(try value(node.a, &run), node)
        case .matches: return try matches(try value(node.a, &run), node, &run)
        case .contains, .startsWith, .endsWith:
            let text = try value(node.a, &run)
            return try test(text, try value(node.b, &run), node, &run)
        default: return try comparison(node, &run)
        }
    }

    /// `&&` is decided by a false operand, `||` by a true one, wherever it stands; an error counts only where nothing decides.
    private func logic(_ node: Node, deciding: Bool, _ run: inout Evaluation) throws(CELError) -> Bool {
        var failure: CELError?
        for position in Int(node.a)..<Int(node.a + node.b) {
            do throws(CELError) {
                guard let flag = try truth(children[position], &run) else { throw noTruth(deciding, node) }
                if flag == deciding { return deciding }
            } catch {
                if error.code == .limit { throw error }
                if failure == nil { failure = error }
            }
        }
        if let failure { throw failure }
        return !deciding
    }

    private func noTruth(_ deciding: Bool, _ node: Node) -> CELError { fault("\"\(deciding ? "||" : "&&")\" wants truth values", node) }

    // MARK: Comparison

    private func comparison(_ node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        if node.c == Code.variableAgainstConstant, let result = comparisonInPlace(node, &run) { return result }
        let left = try value(node.a, &run)
        let right = try value(node.b, &run)
        return try comparison(left, right, node, &run)
    }

    /// Marks a comparison of a variable with a constant.
    static let variableAgainstConstant: Int32 = 1

    /// Compares two numbers, texts or truth values where they stand, without copying them; `nil` for anything else.
    private func comparisonInPlace(_ node: Node, _ run: inout Evaluation) -> Bool? {
        let (slot, constant) = (Int(nodes[Int(node.a)].a), Int(nodes[Int(node.b)].a))
        guard slot < run.variables.count else { return nil }
        run.meter.remaining -= 2
        if case .int(let left)? = run.variables[slot], case .int(let right) = constants[constant] {
            return Code.result(node.operation, left, right)
        }
        if case .string(let left)? = run.variables[slot], case .string(let right) = constants[constant] {
            switch node.operation {
            case .equal: return left.hasSameText(as: right)
            case .notEqual: return !left.hasSameText(as: right)
            default: return nil
            }
        }
        if case .double(let left)? = run.variables[slot], case .double(let right) = constants[constant] {
            return Code.result(node.operation, left, right)
        }
        return nil
    }

    @inline(__always)
    private static func result<Number: Comparable>(_ operation: Operation, _ left: Number, _ right: Number) -> Bool? {
        switch operation {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        default: nil
        }
    }

    private func comparison(_ left: CELValue, _ right: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        switch node.operation {
        case .equal: return try isEqual(left, right, node, &run)
        case .notEqual: return try !isEqual(left, right, node, &run)
        case .isIn: return try isIn(left, right, node, &run)
        default: break
        }
        if case .int(let first) = left, case .int(let second) = right { return Code.result(node.operation, first, second) ?? false }
        guard let order = left.order(to: right) else { throw fault("\(left.typeName) and \(right.typeName) have no order", node) }
        return switch node.operation {
        case .less: order == .less
        case .lessOrEqual: order == .less || order == .equal
        case .greater: order == .greater
        default: order == .greater || order == .equal
        }
    }

    private func isEqual(_ left: CELValue, _ right: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        do throws(CELFailure) { return try left.isEqual(to: right, &run.meter) } catch { throw CELError(error, at: Int(node.offset)) }
    }

    private func isIn(_ left: CELValue, _ right: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        switch right {
        case .list(let items):
            do throws(CELFailure) {
                try run.meter.spend(items.count)
                for item in items where try item.isEqual(to: left, &run.meter) { return true }
                return false
            } catch {
                throw CELError(error, at: Int(node.offset))
            }
        case .map(let map): return map[left] != nil
        case let other: throw fault("\"in\" wants a list or map on its right, not \(other.typeName)", node)
        }
    }
}
