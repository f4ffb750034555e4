import DubanModel
import DubanWorkflows
import Foundation
import Testing

/// A shipped bundle with one step replaced by something that does less.
struct Mutant: CustomTestStringConvertible, Sendable {
    /// By what the step is replaced.
    enum Replacement: String, Sendable {
        /// A task of anybody's with the same ways out, so that the work is left to people's memory.
        case task = "a plain task"
        /// Nothing: the case goes on as if it had been done.
        case nothing
    }

    let story: Story
    let step: String
    let kind: String
    let replacement: Replacement

    var testDescription: String { "\(story.testDescription): \(step) (\(kind)) replaced by \(replacement.rawValue)" }

    /// The kinds whose steps keep a promise by themselves.
    private static let kinds = ["record", "wait", "publicity", "each", "lookup", "decide", "call", "schedule", "notice", "job", "choose"]

    /// Those that could be left out unnoticed.
    private static let silent: Set<String> = ["record", "lookup", "notice", "job", "call", "each"]

    /// Every mutant of the shipped bundles.
    static let all: [Mutant] = Story.shipped.flatMap { story -> [Mutant] in
        guard let steps = (try? story.workflow())?["steps"].fields else { return [] }
        return steps.sorted { $0.key < $1.key }.flatMap { name, step -> [Mutant] in
            guard let kind = kinds.first(where: { !step[$0].isNull }) else { return [] }
            let task = kind == "choose" ? [] : [Mutant(story: story, step: name, kind: kind, replacement: .task)]
            // Where branches may fail there is a way that only they lead to; without them it cannot be read.
            let canBeLeftOut = silent.contains(kind) && step["on_fail"].isNull
            return task + (canBeLeftOut ? [Mutant(story: story, step: name, kind: kind, replacement: .nothing)] : [])
        }
    }

    /// The bundle with the step replaced, read without the proofs of the checker: what a scenario notices is the question here.
    func definition() throws -> WorkflowDefinition {
        try story.definition { workflow in
            let original = workflow["steps"][step]
            // What stands in the branches of an `each` goes with it.
            for name in try branches() { workflow[DataPath(["steps", name])] = .null }
            workflow[DataPath(["steps", step])] = replacement == .task ? task(original) : nothing(original)
        }
    }

    /// The steps in the branches that the step opens, and in branches of those.
    private func branches() throws -> Set<String> {
        let regions = try story.definition { _ in }.regions
        var (names, open) = (Set<String>(), [step])
        while let opener = open.popLast() {
            let inner = regions.filter { $0.opener == opener }.flatMap(\.steps)
            names.formUnion(inner)
            open += inner
        }
        return names
    }

    private static func record(_ fields: [String: DataValue]) -> DataValue { .record(fields.filter { !$0.value.isNull }) }

    private func nothing(_ step: DataValue) -> DataValue {
        Mutant.record(["title": step["title"], "choose": [["then": step["then"]]], "set": step["set"], "undo": step["undo"]])
    }

    private func task(_ step: DataValue) -> DataValue {
        var actions = step["actions"].fields ?? [:]
        for key in ["then", "on_conflict", "lapse", "objection", "on_fail", "none", "otherwise", "on_cancel", "finally", "on_error"] {
            let target = step[key]
            let targets = target.fields?.sorted { $0.key < $1.key }.map { ("\(key)-\($0.key)", $0.value) } ?? [(key, target)]
            for (name, target) in targets where !target.isNull {
                let name = name == "then" ? step["wait"].textValue ?? "go-on" : name.replacing("_", with: "-")
                actions[name] = ["then": target, "title": ["en": "Go on", "zh": "继续"]]
            }
        }
        let roles: DataValue = step["by"].isNull ? ["clerk", "specialist", "supervisor", "leader", "finance", "administrator"] : step["by"]
        return Mutant.record([
            "title": step["title"], "task": roles, "form": step["form"], "limit": "10 working days", "actions": .record(actions),
            "set": step["set"], "undo": step["undo"],
        ])
    }
}

extension Story {
    /// `workflow.yaml` as data.
    func workflow() throws -> DataValue {
        let bytes = Array(try Data(contentsOf: folder.appendingPathComponent("workflow.yaml")))
        guard let node = YAMLNode.read(bytes, file: "workflow.yaml", Findings()) else {
            throw Refusal(.invalidDefinition, "\(folder.path) has no workflow.yaml that can be read.")
        }
        return node.data
    }

    /// The bundle with another `workflow.yaml`, read without the checker's proofs.
    func definition(_ change: (inout DataValue) throws -> Void) throws -> WorkflowDefinition {
        var workflow = try workflow()
        try change(&workflow)
        // Data have no order, and a case begins at the first step of the file.
        if workflow["start"].isNull { workflow[DataPath(["start"])] = .text(try start()) }
        var files = BundleFolder.contents(of: folder.path).files.files
        files["workflow.yaml"] = workflow.json
        guard let definition = WorkflowLoader.restore(folder.lastPathComponent, BundleFiles(files)) else {
            throw Refusal(.invalidDefinition, "The mutant of \(testDescription) cannot be read.")
        }
        return definition
    }

    /// The step at which a case begins: the first of the file.
    func start() throws -> String {
        let bytes = Array(try Data(contentsOf: folder.appendingPathComponent("workflow.yaml")))
        return YAMLNode.read(bytes, file: "workflow.yaml", Findings())?["steps"]?.entries.first?.key ?? ""
    }
}
