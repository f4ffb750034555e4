/// A compiled expression: nodes in one array that name each other by position, so that evaluation follows numbers and neither
/// copies nor counts references. Immutable.
final class Code: Sendable {
    /// An operation and up to three numbers whose meaning it defines.
    struct Node: Sendable {
        let operation: Operation
        var a: Int32 = 0
        var b: Int32 = 0
        var c: Int32 = 0
        /// Where an error points in the source.
        let offset: Int32
    }

    /// What a node does. The letters are its three numbers.
    enum Operation: UInt8, Sendable {
        /// Constant a.
        case constant
        /// Variable a.
        case variable
        /// Macro variable a.
        case local
        /// Macro variable a, which node b gives its value when it is used first.
        case lazy
        /// Field b (a name) of node a.
        case select, selectPresence, selectOptional
        /// Node b in node a.
        case index, indexOptional
        /// Items in the b children from a; those in the flags c are optional, where c is not negative.
        case list
        /// Keys and values by turns in the b children from a.
        case map
        /// Node a.
        case not, negate
        /// The b children from a.
        case and, or
        /// Nodes a and b; c marks a variable against a constant.
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isIn, add, subtract, multiply, divide, remainder
        /// Node a decides between b and c.
        case conditional
        /// Function c with the b children from a.
        case call
        /// Optional a, or b where it is absent: another optional, or where c is 1 a value.
        case orElse
        /// Functions of the language that rules use most, without the way of a call: of node a, and b where there are two.
        case size, contains, startsWith, endsWith
        /// Node a against pattern b.
        case matches
        /// Loop a.
        case loop
        /// Forgets macro variable a, then node c.
        case block
        /// Loop a with the target as range and the body.
        case optionalMap, optionalFlatMap
        /// Message a is the error.
        case failure
    }

    /// A macro that walks, its parts by their nodes.
    struct Loop: Sendable {
        let kind: Expression.Comprehension.Kind
        let range: Int32
        /// The macro variable for the item or key, or of two the position or key.
        let first: Int
        /// The second of two macro variables.
        let second: Int?
        let filter: Int32?
        let body: Int32
    }

    let nodes: [Node]
    let root: Int32
    let children: [Int32]
    let constants: [CELValue]
    /// The names of fields and the messages of failures.
    let names: [String]
    /// The variables that are read; an activation is asked for them in this order.
    let variables: [String]
    /// For each call, the overloads that take so many arguments.
    let functions: [[CELFunction]]
    let patterns: [Pattern]
    let loops: [Loop]
    /// Which items of a list or entries of a map are optional.
    let flags: [[Bool]]
    /// How many macro variables there are.
    let localCount: Int
    /// The nodes of the expressions, by their numbers.
    let nodeOfExpression: [Int32]

    init(_ builder: CodeBuilder, root: Int32) {
        self.root = root
        nodes = builder.nodes
        children = builder.children
        constants = builder.constants
        names = builder.names
        variables = builder.variables
        functions = builder.functions
        patterns = builder.patterns
        loops = builder.loops
        flags = builder.flags
        localCount = builder.localCount
        nodeOfExpression = builder.nodeOfExpression
    }
}
