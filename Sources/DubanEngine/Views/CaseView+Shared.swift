import DubanModel
import DubanTime
import DubanWorkflows

/// What a plugin is given of a case.
extension CaseView {
    /// The shared parts, each named by the definition.
    func shared(_ paths: [DataPath], _ environment: DecisionEnvironment) -> DataValue {
        var data = DataValue.emptyRecord
        for path in paths { data[path] = shared(path, environment) }
        return data
    }

    /// A shared part: a field of the document with the titles of its choices, or what the hall itself knows.
    private func shared(_ path: DataPath, _ environment: DecisionEnvironment) -> DataValue {
        switch path.names.first ?? "" {
        case "case": return caseFacts(environment)
        case "office": return environment.office
        case "handler": return named(state.owner, environment)
        case "supervisor": return named(state.owner.flatMap { environment.roster[$0]?.supervisor }, environment)
        case "materials":
            return .list(definition.materials.filter { state.materials[$0.id] != nil }.map { describe($0, pages: state.materials[$0.id]) })
        case "missing":
            let missing = (try? missingMaterials()) ?? []
            return .list(definition.materials.filter { missing.contains($0.id) }.map { describe($0, pages: nil) })
        case "reason":
            return state.steps.isEmpty ? .null : state[scope: scope].map(\.lastComment) ?? state.lastComment
        default: return withTitles(state.value(at: path, in: scope), at: path)
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
            if let due = promised.derived.due { facts["due"] = .text(calendar.day(of: due).description) }
            facts["limit"] = .integer(Int64(promised.ledger.budget.amount ?? 0))
        }
        if let step = state.steps.last, case .notice(let notice)? = definition.steps[step.step]?.kind,
            case .wait(let wait)? = definition.steps[notice.job.then]?.kind, case .after(let limit) = wait.end,
            let until = try? calendar.due(from: environment.now, limit: limit)
        {
            facts["supplement_until"] = .text(calendar.day(of: until.instant).description)
        }
        return .record(facts)
    }

    private func named(_ member: StaffID?, _ environment: DecisionEnvironment) -> DataValue {
        guard let member else { return .null }
        let name = environment.roster[member]?.name ?? LocalizedText(english: member.name, chinese: member.name)
        return ["name_en": .text(name.english), "name_zh": .text(name.chinese)]
    }

    private func describe(_ material: Material, pages: Int?) -> DataValue {
        var fields: [String: DataValue] = [
            "id": .text(material.id), "title_en": .text(material.title.english), "title_zh": .text(material.title.chinese),
        ]
        if let pages { fields["pages"] = .integer(Int64(pages)) }
        return .record(fields)
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
