import DubanModel
import DubanRunner
import DubanWorkflows

/// What people read for the names of a workflow and of the roster, in both languages; the name itself where nothing is declared.
struct Titles {
    private let definition: WorkflowDefinition?
    private let roster: Roster

    /// The titles of a workflow's version, with today's names of the staff.
    init(_ definition: WorkflowDefinition?, roster: Roster) {
        self.definition = definition
        self.roster = roster
    }

    func workflow(_ name: String) -> LocalizedText { definition?.title ?? .same(name) }

    func step(_ name: String) -> LocalizedText { definition?.steps[name]?.title ?? Sentences.engineSteps[name] ?? .same(name) }

    /// What people read for how a case ended.
    func outcome(_ outcome: String) -> LocalizedText {
        let end = definition?.steps.values.first { step in
            if case .end(outcome) = step.kind { true } else { false }
        }
        return end?.title ?? .same(outcome)
    }

    func action(_ action: String, at step: String) -> LocalizedText {
        switch (definition?.steps[step]?.kind, action) {
        case (_, "claim"), (_, "release"), (_, "send-back"): Sentences.engineActions[action] ?? .same(action)
        case (.task(let task), TaskStep.defaultAction) where task.actions.count == 1:
            LocalizedText(english: "Done", chinese: "完成")
        case (.task(let task), _): task.actions.first { $0.name == action }?.title ?? .same(action)
        case (.wait(let wait), _): wait.actions.first { $0.name == action }?.title ?? .same(action)
        case (nil, _): Sentences.engineActions[action] ?? .same(action)
        default: .same(action)
        }
    }

    func field(_ path: String) -> LocalizedText { definition?.data[DataPath(path)]?.title ?? .same(path) }

    func material(_ id: String) -> LocalizedText { definition?.materials.first { $0.id == id }?.title ?? .same(id) }

    /// A member of staff, also one who left: then by id.
    func person(_ id: String) -> LocalizedText { roster[StaffID(id)]?.name ?? .same(id) }

    /// What made a document: mostly the step of the same name; a template may be declared for several.
    func document(_ name: String) -> LocalizedText {
        if let step = definition?.steps[name] { return step.title }
        let choice = definition?.choices.values.lazy.compactMap { $0[name]?.title }.first
        return choice ?? .same(name)
    }

    /// The actor of a decision, such as `staff:li-na`.
    func actor(_ text: String) -> LocalizedText {
        if text.hasPrefix("staff:") { return person(String(text.dropFirst(6))) }
        if text.hasPrefix("plugin:") {
            let name = text.dropFirst(7)
            return LocalizedText(english: "plugin \(name)", chinese: "插件\(name)")
        }
        switch text {
        case "clock": return LocalizedText(english: "the clock", chinese: "时钟")
        case "system": return LocalizedText(english: "Duban", chinese: "督办系统")
        default: return .same(text)
        }
    }

    /// The value of a field as people read it: choices by their titles, money in yuan, private values as a mask.
    func value(_ value: DataValue, at path: String) -> LocalizedText {
        let type = definition?.data[DataPath(path)]?.type
        switch (value, type) {
        case (.sealed, _): return .same(DataValue.mask)
        case (.text(let text), .choice):
            return definition?.choices.values.lazy.compactMap { $0[text]?.title }.first ?? .same(text)
        case (.text(let text), _): return .same(text)
        case (.integer(let fen), .money):
            let yuan = Money(fen: fen).description
            return LocalizedText(english: "\(yuan) yuan", chinese: "\(yuan) 元")
        case (.bool(let flag), _):
            return flag ? LocalizedText(english: "yes", chinese: "是") : LocalizedText(english: "no", chinese: "否")
        case (.list(let items), _): return .joined(items.map { self.value($0, at: path) })
        case (.null, _): return .same("")
        default: return .same(String(decoding: value.json, as: UTF8.self))
        }
    }

    /// The fields of a document that have a value, in the order of the definition.
    func fields(of data: DataValue) -> [(path: String, value: DataValue)] {
        definition?.data.fields.flatMap { fields($0, at: [], of: data) } ?? []
    }

    private func fields(_ field: Field, at path: [String], of data: DataValue) -> [(path: String, value: DataValue)] {
        let here = path + [field.name]
        if case .record(let inner) = field.type { return inner.flatMap { fields($0, at: here, of: data) } }
        let value = data[DataPath(here)]
        return value.isNull ? [] : [(here.joined(separator: "."), value)]
    }
}

extension LocalizedText {
    /// The same in both languages, as a name is.
    static func same(_ text: String) -> LocalizedText { LocalizedText(english: text, chinese: text) }

    /// Several, as each language lists them.
    static func joined(_ texts: [LocalizedText]) -> LocalizedText {
        LocalizedText(english: texts.map(\.english).joined(separator: ", "), chinese: texts.map(\.chinese).joined(separator: "、"))
    }
}
