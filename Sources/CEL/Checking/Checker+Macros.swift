extension Checker {
    /// The type of a macro that walks a list or map.
    mutating func comprehension(_ loop: Expression.Comprehension) throws(CELError) -> CELType {
        let range = solver.resolved(try type(of: loop.range))
        let (key, item) = try parts(of: range, loop.range)
        if loop.variables.count == 2 {
            locals[loop.variables[0].number] = key
            locals[loop.variables[1].number] = item
        } else if case .list = range {
            locals[loop.variables[0].number] = item
        } else {
            locals[loop.variables[0].number] = key
        }
        if let filter = loop.filter { try expect(.bool, filter) }
        switch loop.kind {
        case .all, .exists, .existsOne, .filter:
            try expect(.bool, loop.body)
            return loop.kind == .filter ? .list(locals[loop.variables[0].number]) : .bool
        default: return try result(loop, try type(of: loop.body), range, key)
        }
    }

    private func result(
        _ loop: Expression.Comprehension, _ body: CELType, _ range: CELType, _ key: CELType
    ) throws(CELError) -> CELType {
        switch loop.kind {
        case .transformMap: return .map(key, body)
        case .transformMapEntry: return try entry(solver.resolved(body), loop.body)
        case .sortBy:
            switch solver.resolved(body) {
            case .int, .uint, .double, .bool, .string, .bytes, .timestamp, .duration, .dynamic, .parameter: return range
            case let other: throw CELError(.type, "values of type \(shown(other)) have no order to sort by", at: loop.body.offset)
            }
        default: return .list(body)
        }
    }

    /// Positions and items of a list, keys and values of a map. What an empty literal holds is not known, and is `dyn` here.
    private func parts(of range: CELType, _ expression: Expression) throws(CELError) -> (key: CELType, item: CELType) {
        func known(_ type: CELType) -> CELType { if case .parameter = type { .dynamic } else { type } }
        switch range {
        case .list(let item): return (.int, known(item))
        case .map(let key, let value): return (known(key), known(value))
        case .record: return (.string, .dynamic)
        case .dynamic, .parameter: return (.dynamic, .dynamic)
        default: throw CELError(.type, "a list or map was expected, this is \(shown(range))", at: expression.offset)
        }
    }

    private func entry(_ type: CELType, _ body: Expression) throws(CELError) -> CELType {
        switch type {
        case .map: return type
        case .dynamic, .parameter: return .map(.dynamic, .dynamic)
        default: throw CELError(.type, "transformMapEntry wants a map with the entry, this is \(shown(type))", at: body.offset)
        }
    }

    /// The type of `cel.bind`, `cel.block` and `optMap`.
    mutating func binding(_ expression: Expression) throws(CELError) -> CELType {
        switch expression.kind {
        case .block(let bindings, let body):
            for binding in bindings { locals[binding.local.number] = try type(of: binding.value) }
            return try type(of: body)
        case .optionalMap(let local, let target, let body, let isFlat):
            locals[local.number] = try held(try type(of: target), target)
            return try optional(try type(of: body), isFlat, body)
        default: return .dynamic
        }
    }

    /// What an optional holds.
    private func held(_ type: CELType, _ expression: Expression) throws(CELError) -> CELType {
        switch solver.resolved(type) {
        case .optional(.parameter), .dynamic, .parameter: return .dynamic
        case .optional(let inner): return inner
        case let other: throw CELError(.type, "an optional was expected, this is \(shown(other))", at: expression.offset)
        }
    }

    private func optional(_ body: CELType, _ isFlat: Bool, _ expression: Expression) throws(CELError) -> CELType {
        let result = solver.resolved(body)
        guard isFlat else { return .optional(result) }
        switch result {
        case .optional, .dynamic, .parameter: return result
        default: throw CELError(.type, "optFlatMap wants an optional, this is \(shown(result))", at: expression.offset)
        }
    }
}
