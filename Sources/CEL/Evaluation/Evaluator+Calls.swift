extension Evaluator {
    /// Calls the first overload that takes the arguments as they turned out to be.
    mutating func call(_ node: Code.Node) throws(CELError) -> CELValue {
        var arguments = CELArguments(count: Int(node.b))
        for position in 0..<Int(node.b) { arguments[position] = try value(code.children[Int(node.a) + position]) }
        return try call(arguments, node)
    }

    private mutating func call(_ arguments: CELArguments, _ node: Code.Node) throws(CELError) -> CELValue {
        do throws(CELFailure) {
            for position in 0..<arguments.count { try meter.spend(for: arguments[position]) }
            for function in code.functions[Int(node.c)] where function.admits(arguments) {
                let result = try function.body(arguments, &meter)
                try meter.spend(for: result)
                return result
            }
            throw mismatch(code.functions[Int(node.c)], arguments)
        } catch {
            throw CELError(error, at: Int(node.offset))
        }
    }

    private func mismatch(_ functions: [CELFunction], _ arguments: CELArguments) -> CELFailure {
        let given = (0..<arguments.count).map { arguments[$0].typeName }.joined(separator: ", ")
        return CELFailure(
            "\"\(functions[0].name)\" does not take (\(given)); there is \(functions.map(\.signature).joined(separator: ", "))")
    }

    /// `a.or(b)` and `a.orValue(b)`: b is evaluated only where a is absent.
    mutating func orElse(_ node: Code.Node) throws(CELError) -> CELValue {
        let first = try value(node.a)
        guard case .optional(let inner) = first else { throw noOptional(first, node) }
        if let inner { return node.c == 1 ? inner : first }
        let second = try value(node.b)
        if node.c == 1 { return second }
        guard case .optional = second else { throw noOptional(second, node) }
        return second
    }

    func noOptional(_ value: CELValue, _ node: Code.Node) -> CELError { fault("an optional was expected, not \(value.typeName)", node) }

    /// A pattern that was compiled with the expression.
    mutating func matches(_ operand: CELValue, _ node: Code.Node) throws(CELError) -> CELValue {
        guard case .string(let text) = operand else { throw fault("matches wants a text", node) }
        do throws(CELFailure) {
            return .bool(try code.patterns[Int(node.b)].isFound(in: text, &meter))
        } catch {
            throw CELError(error, at: Int(node.offset))
        }
    }
}
