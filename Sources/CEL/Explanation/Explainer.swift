/// Finds the reasons of a value by walking the expression and evaluating its parts.
struct Explainer {
    let program: CELProgram
    var run: Evaluation
    /// What the variables of `cel.bind` stand for, by their numbers.
    private var bindings: [Int: Expression] = [:]

    init(_ program: CELProgram, _ variables: [CELValue?]) {
        self.program = program
        run = Evaluation(program.code, variables, limits: program.environment.limits)
    }

    /// The value of the whole expression and its reasons.
    mutating func explain() throws(CELError) -> CELExplanation {
        let (value, reasons) = try explain(program.expression)
        return CELExplanation(value: value, reasons: Array(reasons.prefix(program.environment.limits.reasons)))
    }

    private typealias Explained = (value: CELValue, reasons: [CELReason])

    mutating func value(of expression: Expression) throws(CELError) -> CELValue {
        try program.code.value(program.code.nodeOfExpression[expression.id], &run)
    }

    private mutating func explain(_ expression: Expression) throws(CELError) -> Explained {
        switch expression.kind {
        case .logic: return try logic(expression)
        case .not, .conditional, .block, .local: return try passed(expression)
        case .comprehension(let loop): return try explain(loop, expression)
        default: return try leaf(expression)
        }
    }

    /// What is explained by the parts that it passes on.
    private mutating func passed(_ expression: Expression) throws(CELError) -> Explained {
        switch expression.kind {
        case .not(let operand): return (try value(of: expression), try explain(operand).reasons)
        case .conditional(let condition, let yes, let no):
            let decided = try explain(condition)
            let way = try explain(decided.value.boolValue == true ? yes : no)
            // A way that is no condition itself explains nothing.
            return (way.value, decided.reasons + (way.value.boolValue == nil ? [] : way.reasons))
        case .block(let bindings, let body):
            for binding in bindings {
                self.bindings[binding.local.number] = binding.value
                run.locals[binding.local.number] = nil
            }
            return try explain(body)
        case .local(let local):
            guard let bound = bindings[local.number] else { return try leaf(expression) }
            return try explain(bound)
        default: return try leaf(expression)
        }
    }

    // MARK: Logic

    /// The shortest explanation of an operand that decides, or those of all where none does.
    private mutating func logic(_ expression: Expression) throws(CELError) -> Explained {
        guard case .logic(let isConjunction, let operands) = expression.kind else { return try leaf(expression) }
        let deciding = !isConjunction
        var best: Explained?
        var all: [CELReason] = []
        var failure: CELError?
        for operand in operands {
            do throws(CELError) {
                let explained = try explain(operand)
                guard let flag = explained.value.boolValue else { continue }
                if flag == deciding, best.map({ explained.reasons.count < $0.reasons.count }) ?? true { best = explained }
                all += explained.reasons
            } catch {
                // Where an operand has decided, what the others would cost or miss does not matter.
                if error.code == .limit, best == nil { throw error }
                if error.code == .limit { break }
                failure = failure ?? error
            }
        }
        if let best { return best }
        if let failure { throw failure }
        // No operand was a truth value that decides: the evaluation says what that means.
        return (try value(of: expression), all)
    }

    // MARK: Loops

    private mutating func explain(_ loop: Expression.Comprehension, _ expression: Expression) throws(CELError) -> Explained {
        let result = try value(of: expression)
        guard let flag = result.boolValue, [.all, .exists, .existsOne].contains(loop.kind) else { return try leaf(expression) }
        let range = try operand(loop.range)
        let entries = Explainer.entries(of: range.value)
        var matching = 0
        for (position, entry) in entries.enumerated() {
            bind(loop, entry)
            guard let holds = try? value(of: loop.body).boolValue else { continue }
            matching += holds ? 1 : 0
            let decides = (loop.kind == .all && !flag && !holds) || (loop.kind == .exists && flag && holds)
            guard decides else { continue }
            let inner = try explain(loop.body)
            let place: CELValue = if case .list = range.value { .int(Int64(position + 1)) } else { entry.key }
            return (result, [reason(expression, .item(of: range, at: place, because: inner.reasons))])
        }
        let condition = text(loop.body)
        return (result, [reason(expression, .items(of: range, count: entries.count, matching: matching, condition: condition))])
    }

    private static func entries(of range: CELValue) -> [(key: CELValue, value: CELValue)] {
        switch range {
        case .list(let items): items.enumerated().map { (.int(Int64($0)), $1) }
        case .map(let map): map.map { ($0.value, $1) }
        default: []
        }
    }

    private mutating func bind(_ loop: Expression.Comprehension, _ entry: (key: CELValue, value: CELValue)) {
        if loop.variables.count == 2 {
            run.locals[loop.variables[0].number] = entry.key
            run.locals[loop.variables[1].number] = entry.value
        } else if case .int = entry.key, case .list? = try? value(of: loop.range) {
            run.locals[loop.variables[0].number] = entry.value
        } else {
            run.locals[loop.variables[0].number] = entry.key
        }
    }

    // MARK: Parts

    /// The source of a node.
    func text(_ expression: Expression) -> String {
        let bytes = program.source.utf8.dropFirst(expression.range.lowerBound).prefix(expression.range.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    func reason(_ expression: Expression, _ kind: CELReason.Kind) -> CELReason { CELReason(source: text(expression), kind: kind) }

    func isBound(_ local: Expression.Local) -> Bool { bindings[local.number] != nil }
}
