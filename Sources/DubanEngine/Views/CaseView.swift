import CEL
import DubanModel
import DubanTime
import DubanWorkflows

/// What conditions, arguments and documents see of a case.
struct CaseView: CELActivation {
    private let state: CaseState
    private let definition: WorkflowDefinition

    init(_ state: CaseState, _ definition: WorkflowDefinition) {
        self.state = state
        self.definition = definition
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
        default:
            guard let field = definition.data[DataPath([name])] else { return nil }
            return CaseView.value(of: state.data[name], as: field.type)
        }
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

    func evaluate(_ condition: Condition) throws(Interruption) -> CELValue {
        do {
            return try condition.program.evaluate(self)
        } catch {
            throw .refused(
                .invalidData, "Case \(state.number) cannot go on: the rule \"\(condition.source)\" came to no value: \(error.message).")
        }
    }

    // MARK: Materials

    /// The materials that are required now, in the order of the definition.
    func requiredMaterials() throws(Interruption) -> [String] {
        var required: [String] = []
        for material in definition.materials {
            if let when = material.when, try evaluate(when) != .bool(true) { continue }
            required.append(material.id)
        }
        return required
    }

    /// The required materials that were not received.
    func missingMaterials() throws(Interruption) -> [String] {
        try requiredMaterials().filter { state.materials[$0] == nil }
    }

    // MARK: Arguments

    /// The value of an argument; a private field stays sealed.
    func value(of argument: Argument) throws(Interruption) -> DataValue {
        switch argument {
        case .literal(let value): return value
        case .path(let path): return state.data[path]
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
    func text(of argument: Argument) throws(Interruption) -> String {
        switch try value(of: argument) {
        case .text(let text): return text
        case .integer(let number): return number.description
        case .sealed(let reference): return reference.digest.description
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

    // MARK: What a plugin is given

    /// A shared part: a field of the document with the titles of its choices, or what the hall itself knows.
    func shared(_ path: DataPath, _ environment: DecisionEnvironment) -> DataValue {
        switch path.names.first ?? "" {
        case "case": return caseFacts(environment)
        case "office": return environment.office
        case "handler": return handler(environment)
        case "materials":
            return .list(definition.materials.filter { state.materials[$0.id] != nil }.map { describe($0, pages: state.materials[$0.id]) })
        case "missing":
            let missing = (try? missingMaterials()) ?? []
            return .list(definition.materials.filter { missing.contains($0.id) }.map { describe($0, pages: nil) })
        case "reason":
            return state.steps.last.flatMap { _ in lastComment() } ?? .null
        default: return withTitles(state.data[path], at: path)
        }
    }

    private func caseFacts(_ environment: DecisionEnvironment) -> DataValue {
        let calendar = environment.calendar
        var facts: [String: DataValue] = [
            "number": .text(state.number.text), "workflow": .text(state.workflow),
            "opened": .text(calendar.day(of: state.openedAt).description), "today": .text(calendar.day(of: environment.now).description),
            "title_en": .text(definition.title.english), "title_zh": .text(definition.title.chinese),
        ]
        if let promised = state.clocks.first(where: { $0.subject == .promised }) {
            facts["due"] = .text(calendar.day(of: promised.due).description)
            facts["limit"] = promised.budget.amount.map { .integer(Int64($0)) }
        }
        if let step = state.steps.last, case .notice(let notice)? = definition.steps[step.step]?.kind,
            case .wait(let wait)? = definition.steps[notice.job.then]?.kind,
            let until = try? calendar.due(from: environment.now, limit: wait.atMost)
        {
            facts["supplement_until"] = .text(calendar.day(of: until.instant).description)
        }
        return .record(facts)
    }

    private func handler(_ environment: DecisionEnvironment) -> DataValue {
        guard let owner = state.owner else { return .null }
        let name = environment.roster[owner]?.name ?? LocalizedText(english: owner.name, chinese: owner.name)
        return ["name_en": .text(name.english), "name_zh": .text(name.chinese)]
    }

    private func describe(_ material: Material, pages: Int?) -> DataValue {
        var fields: [String: DataValue] = [
            "id": .text(material.id), "title_en": .text(material.title.english), "title_zh": .text(material.title.chinese),
        ]
        if let pages { fields["pages"] = .integer(Int64(pages)) }
        return .record(fields)
    }

    /// The comment at the step that was completed last and has one.
    private func lastComment() -> DataValue? {
        definition.stepOrder.reversed().lazy.compactMap { state.comments[$0] }.first
    }

    /// Adds to each choice its titles and the columns of its table: `kind_title_en`, `kind_valid_years`.
    private func withTitles(_ value: DataValue, at path: DataPath) -> DataValue {
        guard case .record(let declared)? = definition.data[path]?.type, var fields = value.fields else { return value }
        for field in declared {
            guard let text = fields[field.name]?.textValue, case .choice = field.type,
                let row = definition.choices.values.lazy.compactMap({ $0[text] }).first
            else { continue }
            fields["\(field.name)_title_en"] = .text(row.title.english)
            fields["\(field.name)_title_zh"] = .text(row.title.chinese)
            for (column, content) in row.columns { fields["\(field.name)_\(column)"] = content }
        }
        return .record(fields)
    }
}

extension ChooseStep {
    /// The first branch whose condition holds, with the rule that decided, for `duban case --why`.
    func branch(in view: CaseView) throws(Interruption) -> (then: String, because: DataValue?) {
        for branch in branches {
            guard let when = branch.when else { return (branch.then, .record(["rule": "otherwise"])) }
            if try view.evaluate(when) == .bool(true) {
                return (branch.then, .record(["rule": .text(when.source), "values": view.values(read: when)]))
            }
        }
        throw .refused(.internalInconsistency, "A choice has no last resort; check the definition.")
    }
}

extension CaseView {
    /// What a condition read, by path; nothing private can be among it.
    fileprivate func values(read condition: Condition) -> DataValue {
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
