extension Evaluator {
    /// Walks a list or map.
    mutating func loop(_ node: Code.Node) throws(CELError) -> CELValue {
        let loop = code.loops[Int(node.a)]
        let range = try value(loop.range)
        switch range {
        case .list, .map: break
        default: throw fault("a list or map was expected, not \(range.typeName)", node)
        }
        switch loop.kind {
        case .all: return try quantifier(loop, range, deciding: false, node)
        case .exists: return try quantifier(loop, range, deciding: true, node)
        case .existsOne: return try existsOne(loop, range, node)
        case .filter, .map, .transformList: return .list(try items(loop, range, node))
        case .transformMap, .transformMapEntry: return .map(try entries(loop, range, node))
        case .sortBy: return try sorted(loop, range, node)
        }
    }

    /// Sets the variables for each item or entry in turn, and gives the first of them to the body.
    private mutating func walk(
        _ loop: Code.Loop, _ range: CELValue, _ body: (inout Evaluator, _ key: CELValue) throws(CELError) -> Bool
    ) throws(CELError) {
        switch range {
        case .list(let items):
            for (position, item) in items.enumerated() {
                if let second = loop.second {
                    locals[loop.first] = .int(Int64(position))
                    locals[second] = item
                } else {
                    locals[loop.first] = item
                }
                guard try body(&self, loop.second == nil ? item : .int(Int64(position))) else { return }
            }
        case .map(let map):
            for position in 0..<map.count {
                let key = map.keys[position].value
                locals[loop.first] = key
                if let second = loop.second { locals[second] = map.values[position] }
                guard try body(&self, key) else { return }
            }
        default: return
        }
    }

    private mutating func isTrue(_ index: Int32, _ node: Code.Node) throws(CELError) -> Bool {
        guard case .bool(let flag) = try value(index) else { throw fault("the condition of the macro is no truth value", node) }
        return flag
    }

    private mutating func passes(_ loop: Code.Loop, _ node: Code.Node) throws(CELError) -> Bool {
        guard let filter = loop.filter else { return true }
        return try isTrue(filter, node)
    }

    /// An error counts only where no other item decides.
    private mutating func quantifier(
        _ loop: Code.Loop, _ range: CELValue, deciding: Bool, _ node: Code.Node
    ) throws(CELError) -> CELValue {
        var failure: CELError?
        var isDecided = false
        try walk(loop, range) { evaluator, _ throws(CELError) in
            do throws(CELError) {
                isDecided = try evaluator.isTrue(loop.body, node) == deciding
            } catch {
                if error.code == .limit { throw error }
                if failure == nil { failure = error }
            }
            return !isDecided
        }
        if isDecided { return .bool(deciding) }
        if let failure { throw failure }
        return .bool(!deciding)
    }

    private mutating func existsOne(_ loop: Code.Loop, _ range: CELValue, _ node: Code.Node) throws(CELError) -> CELValue {
        var count = 0
        try walk(loop, range) { evaluator, _ throws(CELError) in
            if try evaluator.isTrue(loop.body, node) { count += 1 }
            return true
        }
        return .bool(count == 1)
    }

    private mutating func items(_ loop: Code.Loop, _ range: CELValue, _ node: Code.Node) throws(CELError) -> [CELValue] {
        var items: [CELValue] = []
        try walk(loop, range) { evaluator, key throws(CELError) in
            if loop.kind == .filter {
                if try evaluator.isTrue(loop.body, node) { items.append(key) }
            } else if try evaluator.passes(loop, node) {
                items.append(try evaluator.value(loop.body))
            }
            return true
        }
        return items
    }

    private mutating func entries(_ loop: Code.Loop, _ range: CELValue, _ node: Code.Node) throws(CELError) -> CELMap {
        var builder = CELMap.Builder()
        try walk(loop, range) { evaluator, key throws(CELError) in
            guard try evaluator.passes(loop, node) else { return true }
            let result = try evaluator.value(loop.body)
            guard loop.kind == .transformMapEntry else {
                if let key = CELMap.Key(literal: key) { _ = builder.add(key, result) }
                return true
            }
            guard case .map(let entries) = result else {
                throw evaluator.fault("transformMapEntry wants a map with the entry, not \(result.typeName)", node)
            }
            for (key, value) in entries where !builder.add(key, value) {
                throw evaluator.fault("the key \(key.value.shortText) comes twice", node)
            }
            return true
        }
        return builder.map
    }

    private mutating func sorted(_ loop: Code.Loop, _ range: CELValue, _ node: Code.Node) throws(CELError) -> CELValue {
        guard case .list(let items) = range else { throw fault("sortBy wants a list, not \(range.typeName)", node) }
        var keys: [CELValue] = []
        try walk(loop, range) { evaluator, _ throws(CELError) in
            keys.append(try evaluator.value(loop.body))
            return true
        }
        do throws(CELFailure) {
            return .list(try ListFunctions.sort(items, by: keys, &meter))
        } catch {
            throw CELError(error, at: Int(node.offset))
        }
    }

    /// `target.optMap(variable, body)`.
    mutating func optionalMap(_ node: Code.Node, isFlat: Bool) throws(CELError) -> CELValue {
        let loop = code.loops[Int(node.a)]
        let target = try value(loop.range)
        guard case .optional(let inner) = target else { throw noOptional(target, node) }
        guard let inner else { return .optional(nil) }
        locals[loop.first] = inner
        let result = try value(loop.body)
        guard isFlat else { return .optional(result) }
        guard case .optional = result else { throw noOptional(result, node) }
        return result
    }
}
