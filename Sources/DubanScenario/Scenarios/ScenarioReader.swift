import DubanModel
import DubanTime
public import DubanWorkflows

/// Reads files of scenario tests; docs/workflow-language.md has the format.
public enum ScenarioLoader {
    /// Loads a file.
    /// - Parameter name: The file's name, under which findings name it.
    /// - Returns: The scenarios, where there is no finding; and all findings.
    public static func load(_ bytes: [UInt8], name: String) -> (file: ScenarioFile?, findings: [Finding]) {
        let findings = Findings()
        let file = YAMLNode.read(bytes, file: name, findings).flatMap { ScenarioReader(findings, given: $0["given"]).file($0, name) }
        return (findings.list.isEmpty ? file : nil, findings.sorted)
    }
}

/// Reads a file of scenarios with the places of its steps.
struct ScenarioReader {
    let findings: Findings
    let steps: ScenarioStepReader

    init(_ findings: Findings, given: YAMLNode? = nil) {
        self.findings = findings
        steps = ScenarioStepReader(
            findings: findings,
            given: Dictionary((given?.entries ?? []).map { ($0.key, $0.value.data) }, uniquingKeysWith: { first, _ in first }))
    }

    func file(_ node: YAMLNode, _ name: String) -> ScenarioFile? {
        guard let map = YAMLMap(node, keys: ["duban", "at", "staff", "plugins", "given", "scenarios"], findings) else { return nil }
        if map["duban"]?.data != .integer(1) {
            findings.add("DW007", "the file must begin with \"duban: 1\", the version of the language", at: map["duban"] ?? node)
        }
        guard let start = map.text("at").flatMap({ moment($0, map["at"] ?? node) }) else { return nil }
        var stubs: [String: PluginStub] = [:]
        for (action, key, value) in map["plugins"]?.entries ?? [] {
            if action.split(separator: ".").count != 2 {
                findings.add("DW110", "\"\(action)\" is no plugin with its action, such as documents.render", at: key)
            }
            stubs[action] = steps.stub(value, keys: [])
        }
        guard let scenarios = map["scenarios"], scenarios.isMapping else {
            findings.add("DW004", "\"scenarios\" is missing: a mapping of names to steps", at: node)
            return nil
        }
        return ScenarioFile(
            name: name, start: start, staff: map["staff"].flatMap { roster($0) }, stubs: stubs,
            scenarios: scenarios.entries.map { scenario($0.key, $0.keyNode, $0.value) })
    }

    private func scenario(_ name: String, _ key: YAMLNode, _ node: YAMLNode) -> Scenario {
        if node.isMapping || node.text != nil { findings.add("DW110", "a scenario is a list of steps", at: node) }
        return Scenario(
            name: name, steps: node.isMapping || node.text != nil ? [] : (node.items ?? []).compactMap { steps.step($0) }, line: key.line)
    }

    private func moment(_ text: String, _ node: YAMLNode) -> Moment? {
        do throws(MomentError) {
            return try Moment(text)
        } catch {
            findings.add("DW005", error.description, at: node)
            return nil
        }
    }

    /// The members who work here, as `config/staff.yaml` lists them.
    private func roster(_ node: YAMLNode) -> Roster? { RosterLoader.read(items: node, findings) }
}
