import CEL
public import DubanModel
public import DubanWorkflows

extension CaseState {
    /// Whether a condition holds of the case on a day; data of branches is not seen.
    /// - Throws: A refusal where the condition comes to no value.
    public func fits(_ condition: Condition, of definition: WorkflowDefinition, on day: CivilDate) throws(Refusal) -> Bool {
        try CaseView(self, definition, today: day).evaluate(condition) == .bool(true)
    }
}
