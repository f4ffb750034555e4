/// Parses an expression by precedence climbing and expands macros on the way.
struct Parser {
    private let tokens: [Token]
    private var index = 0
    private var depth = 0
    private let limits: CELLimits
    let expandsMacros: Bool

    /// Parses a source.
    static func parse(_ source: String, limits: CELLimits, expandsMacros: Bool) throws(CELError) -> Expression {
        guard source.utf8.count <= limits.sourceBytes else {
            throw CELError(.limit, "the expression is longer than \(limits.sourceBytes) bytes", at: limits.sourceBytes)
        }
        var parser = Parser(tokens: try Lexer.tokens(source), limits: limits, expandsMacros: expandsMacros)
        let expression = try parser.expression()
        guard case .end = parser.token.kind else {
            throw CELError(.syntax, "the expression should end before \(parser.token.description)", at: parser.offset)
        }
        return expression
    }

    private init(tokens: [Token], limits: CELLimits, expandsMacros: Bool) {
        self.tokens = tokens
        self.limits = limits
        self.expandsMacros = expandsMacros
    }

    // MARK: Words

    var token: Token { tokens[index] }
    /// Where it begins.
    var offset: Int { tokens[index].range.lowerBound }
    /// Where the word before this one ended.
    var end: Int { index == 0 ? 0 : tokens[index - 1].range.upperBound }

    mutating func advance() { index += 1 }

    func isAt(_ symbol: Token.Symbol) -> Bool {
        if case .symbol(symbol) = token.kind { true } else { false }
    }

    mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard isAt(symbol) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ symbol: Token.Symbol, _ purpose: String = "") throws(CELError) {
        guard take(symbol) else {
            throw CELError(
                .syntax, "\"\(symbol.rawValue)\" was expected\(purpose), not \(token.description)", at: offset)
        }
    }

    /// A node from its first byte to the word before this one.
    func node(_ kind: Expression.Kind, at offset: Int, from start: Int) throws(CELError) -> Expression {
        let node = Expression(kind, at: offset, start..<end)
        guard node.depth <= limits.depth else { throw tooDeep(at: offset) }
        return node
    }

    private func tooDeep(at offset: Int) -> CELError {
        CELError(.limit, "the expression is nested deeper than \(limits.depth); bind parts of it with cel.bind", at: offset)
    }

    // MARK: Operators

    // Expressions nest through these functions, so they are kept small: what is rare stands in functions of its own, and their
    // room on the stack is not taken at each level.

    /// `condition ? yes : no`, or what binds tighter.
    mutating func expression() throws(CELError) -> Expression {
        try descend()
        let condition = try binary(0)
        let result = isAt(.question) ? try conditional(condition) : condition
        depth -= 1
        return result
    }

    private mutating func descend() throws(CELError) {
        depth += 1
        guard depth <= limits.depth else { throw tooDeep(at: offset) }
    }

    private mutating func conditional(_ condition: Expression) throws(CELError) -> Expression {
        let place = offset
        advance()
        let yes = try binary(0)
        try expect(.colon, " after the first way of \"? :\"")
        let no = try expression()
        return try node(.conditional(condition, yes, no), at: place, from: condition.range.lowerBound)
    }

    /// How tight the operator at this word binds; `nil` where there is none.
    private var tightness: Int? {
        switch token.kind {
        case .symbol(.or): 0
        case .symbol(.and): 1
        case .identifier("in"), .symbol(.equal), .symbol(.notEqual), .symbol(.less), .symbol(.lessOrEqual), .symbol(.greater),
            .symbol(.greaterOrEqual):
            2
        case .symbol(.plus), .symbol(.minus): 3
        case .symbol(.star), .symbol(.slash), .symbol(.percent): 4
        default: nil
        }
    }

    private mutating func binary(_ level: Int) throws(CELError) -> Expression {
        let start = offset
        var left = isAt(.not) || isAt(.minus) ? try unary() : try member()
        while let tightness, tightness >= level {
            left = tightness <= 1 ? try logic(left, tightness, from: start) : try operation(left, tightness, from: start)
        }
        return left
    }

    private mutating func operation(_ left: Expression, _ tightness: Int, from start: Int) throws(CELError) -> Expression {
        let (operation, place) = (operatorHere, offset)
        advance()
        let right = try binary(tightness + 1)
        return try node(.binary(operation, left, right), at: place, from: start)
    }

    private var operatorHere: Expression.Operator {
        guard case .symbol(let symbol) = token.kind else { return .isIn }
        return Expression.Operator(rawValue: symbol.rawValue) ?? .isIn
    }

    /// `a && b && c` is one node of three operands, so that a long chain is not deep.
    private mutating func logic(_ first: Expression, _ tightness: Int, from start: Int) throws(CELError) -> Expression {
        let place = offset
        var operands = [first]
        while take(tightness == 1 ? .and : .or) { operands.append(try binary(tightness + 1)) }
        return try node(.logic(isConjunction: tightness == 1, operands), at: place, from: start)
    }

    /// `!` and `-` before a value, any number of them.
    private mutating func unary() throws(CELError) -> Expression {
        let prefixes = takePrefixes()
        let operand = prefixes.last?.number == nil ? try member() : try signed(prefixes)
        return try prefixed(operand, prefixes)
    }

    /// A sign, and where a number follows it: the sign belongs to the number, so that the smallest one can be written.
    private struct Prefix {
        let isNot: Bool
        let offset: Int
        var number: Expression.Kind?
    }

    private mutating func takePrefixes() -> [Prefix] {
        var prefixes: [Prefix] = []
        while isAt(.not) || isAt(.minus) {
            prefixes.append(Prefix(isNot: isAt(.not), offset: offset))
            advance()
        }
        if let last = prefixes.last, !last.isNot, case .int(let magnitude) = token.kind {
            prefixes[prefixes.count - 1].number = .literal(.int(Int64(truncatingIfNeeded: 0 &- magnitude)))
        }
        return prefixes
    }

    private mutating func signed(_ prefixes: [Prefix]) throws(CELError) -> Expression {
        guard let last = prefixes.last, let number = last.number else { return try member() }
        advance()
        return try members(of: try node(number, at: last.offset, from: last.offset), from: last.offset)
    }

    private func prefixed(_ operand: Expression, _ prefixes: [Prefix]) throws(CELError) -> Expression {
        var operand = operand
        for prefix in prefixes.reversed() where prefix.number == nil {
            operand = try node(prefix.isNot ? .not(operand) : .negate(operand), at: prefix.offset, from: prefix.offset)
        }
        return operand
    }
}
