extension Parser {
    /// A value with what is selected from it, indexed and called on it.
    mutating func member() throws(CELError) -> Expression {
        let start = offset
        let primary = try primary()
        guard isAt(.dot) || isAt(.openBracket) || isAt(.openBrace) else { return primary }
        return try members(of: primary, from: start)
    }

    mutating func members(of primary: Expression, from start: Int) throws(CELError) -> Expression {
        var expression = primary
        while true {
            if isAt(.dot) {
                expression = try selection(of: expression, from: start)
            } else if isAt(.openBracket) {
                expression = try indexed(expression, from: start)
            } else if isAt(.openBrace), let name = Parser.qualifiedName(of: expression) {
                try refuseMessage(name, at: start)
            } else {
                return expression
            }
        }
    }

    private mutating func indexed(_ target: Expression, from start: Int) throws(CELError) -> Expression {
        let place = offset
        advance()
        let isOptional = take(.question)
        let key = try expression()
        try expect(.closeBracket, " after the index")
        return try node(.index(target, key, isOptional: isOptional), at: place, from: start)
    }

    private mutating func selection(of target: Expression, from start: Int) throws(CELError) -> Expression {
        advance()
        let isOptional = take(.question)
        let place = offset
        let (name, isQuoted) = try fieldName()
        if !isOptional, !isQuoted, isAt(.openParenthesis) { return try called(name, on: target, at: place, from: start) }
        return try node(.select(target, field: name, isOptional ? .optional : .value), at: place, from: start)
    }

    /// The name after a dot: any word but those that the grammar itself uses.
    private mutating func fieldName() throws(CELError) -> (String, isQuoted: Bool) {
        switch token.kind {
        case .identifier(let name) where !["in", "true", "false", "null"].contains(name):
            advance()
            return (name, false)
        case .quoted(let name):
            advance()
            return (name, true)
        default:
            throw CELError(.syntax, "the name of a field was expected after \".\", not \(token.description)", at: offset)
        }
    }

    private mutating func primary() throws(CELError) -> Expression {
        switch token.kind {
        case .symbol(.openParenthesis): try parenthesis()
        case .symbol(.openBracket): try list()
        case .symbol(.openBrace): try map()
        case .identifier, .symbol(.dot): try named()
        default: try constant()
        }
    }

    private mutating func parenthesis() throws(CELError) -> Expression {
        advance()
        let inner = try expression()
        try expect(.closeParenthesis, " to close this parenthesis")
        return inner
    }

    private mutating func constant() throws(CELError) -> Expression {
        let start = offset
        switch token.kind {
        case .int(let magnitude):
            guard magnitude <= UInt64(Int64.max) else { throw CELError(.syntax, "\(magnitude) does not fit into 64 bits", at: start) }
            return try literal(.int(Int64(magnitude)))
        case .uint(let number): return try literal(.uint(number))
        case .double(let number): return try literal(.double(number))
        case .string(let text): return try literal(.string(text))
        case .bytes(let bytes): return try literal(.bytes(bytes))
        case .end: throw CELError(.syntax, "the expression ends too early; a value is missing", at: start)
        default: throw CELError(.syntax, "\(token.description) cannot stand here; a value was expected", at: start)
        }
    }

    private mutating func literal(_ value: CELValue) throws(CELError) -> Expression {
        let start = offset
        advance()
        return try node(.literal(value), at: start, from: start)
    }

    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return",
        "var", "void", "while", "in",
    ]

    private mutating func named() throws(CELError) -> Expression {
        let start = offset
        let isRooted = take(.dot)
        let place = offset
        let name = try variableName(isRooted: isRooted)
        advance()
        if isAt(.openParenthesis) { return try called(isRooted ? "." + name : name, on: nil, at: place, from: start) }
        return try node(Parser.words[name].map { .literal($0) } ?? .identifier(name, isRooted: isRooted), at: place, from: start)
    }

    private mutating func called(_ name: String, on target: Expression?, at place: Int, from start: Int) throws(CELError) -> Expression {
        advance()
        let arguments = try arguments(until: .closeParenthesis)
        return try call(name, target: target, arguments, at: place, from: start)
    }

    private static let words: [String: CELValue] = ["true": .bool(true), "false": .bool(false), "null": .null]

    private func variableName(isRooted: Bool) throws(CELError) -> String {
        guard case .identifier(let name) = token.kind, !isRooted || Parser.words[name] == nil else {
            throw CELError(.syntax, "a name was expected after \".\", not \(token.description)", at: offset)
        }
        guard !Parser.reserved.contains(name) else {
            throw CELError(.syntax, "\"\(name)\" is a reserved word; name the variable otherwise", at: offset)
        }
        return name
    }

    private mutating func arguments(until close: Token.Symbol) throws(CELError) -> [Expression] {
        var arguments: [Expression] = []
        if take(close) { return arguments }
        repeat { arguments.append(try expression()) } while take(.comma)
        try expect(close, " after the last argument")
        return arguments
    }

    private mutating func list() throws(CELError) -> Expression {
        let start = offset
        advance()
        var items: [Expression.Item] = []
        while !isAt(.closeBracket) {
            let isOptional = take(.question)
            items.append(.init(value: try expression(), isOptional: isOptional))
            guard take(.comma) else { break }
        }
        try expect(.closeBracket, " to close this list")
        return try node(.list(items), at: start, from: start)
    }

    private mutating func map() throws(CELError) -> Expression {
        let start = offset
        advance()
        var entries: [Expression.Entry] = []
        while !isAt(.closeBrace) {
            let isOptional = take(.question)
            let key = try expression()
            try expect(.colon, " after the key")
            entries.append(.init(key: key, value: try expression(), isOptional: isOptional))
            guard take(.comma) else { break }
        }
        try expect(.closeBrace, " to close this map")
        return try node(.map(entries), at: start, from: start)
    }

    /// Reads `name{field: value, …}` to its end, so that a mistake in it is told first, and refuses it.
    private mutating func refuseMessage(_ name: String, at start: Int) throws(CELError) {
        try expect(.openBrace)
        while !isAt(.closeBrace) {
            _ = take(.question)
            _ = try fieldName()
            try expect(.colon, " after the name of the field")
            _ = try expression()
            guard take(.comma) else { break }
        }
        try expect(.closeBrace, " to close this message")
        throw CELError(
            .unsupported, "\(name){…} makes a protocol buffer message, which this implementation does not have; use a map", at: start)
    }

    /// `a.b.c` as a name, where the expression is nothing else.
    static func qualifiedName(of expression: Expression) -> String? {
        switch expression.kind {
        case .identifier(let name, let isRooted): isRooted ? "." + name : name
        case .select(let target, let field, .value): qualifiedName(of: target).map { $0 + "." + field }
        default: nil
        }
    }
}
