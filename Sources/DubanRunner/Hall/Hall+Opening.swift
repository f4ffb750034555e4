import DubanEngine
public import DubanModel
import DubanWorkflows

extension Hall {
    /// Opens a case.
    /// - Parameter isDraft: Leaves the first task in the inbox, instead of doing it in the same breath.
    public func apply(
        _ request: Request, workflow: String, data: DataValue, materials: DataValue, isDraft: Bool
    ) async throws(Refusal) -> Receipt {
        let body: DataValue = ["apply": .text(workflow), "data": data, "materials": materials, "draft": .bool(isDraft)]
        do {
            return try await open(request, body, workflow: workflow, data: data, materials: materials, isDraft: isDraft)
        } catch {
            // The writer looks for an earlier answer anyway; here it is looked for only where the request cannot be made any more.
            guard let receipt = try earlier(request, body) else { throw error }
            return receipt
        }
    }

    private func open(
        _ request: Request, _ body: DataValue, workflow: String, data: DataValue, materials: DataValue, isDraft: Bool
    ) async throws(Refusal) -> Receipt {
        let definition = try versions.workflow(named: workflow)
        var form: [DataPath] = []
        if case .task(let task)? = definition.steps[definition.start]?.kind { form = task.form }
        let takes = definition.takes
        let admitted = try DataAdmission.admit(data, to: definition, form: form + takes, required: isDraft ? takes : form + takes)
        let pages = try DataAdmission.materials(materials, of: definition)
        let key = try vault.newCaseKey()
        var privacy = WriterItem.Privacy()
        privacy.caseKey = key.wrapped
        let changes = try seal(admitted, under: key, &privacy)
        return try await perform(
            .open(workflow: definition.hash) { .open(.init(id: $0, changes: changes, materials: pages, submits: !isDraft)) }, request, body,
            privacy)
    }
}
