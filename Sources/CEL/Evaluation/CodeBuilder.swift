/// Translates a resolved expression into code. What only constants decide is evaluated here, once.
struct CodeBuilder {
    private let environment: CELEnvironment
    private(set) var nodes: [Code.Node] = []
    private(set) var children: [Int32] = []
    private(set) var constants: [CELValue] = []
    private(set) var names: [String] = []
    private(set) var variables: [String] = []
    private(set) var functions: [[CELFunction]] = []
    private(set) var patterns: [Pattern] = []
    private(set) var loops: [Code.Loop] = []
    private(set) var flags: [[Bool]] = []
    private(set) var nodeOfExpression: [Int32]
    let localCount: Int
    /// The nodes that give the variables of `cel.bind` their values, by the numbers of the variables.
    private var bindings: [Int: Int32] = [:]
    /// Steps that all constants of an expression together may take.
    private var foldingSteps = 10_000

    static func build(_ expression: Expression, nodes: Int, locals: Int, in environment: CELEnvironment) -> Code {
        var builder = CodeBuilder(environment: environment, expressions: nodes, locals: locals)
        let root = builder.emit(expression)
        return Code(builder, root: root)
    }

    private init(environment: CELEnvironment, expressions: Int, locals: Int) {
        self.environment = environment
        localCount = locals
        variables = environment.slots
        nodeOfExpression = Array(repeating: 0, count: expressions)
    }

    private mutating func emit(_ expression: Expression) -> Int32 {
        let node = translate(expression)
        nodeOfExpression[expression.id] = node
        return node
    }

    private mutating func translate(_ expression: Expression) -> Int32 {
        switch expression.kind {
        case .literal(let value): return add(.constant, append(value, to: \.constants), 0, 0, expression)
        case .identifier(let name, _), .variable(let name): return add(.variable, variable(name), 0, 0, expression)
        case .local(let local):
            let number = Int32(local.number)
            return bindings[local.number].map { add(.lazy, number, $0, 0, expression) } ?? add(.local, number, 0, 0, expression)
        case .select(let target, let field, let access):
            let operation: Code.Operation =
                switch access {
                case .value: .select
                case .presence: .selectPresence
                case .optional: .selectOptional
                }
            return add(operation, emit(target), append(field, to: \.names), 0, expression)
        case .index(let target, let key, let isOptional):
            return folded(add(isOptional ? .indexOptional : .index, emit(target), emit(key), 0, expression))
        case .list(let items): return list(items, expression)
        case .map(let entries): return map(entries, expression)
        case .not(let operand): return folded(add(.not, emit(operand), 0, 0, expression))
        case .negate(let operand): return folded(add(.negate, emit(operand), 0, 0, expression))
        case .logic(let isConjunction, let operands):
            let (first, count) = append(operands)
            return add(isConjunction ? .and : .or, first, count, 0, expression)
        case .binary(let operation, let left, let right):
            let (first, second) = (emit(left), emit(right))
            let isDirect = nodes[Int(first)].operation == .variable && nodes[Int(second)].operation == .constant
            return folded(
                add(CodeBuilder.operation(operation), first, second, isDirect ? Code.variableAgainstConstant : 0, expression))
        case .conditional(let condition, let yes, let no):
            return add(.conditional, emit(condition), emit(yes), emit(no), expression)
        case .call(let name, let target, let arguments): return call(name, target, arguments, expression)
        case .comprehension(let loop): return comprehension(loop, expression)
        case .block(let bindings, let body): return block(bindings, body, expression)
        case .optionalMap(let local, let target, let body, let isFlat):
            let loop = Code.Loop(kind: .map, range: emit(target), first: local.number, second: nil, filter: nil, body: emit(body))
            return add(isFlat ? .optionalFlatMap : .optionalMap, append(loop, to: \.loops), 0, 0, expression)
        }
    }

    // MARK: Tables

    private mutating func add(_ operation: Code.Operation, _ a: Int32, _ b: Int32, _ c: Int32, _ expression: Expression) -> Int32 {
        append(Code.Node(operation: operation, a: a, b: b, c: c, offset: Int32(expression.offset)), to: \.nodes)
    }

    private mutating func append<Element>(_ element: Element, to table: WritableKeyPath<CodeBuilder, [Element]>) -> Int32 {
        self[keyPath: table].append(element)
        return Int32(self[keyPath: table].count - 1)
    }

    private mutating func append(_ expressions: [Expression]) -> (first: Int32, count: Int32) {
        // All are translated before any is entered, so that the children of one node lie side by side.
        var emitted: [Int32] = []
        for expression in expressions { emitted.append(emit(expression)) }
        children += emitted
        return (Int32(children.count - emitted.count), Int32(emitted.count))
    }

    private mutating func variable(_ name: String) -> Int32 {
        variables.firstIndex(of: name).map { Int32($0) } ?? append(name, to: \.variables)
    }

    private static func operation(_ operation: Expression.Operator) -> Code.Operation {
        switch operation {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .remainder: .remainder
        case .isIn: .isIn
        }
    }

    // MARK: Aggregates

    private mutating func list(_ items: [Expression.Item], _ expression: Expression) -> Int32 {
        let optional = items.contains(where: \.isOptional) ? append(items.map(\.isOptional), to: \.flags) : -1
        let (first, count) = append(items.map(\.value))
        return folded(add(.list, first, count, optional, expression))
    }

    private mutating func map(_ entries: [Expression.Entry], _ expression: Expression) -> Int32 {
        let optional = entries.contains(where: \.isOptional) ? append(entries.map(\.isOptional), to: \.flags) : -1
        let (first, count) = append(entries.flatMap { [$0.key, $0.value] })
        return folded(add(.map, first, count, optional, expression))
    }

    // MARK: Calls and macros

    private mutating func call(_ name: String, _ target: Expression?, _ arguments: [Expression], _ expression: Expression) -> Int32 {
        let all = (target.map { [$0] } ?? []) + arguments
        let overloads = environment.overloads(name, isMember: target != nil)
        guard !overloads.isEmpty else { return fail("there is no function \"\(name)\"", expression) }
        let fitting = overloads.filter { $0.parameters.count == all.count }
        guard !fitting.isEmpty else {
            return fail(
                "\"\(name)\" does not take \(all.count) arguments; there is \(overloads.map(\.signature).joined(separator: ", "))",
                expression)
        }
        if name == "matches", case .literal(.string(let text)) = all[1].kind, let pattern = try? Pattern(text, limits: environment.limits) {
            _ = emit(all[1])
            return add(.matches, emit(all[0]), append(pattern, to: \.patterns), 0, expression)
        }
        if let operation = CodeBuilder.frequent[name], environment.hasStandardFunction(name), all.count == (name == "size" ? 1 : 2) {
            return folded(add(operation, emit(all[0]), all.count == 2 ? emit(all[1]) : nodeOfExpression[all[0].id], 0, expression))
        }
        if target != nil, all.count == 2, name == "or" || name == "orValue" {
            return add(.orElse, emit(all[0]), emit(all[1]), name == "or" ? 0 : 1, expression)
        }
        let (first, count) = append(all)
        return folded(add(.call, first, count, append(fitting, to: \.functions), expression))
    }

    private static let frequent: [String: Code.Operation] = [
        "size": .size, "contains": .contains, "startsWith": .startsWith, "endsWith": .endsWith,
    ]

    private mutating func fail(_ message: String, _ expression: Expression) -> Int32 {
        add(.failure, append(message, to: \.names), 0, 0, expression)
    }

    private mutating func comprehension(_ loop: Expression.Comprehension, _ expression: Expression) -> Int32 {
        let range = emit(loop.range)
        let filter: Int32? = if let filter = loop.filter { emit(filter) } else { nil }
        let second = loop.variables.count == 2 ? loop.variables[1].number : nil
        let code = Code.Loop(
            kind: loop.kind, range: range, first: loop.variables[0].number, second: second, filter: filter, body: emit(loop.body))
        return add(.loop, append(code, to: \.loops), 0, 0, expression)
    }

    private mutating func block(_ bindings: [Expression.Binding], _ body: Expression, _ expression: Expression) -> Int32 {
        for binding in bindings { self.bindings[binding.local.number] = emit(binding.value) }
        // The numbers of the bindings need not lie side by side: each is forgotten by a node of its own, from the last inwards.
        var node = emit(body)
        for binding in bindings.reversed() {
            node = add(.block, Int32(binding.local.number), 0, node, expression)
        }
        return node
    }

    // MARK: Constants

    /// The node, or a constant in its place where all that it reads is constant and gives a value.
    private mutating func folded(_ node: Int32) -> Int32 {
        let code = nodes[Int(node)]
        let isConstant: Bool
        switch code.operation {
        case .list, .map, .call: isConstant = children[Int(code.a)..<Int(code.a + code.b)].allSatisfy { isConstantNode($0) }
        case .not, .negate: isConstant = isConstantNode(code.a)
        default: isConstant = isConstantNode(code.a) && isConstantNode(code.b)
        }
        guard isConstant else { return node }
        guard let value = evaluate(node) else { return node }
        return append(Code.Node(operation: .constant, a: append(value, to: \.constants), offset: code.offset), to: \.nodes)
    }

    /// An error stays where it is, since it may be absorbed when the whole is evaluated; so does what is costly to fold.
    private mutating func evaluate(_ node: Int32) -> CELValue? {
        guard foldingSteps > 0 else { return nil }
        var limits = environment.limits
        limits.steps = foldingSteps
        let code = Code(self, root: node)
        var run = Evaluation(code, [], limits: limits)
        let value = try? code.value(node, &run)
        foldingSteps = run.meter.remaining
        return value
    }

    private func isConstantNode(_ node: Int32) -> Bool { nodes[Int(node)].operation == .constant }
}
