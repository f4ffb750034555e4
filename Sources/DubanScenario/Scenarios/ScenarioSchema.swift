public import DubanModel
import DubanWorkflows

/// The JSON Schema of scenario tests.
public enum ScenarioSchema {
    /// The schema of `tests/*.yaml`.
    public static var tests: DataValue {
        let common: [(String, DataValue)] = [
            ("case", text("The case: the scenario's name for it, a workflow, or a number; the last one without.")),
            ("refused", text("The code with which it must be refused.")), ("expect", ["$ref": "#/$defs/expect"]),
        ]
        let steps = ScenarioStepReader.verbs.sorted { $0.key < $1.key }.map { verb, keys in
            object(([verb] + keys).map { ($0, DataValue.emptyRecord) } + common, required: [verb])
        }
        let only = object(common.filter { $0.0 != "refused" }, required: ["expect"])
        let expect = object(Expectation.Subject.allCases.map { ($0.rawValue, DataValue.emptyRecord) }, required: [])
        let stub = object(["gives", "files", "fails", "times", "waits"].map { ($0, DataValue.emptyRecord) }, required: [])
        var schema =
            object(
                [
                    ("duban", ["enum": [1]]), ("at", text("Where each scenario's clock begins.")),
                    ("staff", ["type": "array"]), ("given", ["type": "object"]),
                    ("plugins", ["type": "object", "additionalProperties": stub]),
                    ("scenarios", ["type": "object", "additionalProperties": ["type": "array", "items": ["$ref": "#/$defs/step"]]]),
                ], required: ["duban", "at", "scenarios"]
            ).fields ?? [:]
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["$id"] = "https://duban.example/schemas/workflow-tests.json"
        schema["title"] = "Duban scenario tests"
        schema["$defs"] = ["step": ["anyOf": .list(steps + [only])], "expect": expect]
        return .record(schema)
    }

    private static func text(_ description: String) -> DataValue { ["type": "string", "description": .text(description)] }

    private static func object(_ keys: [(String, DataValue)], required: [String]) -> DataValue {
        var schema: [String: DataValue] = [
            "type": "object", "additionalProperties": false,
            "properties": .record(Dictionary(keys, uniquingKeysWith: { first, _ in first })),
        ]
        if !required.isEmpty { schema["required"] = .list(required.map { .text($0) }) }
        return .record(schema)
    }
}
