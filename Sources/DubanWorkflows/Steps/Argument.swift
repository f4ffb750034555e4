public import CEL
public import DubanModel

/// A value that a definition gives to a job or a register: written in the file, or taken from the case.
public indirect enum Argument: Sendable {
    /// As written.
    case literal(DataValue)
    /// What the document holds there, sealed where it is private: `= applicant.name`.
    case path(DataPath)
    /// What the expression yields: `= certificate.kind + "/" + case.number`.
    case expression(Condition)
    /// Named arguments.
    case record([String: Argument])
    /// Arguments in order.
    case list([Argument])
}

/// A compiled expression of the rule language with its source.
public struct Condition: Sendable {
    /// As written in the file.
    public let source: String
    /// Compiled once, when the file was loaded.
    public let program: CELProgram
    /// An expression.
    public init(source: String, program: CELProgram) {
        self.source = source
        self.program = program
    }
}
