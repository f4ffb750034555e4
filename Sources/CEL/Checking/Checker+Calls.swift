extension Checker {
    mutating func call(
        _ name: String, _ target: Expression?, _ arguments: [Expression], _ expression: Expression
    ) throws(CELError) -> CELType {
        let all = (target.map { [$0] } ?? []) + arguments
        var types: [CELType] = []
        for argument in all { types.append(try type(of: argument)) }
        return try call(name, target, all, types, expression)
    }

    private mutating func call(
        _ name: String, _ target: Expression?, _ all: [Expression], _ types: [CELType], _ expression: Expression
    ) throws(CELError) -> CELType {
        let overloads = environment.overloads(name, isMember: target != nil)
        guard !overloads.isEmpty else { throw unknownFunction(name, target, at: expression.offset) }
        guard let result = choose(overloads, types) else {
            let given = types.map { shown($0).description }
            let call =
                target == nil
                ? "\(name)(\(given.joined(separator: ", ")))" : "\(given[0]).\(name)(\(given.dropFirst().joined(separator: ", ")))"
            let known = overloads.map(\.signature).joined(separator: ", ")
            throw CELError(.type, "there is no \(call); there is \(known)", at: expression.offset)
        }
        if let problem = Checker.problem(ofPatternIn: name, all) { throw problem }
        return result
    }

    private func unknownFunction(_ name: String, _ target: Expression?, at offset: Int) -> CELError {
        let macros = ["has", "all", "exists", "exists_one", "map", "filter"]
        if environment.hasFunction(name, isMember: target == nil) {
            let form = target == nil ? "value.\(name)(…)" : "\(name)(…)"
            return CELError(.type, "\"\(name)\" is called as \(form)", at: offset)
        }
        if macros.contains(name), environment.options.contains(.macros) {
            return CELError(.type, "\"\(name)\" does not take these arguments; for instance items.all(item, item > 0)", at: offset)
        }
        return unknown("function", name, among: environment.functionNames.map { $0 } + macros, at: offset)
    }

    /// A pattern that is written out is compiled now, so that its author learns what is wrong with it.
    private static func problem(ofPatternIn name: String, _ arguments: [Expression]) -> CELError? {
        guard name == "matches", arguments.count == 2, case .literal(.string(let text)) = arguments[1].kind else { return nil }
        do throws(CELFailure) {
            _ = try Pattern(text, limits: CELLimits())
            return nil
        } catch {
            return CELError(error.code == .limit ? .limit : .type, error.message, at: arguments[1].offset)
        }
    }
}
