/// A node of an expression with its offset in the source.
struct CELExpression: Sendable {
    indirect enum Kind: Sendable {
        case literal(CELValue)
        case variable(String)
        case list([CELExpression])
        case select(CELExpression, field: String)
        case has(CELExpression, field: String)
        case index(CELExpression, CELExpression)
        case unary(Operator, CELExpression)
        case binary(Operator, CELExpression, CELExpression)
        case conditional(CELExpression, CELExpression, CELExpression)
        case call(Function, [CELExpression])
        case quantifier(Quantifier, range: CELExpression, variable: String, CELExpression)
    }

    enum Operator: String, Sendable {
        case or = "||", and = "&&", not = "!", negate = "-u"
        case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
        case add = "+", subtract = "-", multiply = "*", divide = "/", remainder = "%", isIn = "in"
    }

    enum Function: String, Sendable, CaseIterable {
        case size, contains, startsWith, endsWith, timestamp, string, int
    }

    enum Quantifier: String, Sendable, CaseIterable {
        case all, exists
    }

    let kind: Kind
    let offset: Int
}
