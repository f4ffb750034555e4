extension Code {
    /// Walks a list or map.
    func loop(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        let loop = loops[Int(node.a)]
        let range = try value(loop.range, &run)
        switch range {
        case .list, .map: break
        default: throw fault("a list or map was expected, not \(range.typeName)", node)
        }
        switch loop.kind {
        case .all: return try quantifier(loop, range, deciding: false, node, &run)
        case .exists: return try quantifier(loop, range, deciding: true, node, &run)
        case .existsOne: return try existsOne(loop, range, node, &run)
        case .filter, .map, .transformList: return .list(try items(loop, range, node, &run))
        case .transformMap, .transformMapEntry: return .map(try entries(loop, range, node, &run))
        case .sortBy: return try sorted(loop, range, node, &run)
        }
    }

    /// Sets the variables for each item or entry in turn, and gives the first of them to the body.
    private func walk(
        _ loop: Loop, _ range: CELValue, _ run: inout Evaluation, _ body: (inout Evaluation, _ key: CELValue) throws(CELError) -> Bool
    ) throws(CELError) {
        switch range {
        case .list(let items):
            for (position, item) in items.enumerated() {
                if let second = loop.second {
                    run.locals[loop.first] = .int(Int64(position))
                    run.locals[second] = item
                } else {
                    run.locals[loop.first] = item
                }
                guard try body(&run, loop.second == nil ? item : .int(Int64(position))) else { return }
            }
        case .map(let map):
            for position in 0..<map.count {
                let key = map.keys[position].value
                run.locals[loop.first] = key
                if let second = loop.second { run.locals[second] = map.values[position] }
                guard try body(&run, key) else { return }
            }
        default: return
        }
    }

    private func isTrue(_ index: Int32, _ node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        guard let flag = try truth(index, &run) else { throw fault("the condition of the macro is no truth value", node) }
        return flag
    }

    private func passes(_ loop: Loop, _ node: Node, _ run: inout Evaluation) throws(CELError) -> Bool {
        guard let filter = loop.filter else { return true }
        return try isTrue(filter, node, &run)
    }

    /// An error counts only where no other item decides.
    private func quantifier(
        _ loop: Loop, _ range: CELValue, deciding: Bool, _ node: Node, _ run: inout Evaluation
    ) throws(CELError) -> CELValue {
        var failure: CELError?
        var isDecided = false
        try walk(loop, range, &run) { (run, _) throws(CELError) in
            do throws(CELError) {
                isDecided = try isTrue(loop.body, node, &run) == deciding
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

    private func existsOne(_ loop: Loop, _ range: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        var count = 0
        try walk(loop, range, &run) { (run, _) throws(CELError) in
            if try isTrue(loop.body, node, &run) { count += 1 }
            return true
        }
        return .bool(count == 1)
    }

    private func items(_ loop: Loop, _ range: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> [CELValue] {
        var items: [CELValue] = []
        try walk(loop, range, &run) { (run, key) throws(CELError) in
            if loop.kind == .filter {
                if try isTrue(loop.body, node, &run) { items.append(key) }
            } else if try passes(loop, node, &run) {
                items.append(try value(loop.body, &run))
            }
            return true
        }
        return items
    }

    private func entries(_ loop: Loop, _ range: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> CELMap {
        var builder = CELMap.Builder()
        try walk(loop, range, &run) { (run, key) throws(CELError) in
            guard try passes(loop, node, &run) else { return true }
            let result = try value(loop.body, &run)
            guard loop.kind == .transformMapEntry else {
                if let key = CELMap.Key(literal: key) { _ = builder.add(key, result) }
                return true
            }
            guard case .map(let entries) = result else {
                throw fault("transformMapEntry wants a map with the entry, not \(result.typeName)", node)
            }
            for (key, value) in entries where !builder.add(key, value) {
                throw fault("the key \(key.value.shortText) comes twice", node)
            }
            return true
        }
        return builder.map
    }

    private func sorted(_ loop: Loop, _ range: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        guard case .list(let items) = range else { throw fault("sortBy wants a list, not \(range.typeName)", node) }
        var keys: [CELValue] = []
        try walk(loop, range, &run) { (run, _) throws(CELError) in
            keys.append(try value(loop.body, &run))
            return true
        }
        do throws(CELFailure) {
            return .list(try ListFunctions.sort(items, by: keys, &run.meter))
        } catch {
            throw CELError(error, at: Int(node.offset))
        }
    }

    /// `target.optMap(variable, body)`.
    func optionalMap(_ node: Node, isFlat: Bool, _ run: inout Evaluation) throws(CELError) -> CELValue {
        let loop = loops[Int(node.a)]
        let target = try value(loop.range, &run)
        guard case .optional(let inner) = target else { throw noOptional(target, node) }
        guard let inner else { return .optional(nil) }
        run.locals[loop.first] = inner
        let result = try value(loop.body, &run)
        guard isFlat else { return .optional(result) }
        guard case .optional = result else { throw noOptional(result, node) }
        return result
    }
}
