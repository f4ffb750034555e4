import CEL
import DubanModel
import DubanWorkflows

extension WorkflowDefinition {
    /// How explanations call the fields of a case and show their values: by the titles of the definition and its tables.
    var wording: CELWording {
        let (data, materials, choices) = (data, materials, choices)
        return CELWording(
            title: { path in WorkflowDefinition.title(path, data, materials) },
            value: { value, path in data[DataPath(path)].flatMap { $0.type.shown(value, choices) } })
    }

    private static let own: [[String]: CELPhrase] = [
        ["case", "number"]: CELPhrase(english: "the case number", chinese: "办件编号"),
        ["case", "opened"]: CELPhrase(english: "the time of opening", chinese: "收件时间"),
        ["missing"]: CELPhrase(english: "missing materials", chinese: "所缺材料"),
        ["materials"]: CELPhrase(english: "materials received", chinese: "已收材料"),
    ]

    private static func title(_ path: [String], _ data: DataSchema, _ materials: [Material]) -> CELPhrase? {
        if let own = own[path] { return own }
        let title =
            path.count == 2 && path[0] == "materials"
            ? materials.first { $0.id == path[1] }?.title : data[DataPath(path)]?.title
        return title.map { CELPhrase(english: $0.english, chinese: $0.chinese) }
    }
}

extension CELExplanation {
    /// As an event keeps it: the rule, and each fact that decided, in both languages and with what was written.
    func because(_ source: String, _ wording: CELWording) -> DataValue {
        let facts = reasons.map { reason -> DataValue in
            [
                "rule": .text(reason.source), "en": .text(reason.text(.english, wording: wording)),
                "zh": .text(reason.text(.chinese, wording: wording)),
            ]
        }
        return [
            "rule": .text(source), "en": .text(text(.english, wording: wording)), "zh": .text(text(.chinese, wording: wording)),
            "facts": .list(facts),
        ]
    }
}
