extension CELReason {
    /// The reason in words, such as `age is 58, below 60` or 「年龄 58，低于 60」.
    /// - Parameters:
    ///   - language: The language.
    ///   - wording: How fields and values are called.
    public func text(_ language: CELLanguage, wording: CELWording = CELWording()) -> String {
        let words = ReasonWords(language: language, wording: wording)
        switch kind {
        case .comparison(let left, let relation, let right, let holds):
            // What can be named stands first: `60 <= age` is told like `age >= 60`.
            if left.isConstant, !right.isConstant { return words.comparison(right, relation.reversed, left, holds) }
            return words.comparison(left, relation, right, holds)
        case .membership(let item, let container, let holds): return words.membership(item, container, holds)
        case .presence(let field, let holds): return words.presence(field, holds)
        case .text(let text, let test, let part, let holds): return words.text(text, test, part, holds)
        case .fact(let operand): return words.statement(operand)
        case .item(let container, let place, let reasons): return words.item(container, place, reasons)
        case .items(let container, let count, let matching, let condition): return words.items(container, count, matching, condition)
        }
    }

    /// The reason without the name of what it is about, for a table whose column says it: `58 is below 60`, 「58 低于 60」.
    public func bareText(_ language: CELLanguage, wording: CELWording = CELWording()) -> String {
        let words = ReasonWords(language: language, wording: wording)
        switch kind {
        case .comparison(let left, let relation, let right, let holds):
            if left.isConstant, !right.isConstant { return words.bareComparison(right, relation.reversed, left, holds) }
            return words.bareComparison(left, relation, right, holds)
        case .membership(let item, let container, let holds): return words.bareMembership(item, container, holds)
        default: return text(language, wording: wording)
        }
    }
}

extension CELReason.Relation {
    /// The relation of the operands exchanged.
    var reversed: CELReason.Relation {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual: self
        }
    }
}
