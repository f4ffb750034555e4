extension Parser {
    /// A call, or what a macro of that name and number of arguments makes of it.
    func call(
        _ name: String, target: Expression?, _ arguments: [Expression], at offset: Int, from start: Int
    ) throws(CELError) -> Expression {
        if expandsMacros {
            let kind: Expression.Kind?
            if let target {
                kind = try macro(name, on: target, arguments, at: offset)
            } else {
                kind = name == "has" ? try presence(arguments, at: offset) : nil
            }
            if let kind { return try node(kind, at: offset, from: start) }
        }
        return try node(.call(name, target: target, arguments), at: offset, from: start)
    }

    private func presence(_ arguments: [Expression], at offset: Int) throws(CELError) -> Expression.Kind? {
        guard arguments.count == 1 else { return nil }
        guard case .select(let target, let field, let access) = arguments[0].kind, access != .presence else {
            throw CELError(.syntax, "has() wants a field, such as has(applicant.phone)", at: offset)
        }
        // `has(a.?b.c)` looks into an optional; `has(a.?b)` asks for b itself.
        return .select(target, field: field, .presence)
    }

    private func macro(
        _ name: String, on target: Expression, _ arguments: [Expression], at offset: Int
    ) throws(CELError) -> Expression.Kind? {
        if case .identifier(let space, false) = target.kind {
            if space == "cel", let kind = try celMacro(name, arguments, at: offset) { return kind }
            if space == "math", name == "greatest" || name == "least" { return try extreme(name, target, arguments, at: offset) }
        }
        switch (name, arguments.count) {
        case ("optMap", 2), ("optFlatMap", 2):
            return .optionalMap(try variable(arguments[0], of: name), target, arguments[1], isFlat: name == "optFlatMap")
        case ("map", 3): return try loop(.map, over: target, variables: 1, arguments, of: name)
        case ("all", 2), ("exists", 2), ("filter", 2), ("map", 2), ("sortBy", 2), ("existsOne", 2), ("exists_one", 2):
            return try loop(Parser.loops[name], over: target, variables: 1, arguments, of: name)
        case ("all", 3), ("exists", 3), ("existsOne", 3), ("exists_one", 3), ("transformList", 3...4), ("transformMap", 3...4),
            ("transformMapEntry", 3...4):
            return try loop(Parser.loops[name], over: target, variables: 2, arguments, of: name)
        default: return nil
        }
    }

    private static let loops: [String: Expression.Comprehension.Kind] = [
        "all": .all, "exists": .exists, "existsOne": .existsOne, "exists_one": .existsOne, "filter": .filter, "map": .map,
        "sortBy": .sortBy, "transformList": .transformList, "transformMap": .transformMap, "transformMapEntry": .transformMapEntry,
    ]

    /// Variables, then a filter where there is one argument more than the body, then the body.
    private func loop(
        _ kind: Expression.Comprehension.Kind?, over range: Expression, variables count: Int, _ arguments: [Expression], of name: String
    ) throws(CELError) -> Expression.Kind? {
        guard let kind, let body = arguments.last else { return nil }
        var variables: [Expression.Local] = []
        for argument in arguments.prefix(count) { variables.append(try variable(argument, of: name)) }
        if count == 2, variables[0].name == variables[1].name {
            throw CELError(.syntax, "the two variables of \(name) must have different names", at: arguments[1].offset)
        }
        let filter = arguments.count == count + 2 ? arguments[count] : nil
        return .comprehension(.init(kind: kind, range: range, variables: variables, filter: filter, body: body))
    }

    private func variable(_ expression: Expression, of name: String) throws(CELError) -> Expression.Local {
        guard case .identifier(let variable, false) = expression.kind, variable != "__result__" else {
            throw CELError(.syntax, "\(name) wants the name of a variable here", at: expression.offset)
        }
        return Expression.Local(name: variable)
    }

    /// `cel.bind`, and `cel.block` with the names that only machines write.
    private func celMacro(_ name: String, _ arguments: [Expression], at offset: Int) throws(CELError) -> Expression.Kind? {
        switch (name, arguments.count) {
        case ("bind", 3):
            let local = try variable(arguments[0], of: "cel.bind")
            return .block([.init(local: local, value: arguments[1])], arguments[2])
        case ("block", 2):
            guard case .list(let items) = arguments[0].kind, items.allSatisfy({ !$0.isOptional }) else {
                throw CELError(.syntax, "cel.block wants a list of expressions first", at: arguments[0].offset)
            }
            let bindings = items.enumerated().map { Expression.Binding(local: .init(name: "@index\($0)"), value: $1.value) }
            return .block(bindings, arguments[1])
        case ("index", 1): return .identifier("@index\(try number(arguments[0]))", isRooted: false)
        case ("iterVar", 2): return .identifier("@it:\(try number(arguments[0])):\(try number(arguments[1]))", isRooted: false)
        case ("accuVar", 2): return .identifier("@ac:\(try number(arguments[0])):\(try number(arguments[1]))", isRooted: false)
        default: return nil
        }
    }

    private func number(_ expression: Expression) throws(CELError) -> Int64 {
        guard case .literal(.int(let number)) = expression.kind, number >= 0 else {
            throw CELError(.syntax, "a whole number from 0 was expected", at: expression.offset)
        }
        return number
    }

    /// `math.greatest` and `math.least` take any number of arguments; more than two become a list.
    private func extreme(
        _ name: String, _ target: Expression, _ arguments: [Expression], at offset: Int
    ) throws(CELError) -> Expression.Kind {
        guard let first = arguments.first, let last = arguments.last else {
            throw CELError(.syntax, "math.\(name) wants at least one number", at: offset)
        }
        for argument in arguments {
            switch argument.kind {
            case .literal(.int), .literal(.uint), .literal(.double): continue
            case .list(let items) where arguments.count == 1 && !items.isEmpty: continue
            case .literal, .list, .map: throw CELError(.syntax, "math.\(name) wants numbers, or one list of numbers", at: argument.offset)
            default: continue
            }
        }
        guard arguments.count > 2 else { return .call(name, target: target, arguments) }
        let items = arguments.map { Expression.Item(value: $0, isOptional: false) }
        let list = Expression(.list(items), at: first.offset, first.range.lowerBound..<last.range.upperBound)
        return .call(name, target: target, [list])
    }
}
