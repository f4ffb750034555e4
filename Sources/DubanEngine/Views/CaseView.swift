import CEL
import DubanModel
import DubanTime
import DubanWorkflows

/// What conditions, arguments and documents see of a case.
struct CaseView: CELActivation {
    let state: CaseState
    let definition: WorkflowDefinition
    let scope: Int

    init(_ state: CaseState, _ definition: WorkflowDefinition, scope: Int = CaseState.rootScope) {
        self.state = state
        self.definition = definition
        self.scope = scope
    }

    // MARK: Conditions

    /// The value of a variable of the rule vocabulary.
    func value(of name: String) -> CELValue? {
        switch name {
        case "case":
            return .map([
                "number": .string(state.number.text), "opened": .timestamp(state.openedAt.milliseconds),
                "workflow": .string(state.workflow),
            ])
        case "materials": return .map(state.materials.mapValues { .int(Int64($0)) })
        case "missing":
            // A condition over materials reads only the document, so this cannot come back here.
            guard let missing = try? missingMaterials() else { return nil }
            return .list(missing.map { .string($0) })
        case "done": return .map(done.mapValues { .list($0.map { .string($0.name) }) })
        default:
            guard let type = type(of: name) else { return nil }
            return CaseView.value(of: state.value(at: DataPath([name]), in: scope), as: type)
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

    private static func value(of data: DataValue, as type: FieldType) -> CELValue? {
        switch (data, type) {
        case (.record(let fields), .record(let declared)):
            return .map(
                Dictionary(
                    declared.compactMap { field in
                        fields[field.name].flatMap { value(of: $0, as: field.type) }.map { (field.name, $0) }
                    }, uniquingKeysWith: { first, _ in first }))
        case (.null, .record): return .map([:])
        case (.text(let text), .date): return CivilDate(text).map { .timestamp(Instant(day: $0).milliseconds) }
        case (.text(let text), _): return .string(text)
        case (.integer(let number), .number): return .double(Double(number))
        case (.integer(let number), _): return .int(number)
        case (.double(let number), _): return .double(number)
        case (.bool(let flag), _): return .bool(flag)
        case (.list(let items), .list(let element)): return .list(items.compactMap { value(of: $0, as: element) })
        default: return nil  // Absent, or sealed: no rule sees it.
        }
    }

    func evaluate(_ condition: Condition) throws(Refusal) -> CELValue {
        do {
            return try condition.program.evaluate(self)
        } catch {
            throw Refusal(
                .invalidData, "Case \(state.number) cannot go on: the rule \"\(condition.source)\" came to no value: \(error.message).")
        }
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
        case .expression(let condition): return CaseView.data(try evaluate(condition))
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
        case .sealed(let reference): return reference.token ?? reference.digest.description
        case let other: return String(decoding: other.json, as: UTF8.self)
        }
    }

    private static func data(_ value: CELValue) -> DataValue {
        switch value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .integer(number)
        case .double(let number): .double(number)
        case .string(let text): .text(text)
        case .timestamp(let instant): .text(Instant(milliseconds: instant).description)
        case .list(let items): .list(items.map { data($0) })
        case .map(let fields): .record(fields.mapValues { data($0) })
        }
    }
}

extension ChooseStep {
    /// The first branch whose condition holds, with the rule that decided, for `duban case --why`.
    func branch(in view: CaseView) throws(Refusal) -> (then: String, because: DataValue?) {
        for branch in branches {
            guard let when = branch.when else { return (branch.then, .record(["rule": "otherwise"])) }
            if try view.evaluate(when) == .bool(true) {
                return (branch.then, .record(["rule": .text(when.source), "values": view.values(read: when)]))
            }
        }
        throw Refusal(.internalInconsistency, "A choice has no last resort; check the definition.")
    }
}

extension CaseView {
    /// What a condition read, by path; nothing private can be among it.
    func values(read condition: Condition) -> DataValue {
        var values: [String: DataValue] = [:]
        for path in condition.program.references {
            var value = self.value(of: path[0])
            for name in path.dropFirst() {
                guard case .map(let fields)? = value else { value = nil; break }
                value = fields[name]
            }
            if let value { values[path.joined(separator: ".")] = CaseView.data(value) }
        }
        return .record(values)
    }
}
