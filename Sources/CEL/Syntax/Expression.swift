/// A node of an expression, with its place in the source. A class, so that a node takes one word wherever it is held: expressions
/// nest, and so do the functions that walk them.
final class Expression: Sendable {
    let kind: Kind
    /// Where an error points, in bytes: the operator of an operation, the name of a call.
    let offset: Int
    /// The bytes of the source that it was read from.
    let range: Range<Int>
    /// How many nodes lie on the longest way down, itself counted.
    let depth: Int
    /// Numbers the nodes of a resolved expression; the code of a node is found by it.
    let id: Int

    init(_ kind: Kind, at offset: Int, _ range: Range<Int>, id: Int = 0) {
        self.kind = kind
        self.offset = offset
        self.range = range
        self.id = id
        depth = 1 + (kind.children.map(\.depth).max() ?? 0)
    }

    indirect enum Kind: Sendable {
        case literal(CELValue)
        /// A name as it was read; `isRooted` where a dot stands before it. The resolver leaves none of these.
        case identifier(String, isRooted: Bool)
        /// A variable by its full name.
        case variable(String)
        /// A variable that a macro introduced.
        case local(Local)
        case select(Expression, field: String, Access)
        case index(Expression, Expression, isOptional: Bool)
        case list([Item])
        case map([Entry])
        case not(Expression)
        case negate(Expression)
        /// `&&` (conjunction) or `||` of two or more.
        case logic(isConjunction: Bool, [Expression])
        case binary(Operator, Expression, Expression)
        case conditional(Expression, Expression, Expression)
        case call(String, target: Expression?, [Expression])
        case comprehension(Comprehension)
        /// Values that the body names; each is evaluated when it is used first, once.
        case block([Binding], Expression)
        /// `target.optMap(variable, body)`, or `optFlatMap`.
        case optionalMap(Local, Expression, Expression, isFlat: Bool)
    }

    /// How a field is selected.
    enum Access: Sendable { case value, presence, optional }

    enum Operator: String, Sendable {
        case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
        case add = "+", subtract = "-", multiply = "*", divide = "/", remainder = "%", isIn = "in"
    }

    /// An item of a list; an optional one is left out where its value is absent.
    struct Item: Sendable {
        let value: Expression
        let isOptional: Bool
    }

    /// An entry of a map.
    struct Entry: Sendable {
        let key: Expression
        let value: Expression
        let isOptional: Bool
    }

    /// A variable that a macro introduces. The resolver gives each its own number, so that no name can be mistaken.
    struct Local: Sendable, Hashable {
        let name: String
        var number = 0
    }

    /// A name for a value, of `cel.bind` or `cel.block`.
    struct Binding: Sendable {
        let local: Local
        let value: Expression
    }

    /// A macro that walks a list or map.
    struct Comprehension: Sendable {
        enum Kind: String, Sendable {
            case all, exists, existsOne, filter, map, transformList, transformMap, transformMapEntry, sortBy
        }
        let kind: Kind
        let range: Expression
        /// One (item or key) or two (position and item, key and value).
        let variables: [Local]
        let filter: Expression?
        let body: Expression
    }
}

extension Expression.Kind {
    /// The nodes directly below, in the order of the source.
    var children: [Expression] {
        switch self {
        case .literal, .identifier, .variable, .local: []
        case .select(let target, _, _), .not(let target), .negate(let target): [target]
        case .index(let target, let key, _): [target, key]
        case .list(let items): items.map(\.value)
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .logic(_, let operands): operands
        case .binary(_, let left, let right): [left, right]
        case .conditional(let condition, let yes, let no): [condition, yes, no]
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .comprehension(let loop): [loop.range] + (loop.filter.map { [$0] } ?? []) + [loop.body]
        case .block(let bindings, let body): bindings.map(\.value) + [body]
        case .optionalMap(_, let target, let body, _): [target, body]
        }
    }
}
