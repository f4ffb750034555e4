/// Parses an expression by precedence climbing.
struct CELParser {
    private let tokens: [(token: CELToken, offset: Int)]
    private var index = 0
    private var depth = 0

    /// Expressions nested deeper are refused.
    static let maximumDepth = 64
    /// Sources longer than this many bytes are refused.
    static let maximumBytes = 16_384

    static func parse(_ source: String) throws(CELError) -> CELExpression {
        guard source.utf8.count <= maximumBytes else {
            throw CELError(.limit, "the expression is longer than \(maximumBytes) bytes", at: maximumBytes)
        }
        var parser = CELParser(tokens: try CELLexer.tokens(source))
        let expression = try parser.conditional()
        guard parser.token == .end else { throw CELError(.syntax, "the expression should end here", at: parser.offset) }
        return expression
    }

    private init(tokens: [(token: CELToken, offset: Int)]) { self.tokens = tokens }

    private var token: CELToken { tokens[index].token }
    private var offset: Int { tokens[index].offset }

    private mutating func take(_ symbol: String) -> Bool {
        guard token == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(CELError) {
        guard take(symbol) else { throw CELError(.syntax, "\"\(symbol)\" was expected", at: offset) }
    }

    private mutating func conditional() throws(CELError) -> CELExpression {
        depth += 1
        guard depth <= CELParser.maximumDepth else {
            throw CELError(.limit, "nested deeper than \(CELParser.maximumDepth)", at: offset)
        }
        defer { depth -= 1 }
        let condition = try binary(0)
        let start = offset
        guard take("?") else { return condition }
        let yes = try binary(0)
        try expect(":")
        return CELExpression(kind: .conditional(condition, yes, try conditional()), offset: start)
    }

    private static let levels: [[String: CELExpression.Operator]] = [
        ["||": .or], ["&&": .and],
        ["==": .equal, "!=": .notEqual, "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual, "in": .isIn],
        ["+": .add, "-": .subtract], ["*": .multiply, "/": .divide, "%": .remainder],
    ]

    private mutating func binary(_ level: Int) throws(CELError) -> CELExpression {
        guard level < CELParser.levels.count else { return try unary() }
        var left = try binary(level + 1)
        while true {
            let symbol: String
            switch token {
            case .symbol(let text): symbol = text
            case .identifier("in"): symbol = "in"
            default: return left
            }
            guard let operation = CELParser.levels[level][symbol] else { return left }
            let start = offset
            index += 1
            left = CELExpression(kind: .binary(operation, left, try binary(level + 1)), offset: start)
        }
    }

    private mutating func unary() throws(CELError) -> CELExpression {
        let start = offset
        depth += 1
        guard depth <= CELParser.maximumDepth else {
            throw CELError(.limit, "nested deeper than \(CELParser.maximumDepth)", at: offset)
        }
        defer { depth -= 1 }
        if take("!") { return CELExpression(kind: .unary(.not, try unary()), offset: start) }
        if take("-") { return CELExpression(kind: .unary(.negate, try unary()), offset: start) }
        return try member()
    }

    private mutating func member() throws(CELError) -> CELExpression {
        var expression = try primary()
        while true {
            let start = offset
            if take(".") {
                expression = try memberAccess(of: expression, start: offset)
            } else if take("[") {
                let key = try conditional()
                try expect("]")
                expression = CELExpression(kind: .index(expression, key), offset: start)
            } else {
                return expression
            }
        }
    }

    private mutating func memberAccess(of target: CELExpression, start: Int) throws(CELError) -> CELExpression {
        guard case .identifier(let name) = token else { throw CELError(.syntax, "a field name was expected after \".\"", at: offset) }
        index += 1
        guard take("(") else { return CELExpression(kind: .select(target, field: name), offset: start) }
        if let quantifier = CELExpression.Quantifier(rawValue: name) {
            guard case .identifier(let variable) = token else {
                throw CELError(.syntax, "\(name) wants a variable's name first", at: offset)
            }
            index += 1
            try expect(",")
            let body = try conditional()
            try expect(")")
            return CELExpression(kind: .quantifier(quantifier, range: target, variable: variable, body), offset: start)
        }
        let arguments = try arguments()
        return try call(name, [target] + arguments, at: start)
    }

    private func call(_ name: String, _ arguments: [CELExpression], at start: Int) throws(CELError) -> CELExpression {
        guard let function = CELExpression.Function(rawValue: name) else {
            let known = CELExpression.Function.allCases.map(\.rawValue) + CELExpression.Quantifier.allCases.map(\.rawValue) + ["has"]
            throw CELError(
                .unsupported, "the function \"\(name)\" is not supported here; there are \(known.joined(separator: ", "))", at: start)
        }
        return CELExpression(kind: .call(function, arguments), offset: start)
    }

    private mutating func arguments() throws(CELError) -> [CELExpression] {
        var arguments: [CELExpression] = []
        if take(")") { return arguments }
        repeat { arguments.append(try conditional()) } while take(",")
        try expect(")")
        return arguments
    }

    private mutating func primary() throws(CELError) -> CELExpression {
        let start = offset
        switch token {
        case .int(let value): index += 1; return CELExpression(kind: .literal(.int(value)), offset: start)
        case .double(let value): index += 1; return CELExpression(kind: .literal(.double(value)), offset: start)
        case .string(let value): index += 1; return CELExpression(kind: .literal(.string(value)), offset: start)
        case .identifier(let name): index += 1; return try named(name, at: start)
        case .symbol("("):
            index += 1
            let inner = try conditional()
            try expect(")")
            return inner
        case .symbol("["):
            index += 1
            var items: [CELExpression] = []
            if !take("]") {
                repeat { items.append(try conditional()) } while take(",")
                try expect("]")
            }
            return CELExpression(kind: .list(items), offset: start)
        case .end: throw CELError(.syntax, "the expression ends too early", at: start)
        case .symbol(let symbol): throw CELError(.syntax, "\"\(symbol)\" cannot stand here", at: start)
        }
    }

    private mutating func named(_ name: String, at start: Int) throws(CELError) -> CELExpression {
        switch name {
        case "true": return CELExpression(kind: .literal(.bool(true)), offset: start)
        case "false": return CELExpression(kind: .literal(.bool(false)), offset: start)
        case "null": return CELExpression(kind: .literal(.null), offset: start)
        case "in": throw CELError(.syntax, "\"in\" cannot stand here", at: start)
        default: break
        }
        guard take("(") else { return CELExpression(kind: .variable(name), offset: start) }
        let arguments = try arguments()
        guard name == "has" else { return try call(name, arguments, at: start) }
        guard arguments.count == 1, case .select(let target, let field) = arguments[0].kind else {
            throw CELError(.syntax, "has() wants a field, such as has(applicant.phone)", at: start)
        }
        return CELExpression(kind: .has(target, field: field), offset: start)
    }
}
