/// A word of a source.
struct Token: Sendable {
    enum Kind: Sendable {
        case identifier(String)
        /// A name in backticks, which may hold what an identifier may not.
        case quoted(String)
        /// The magnitude; a sign stands before it as a word of its own.
        case int(UInt64)
        case uint(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, Sendable {
        case and = "&&", or = "||", not = "!"
        case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
        case plus = "+", minus = "-", star = "*", slash = "/", percent = "%"
        case question = "?", colon = ":", dot = ".", comma = ","
        case openParenthesis = "(", closeParenthesis = ")", openBracket = "[", closeBracket = "]", openBrace = "{", closeBrace = "}"
    }

    let kind: Kind
    /// Bytes of the source.
    let range: Range<Int>

    /// As an error names it.
    var description: String {
        switch kind {
        case .identifier(let name): "\"\(name)\""
        case .quoted(let name): "`\(name)`"
        case .int, .uint, .double: "a number"
        case .string: "a text"
        case .bytes: "bytes"
        case .symbol(let symbol): "\"\(symbol.rawValue)\""
        case .end: "the end"
        }
    }
}
