import DubanModel
public import DubanWorkflows

/// What is known, or guessed, of how a workflow is worked: how long each step takes, what people decide, what applicants bring.
public struct Handling: Sendable {
    /// How a step is worked.
    struct StepHandling: Sendable {
        var time: TimeDistribution?
        /// How often each action is taken, in parts of any size.
        var actions: [(value: String, weight: Double)] = []
        /// What is filled in, by path: one of these, each as often.
        var data: [(path: DataPath, values: [DataValue])] = []
        /// Of what is awaited, how much comes at all; from 0 to 1.
        var comes: Double?
    }

    /// What a kind of applicant brings.
    struct Applicant: Sendable {
        let weight: Double
        let data: DataValue
        /// The materials that are missing at first.
        let lacks: [String]
    }

    var steps: [String: StepHandling] = [:]
    var jobs: [String: StepHandling] = [:]
    var applicants: [Applicant] = []
    /// How much of the working time people are there for this workflow, from 0 to 1.
    var attendance = 1.0

    /// What is reckoned with where nothing is known: people take about 20 minutes, jobs 2 seconds; what is awaited comes within about 3
    /// days, 8 times of 10; the first action is taken 9 times as often as the others together; a paper is missing 15 times of 100.
    public init() {}

    static let taskTime = TimeDistribution("about 20 min")
    static let jobTime = TimeDistribution("2 s")
    static let answerTime = TimeDistribution("about 3 days")
    static let comes = 0.8
    static let firstAction = 9.0
    static let lacking = 0.15

    /// Reads a file of handling times.
    /// - Returns: What it says, where there is no finding; and all findings.
    public static func load(_ bytes: [UInt8], file: String, for definition: WorkflowDefinition) -> (
        handling: Handling?, findings: [Finding]
    ) {
        let findings = Findings()
        let handling = YAMLNode.read(bytes, file: file, findings).flatMap {
            HandlingReader(findings: findings, definition: definition).handling($0)
        }
        return (findings.list.isEmpty ? handling : nil, findings.sorted)
    }
}

/// Reads `handling.yaml`.
struct HandlingReader {
    let findings: Findings
    let definition: WorkflowDefinition

    func handling(_ node: YAMLNode) -> Handling? {
        guard let map = YAMLMap(node, keys: ["duban", "attendance", "applicants", "steps", "jobs"], findings) else { return nil }
        var handling = Handling()
        handling.attendance = share(map["attendance"]) ?? 1
        handling.applicants = (map["applicants"]?.items ?? []).compactMap { applicant($0) }
        for (name, key, value) in map["steps"]?.entries ?? [] {
            guard let step = definition.steps[name] else {
                let hint = nearest(to: name, among: definition.stepOrder).map { "; did you mean \"\($0)\"?" } ?? ""
                findings.add("DW111", "\"\(name)\" is no step of \(definition.name)\(hint)", at: key)
                continue
            }
            handling.steps[name] = self.step(value, step)
        }
        for (name, _, value) in map["jobs"]?.entries ?? [] { handling.jobs[name] = self.step(value, nil) }
        return handling
    }

    private func applicant(_ node: YAMLNode) -> Handling.Applicant? {
        guard let map = YAMLMap(node, keys: ["weight", "data", "lacks"], findings) else { return nil }
        for paper in map.texts("lacks") where !definition.materials.contains(where: { $0.id == paper }) {
            findings.add("DW111", "\"\(paper)\" is no material of \(definition.name)", at: map["lacks"] ?? node)
        }
        return Handling.Applicant(weight: number(map["weight"]) ?? 1, data: map["data"]?.data ?? .null, lacks: map.texts("lacks"))
    }

    private func step(_ node: YAMLNode, _ step: Step?) -> Handling.StepHandling? {
        guard let map = YAMLMap(node, keys: ["time", "actions", "data", "comes"], findings) else { return nil }
        var handling = Handling.StepHandling()
        if let time = map["time"] {
            handling.time = TimeDistribution(time.text ?? "")
            if handling.time == nil {
                findings.add(
                    "DW111", "write a time such as \"20 min\", \"10 to 30 min\", \"about 20 min\", or \"20 min, 90 % within 45 min\"",
                    at: time)
            }
        }
        for (name, key, value) in map["actions"]?.entries ?? [] {
            if step?.actions.contains(where: { $0.name == name }) == false {
                findings.add("DW111", "\"\(name)\" is no action of the step", at: key)
            }
            handling.actions.append((name, number(value) ?? 0))
        }
        handling.data = (map["data"]?.entries ?? []).map { entry in
            (DataPath(entry.key), entry.value.items?.map(\.data) ?? [entry.value.data])
        }
        handling.comes = share(map["comes"])
        return handling
    }

    /// `0.8`, or `80 %`.
    private func share(_ node: YAMLNode?) -> Double? {
        guard let node else { return nil }
        let text = (node.text ?? "").filter { !$0.isWhitespace }
        let value = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
        guard let value, (0...1).contains(value) else {
            findings.add("DW111", "a share is written like 80 % or 0.8", at: node)
            return nil
        }
        return value
    }

    private func number(_ node: YAMLNode?) -> Double? {
        guard let node else { return nil }
        guard let value = node.text.flatMap({ Double($0) }), value >= 0 else {
            findings.add("DW111", "a number was expected here", at: node)
            return nil
        }
        return value
    }
}
