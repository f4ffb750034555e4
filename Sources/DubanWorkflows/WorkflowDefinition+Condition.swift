import CEL
public import DubanModel

extension WorkflowDefinition {
    /// Compiles a condition over the document of a case, such as a person types it: `certificate.kind == "departure"`.
    /// - Throws: A refusal that says what is wrong and where, or that the condition reads a private field.
    public func condition(_ source: String) throws(Refusal) -> Condition {
        let program: CELProgram
        do {
            program = try CELProgram(source, environment: RuleVocabulary(schema: data).environment)
        } catch {
            throw Refusal(.invalidRequest, "This is no condition over cases of \(name): \(error.rendered(source: source))")
        }
        guard program.resultType == .bool || program.resultType == .dynamic else {
            throw Refusal(.invalidRequest, "The condition \"\(source)\" must be true or false; it gives \(program.resultType).")
        }
        for reference in program.references {
            for length in 1...reference.count where data[DataPath(Array(reference.prefix(length)))]?.isPrivate == true {
                throw Refusal(.invalidRequest, "No condition reads the private field \(reference.joined(separator: ".")): it is sealed.")
            }
        }
        return Condition(source: source, program: program)
    }
}
