extension Code {
    /// Calls the first overload that takes the arguments as they turned out to be.
    func call(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        var arguments = CELArguments(count: Int(node.b))
        for position in 0..<Int(node.b) { arguments[position] = try value(children[Int(node.a) + position], &run) }
        return try call(arguments, node, &run)
    }

    private func call(_ arguments: CELArguments, _ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        do throws(CELFailure) {
            for position in 0..<arguments.count { try run.meter.spend(for: arguments[position]) }
            for function in functions[Int(node.c)] where function.admits(arguments) {
                let result = try function.body(arguments, &run.meter)
                try run.meter.spend(for: result)
                return result
            }
            throw mismatch(functions[Int(node.c)], arguments)
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
    func orElse(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        let first = try value(node.a, &run)
        guard case .optional(let inner) = first else { throw noOptional(first, node) }
        if let inner { return node.c == 1 ? inner : first }
        let second = try value(node.b, &run)
        if node.c == 1 { return second }
        guard case .optional = second else { throw noOptional(second, node) }
        return second
    }

    func noOptional(_ value: CELValue, _ node: Node) -> CELError { fault("an optional was expected, not \(value.typeName)", node) }

    /// A pattern that was compiled with the expression.
    func matches(_ operand: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        guard case .string(let text) = operand else { throw fault("matches wants a text", node) }
        do throws(CELFailure) {
            return try patterns[Int(node.b)].isFound(in: text, &run.meter)
        } catch {
            throw CELError(error, at: Int(node.offset))
        }
    }

    // MARK: What rules use most

    func size(_ operand: CELValue, _ node: Node) throws(CELError) -> Int64 {
        switch operand {
        case .list(let items): Int64(items.count)
        case .string(let text): Int64(text.unicodeScalars.count)
        case .map(let map): Int64(map.count)
        case .bytes(let bytes): Int64(bytes.count)
        default: throw fault("\"size\" wants text, bytes, a list or a map, not \(operand.typeName)", node)
        }
    }

    func test(_ text: CELValue, _ part: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        guard case .string(let whole) = text, case .string(let piece) = part else {
            throw fault("\"\(node.operation)\" wants two texts, not \(text.typeName) and \(part.typeName)", node)
        }
        do throws(CELFailure) {
            try run.meter.spend(forText: whole.utf8.count)
            switch node.operation {
            case .startsWith: return whole.begins(with: piece)
            case .endsWith: return whole.ends(with: piece)
            default: return try TextSearch(Array(piece.utf8)).first(in: Array(whole.utf8), from: 0, &run.meter) != nil
            }
        } catch {
            throw CELError(error, at: Int(node.offset))
        }
    }
}
