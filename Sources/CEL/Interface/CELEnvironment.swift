/// What an expression may use: variables with their types, functions, the container in which names are looked up first.
///
/// An environment is made once and compiles any number of expressions. It is immutable and can be shared between threads.
public struct CELEnvironment: Sendable {
    /// The variables and their types. A name may have dots; the longest that fits counts.
    public let variables: [String: CELType]
    /// The scope in which names are looked up first, such as `duban.rules`; empty for none.
    public let container: String
    /// What an expression may cost.
    public let limits: CELLimits
    /// How an expression is read.
    public let options: Options
    /// The variables that each program holds in this order, whether it reads them or not, so that one `CELBindings` serves many
    /// programs. Empty where each program holds those that it reads.
    public let slots: [String]
    private let functions: [String: [CELFunction]]

    /// How an expression is read.
    public struct Options: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int
        /// Options with these bits.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// `has`, `all`, `exists` and the like are expanded; without it they are functions that nobody has declared.
        public static let macros = Options(rawValue: 1)
        /// Types and names are checked before anything is evaluated; without it a mistake is an error of the evaluation.
        public static let check = Options(rawValue: 2)
        /// All.
        public static let standard: Options = [.macros, .check]
    }

    /// An environment.
    /// - Parameters:
    ///   - variables: The variables and their types.
    ///   - container: The scope in which names are looked up first.
    ///   - functions: Functions beside those of the standard library. One with the name and the types of a standard one is tried first.
    ///   - options: How an expression is read.
    ///   - limits: What an expression may cost.
    ///   - slots: The variables that each program holds, in this order.
    public init(
        variables: [String: CELType] = [:], container: String = "", functions: [CELFunction] = [], options: Options = .standard,
        limits: CELLimits = CELLimits(), slots: [String] = []
    ) {
        self.variables = variables
        self.container = container
        self.options = options
        self.limits = limits
        self.slots = slots
        var table = CELFunction.standard
        for function in functions.reversed() { table[function.name, default: []].insert(function, at: 0) }
        self.functions = table
    }

    /// Compiles an expression.
    /// - Throws: What is wrong with it and where; the error prints as a compiler's.
    public func compile(_ source: String) throws(CELError) -> CELProgram { try CELProgram(source, environment: self) }

    /// The full names that a name may mean, the innermost scope first.
    func candidates(for name: String) -> [String] {
        if name.hasPrefix(".") { return [String(name.dropFirst())] }
        guard !container.isEmpty else { return [name] }
        let parts = container.split(separator: ".")
        return (0...parts.count).reversed().map { (parts.prefix($0) + [Substring(name)]).joined(separator: ".") }
    }

    /// The functions of a name, called on a value or not.
    func overloads(_ name: String, isMember: Bool) -> [CELFunction] { (functions[name] ?? []).filter { $0.isMember == isMember } }

    func hasFunction(_ name: String, isMember: Bool) -> Bool { functions[name]?.contains { $0.isMember == isMember } ?? false }

    /// Whether a name stands for what the standard library makes it, and nothing of the host's.
    func hasStandardFunction(_ name: String) -> Bool { functions[name]?.count == CELFunction.standard[name]?.count }

    /// The names of all functions.
    var functionNames: Dictionary<String, [CELFunction]>.Keys { functions.keys }
}
