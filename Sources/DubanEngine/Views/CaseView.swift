import CEL
import DubanModel
import DubanTime
import DubanWorkflows

/// What conditions, arguments and documents see of a case.
struct CaseView: CELActivation {
    let state: CaseState
    let definition: WorkflowDefinition
    let scope: Int
    let today: CivilDate

    /// - Parameter today: The day of the decision in the zone of the office.
    init(_ state: CaseState, _ definition: WorkflowDefinition, scope: Int = CaseState.rootScope, today: CivilDate) {
        self.state = state
        self.definition = definition
        self.scope = scope
        self.today = today
    }

    // MARK: Conditions

    /// The value of a variable of the rule vocabulary.
    func value(of name: String) -> CELValue? {
        switch name {
        case "case":
            return [
                "number": .string(state.number.text), "opened": .timestamp(CELTimestamp(milliseconds: state.openedAt.milliseconds)),
                "workflow": .string(state.workflow),
            ]
        case "materials": return .map(CELMap(state.materials.mapValues { .int(Int64($0)) }))
        case "missing":
            // A condition over materials reads only the document, so this cannot come back here.
            guard let missing = try? missingMaterials() else { return nil }
            return .list(missing.map { .string($0) })
        case "today": return .timestamp(CELTimestamp(milliseconds: Instant(day: today).milliseconds))
        case "documents":
            // The digest of the last document of each name.
            return .map(CELMap(Dictionary(state.documents.map { ($0.name, .string($0.hash.description)) }, uniquingKeysWith: { $1 })))
        case "done": return .map(CELMap(done.mapValues { .list($0.map { .string($0.name) }) }))
        default:
            guard let type = type(of: name) else { return nil }
            return RuleValue.value(of: state.value(at: DataPath([name]), in: scope), as: type)
        }
    }

    /// Who completed which step, as this scope sees it.
    private var done: [String: [StaffID]] {
        state.chain(from: scope).reversed().reduce(state.completions) { $0.merging($1.completions) { $1 } }
    }

    /// What a name of the document, or of a branch, holds.
    private func type(of name: String) -> FieldType? {
        if let field = definition.data[DataPath([name])] { return field.type }
        for scope in state.chain(from: scope) {
            guard case .each(let each)? = definition.steps[scope.step]?.kind else { continue }
            if each.variable == name { return each.itemType }
            if let field = each.locals.first(where: { $0.name == name }) { return field.type }
        }
        return nil
    }

    func evaluate(_ condition: Condition) throws(Refusal) -> CELValue {
        do throws(CELError) { return try condition.program.evaluate(self) } catch { throw noValue(condition, error) }
    }

    /// The value of a condition and the facts that made it so.
    func explain(_ condition: Condition) throws(Refusal) -> CELExplanation {
        do throws(CELError) { return try condition.program.explain(self) } catch { throw noValue(condition, error) }
    }

    private func noValue(_ condition: Condition, _ error: CELError) -> Refusal {
        Refusal(.invalidData, "Case \(state.number) cannot go on: the rule \"\(condition.source)\" came to no value: \(error.message).")
    }

    // MARK: Materials

    /// The materials that are required now, in the order of the definition.
    func requiredMaterials() throws(Refusal) -> [String] {
        var required: [String] = []
        for material in definition.materials {
            if let when = material.when, try evaluate(when) != .bool(true) { continue }
            required.append(material.id)
        }
        return required
    }

    /// The required materials that were not received.
    func missingMaterials() throws(Refusal) -> [String] {
        try requiredMaterials().filter { state.materials[$0] == nil }
    }

    // MARK: Arguments

    /// The value of an argument; a private field stays sealed.
    func value(of argument: Argument) throws(Refusal) -> DataValue {
        switch argument {
        case .literal(let value): return value
        case .path(let path): return state.value(at: path, in: scope)
        case .expression(let condition): return RuleValue.data(try evaluate(condition))
        case .record(let arguments):
            var fields: [String: DataValue] = [:]
            for (name, argument) in arguments { fields[name] = try value(of: argument) }
            return .record(fields)
        case .list(let arguments):
            var items: [DataValue] = []
            for argument in arguments { items.append(try value(of: argument)) }
            return .list(items)
        }
    }

    /// The value of an argument as text.
    func text(of argument: Argument) throws(Refusal) -> String {
        switch try value(of: argument) {
        case .text(let text): return text
        case .integer(let number): return number.description
        case .list(let items):
            var parts: [String] = []
            for item in items { parts.append(try text(of: .literal(item))) }
            return parts.joined(separator: "/")
        case .sealed(let reference): return reference.token ?? reference.digest.description
        case let other: return String(decoding: other.json, as: UTF8.self)
        }
    }
}
