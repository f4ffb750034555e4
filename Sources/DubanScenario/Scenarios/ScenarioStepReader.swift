import DubanModel
import DubanTime
import DubanWorkflows

/// Reads the steps of a scenario: each is a mapping that has one of the verbs.
struct ScenarioStepReader {
    let findings: Findings
    /// The documents that the file gives names to, so that several scenarios can apply with one.
    var given: [String: DataValue] = [:]

    /// The verbs with the further keys of each; `case`, `refused` and `expect` go with all of them.
    static let verbs: [String: [String]] = [
        "apply": ["by", "workflow", "materials", "draft", "as"], "do": ["action", "by", "data", "materials", "comment", "to", "branch"],
        "withdraw": ["by"], "cancel": ["by"], "suspend": ["by"], "resume": ["by"], "recall": [], "amend": ["by", "reason"],
        "attach": ["by", "material", "pages"], "comment": ["by"], "hand-over": ["to", "returns", "by"], "accept": [], "decline": [],
        "ask": ["reviewer", "by"], "stop-clocks": ["paper", "by"], "run-on": ["paper"], "extend": ["by", "reason"],
        "contest": ["by", "reason"],
        "uphold": ["by", "reason"], "set-aside": ["by", "reason"], "advance": [], "job": ["gives", "files", "fails"], "retry": ["by"],
        "stub": ["gives", "files", "fails", "times", "waits"], "message": ["key", "action", "data", "from"],
    ]

    func step(_ node: YAMLNode) -> ScenarioStep? {
        let found = node.entries.map(\.key).filter { ScenarioStepReader.verbs[$0] != nil }
        // "comment" goes with "do" as well.
        let verbs = found.contains("do") ? found.filter { $0 != "comment" } : found
        guard node.isMapping, verbs.count == 1 || (verbs.isEmpty && node["expect"] != nil) else {
            let known = (ScenarioStepReader.verbs.keys + ["expect"]).sorted()
            let hint = node.entries.lazy.compactMap { nearest(to: $0.key, among: known) }.first.map { "; did you mean \"\($0)\"?" } ?? ""
            findings.add("DW110", "a step has exactly one of \(known.joined(separator: ", "))\(hint)", at: node)
            return nil
        }
        let verb = verbs.first
        let keys = (verb.map { [$0] + (ScenarioStepReader.verbs[$0] ?? []) } ?? []) + ["case", "refused", "expect"]
        guard let map = YAMLMap(node, keys: keys, findings), let read = verb.map({ self.verb($0, map) }) ?? .expect else { return nil }
        return ScenarioStep(
            verb: read, subject: map.optionalText("case"), refusal: map.optionalText("refused"), expectations: expectations(map["expect"]),
            line: node.line)
    }

    private func verb(_ verb: String, _ map: YAMLMap) -> ScenarioStep.Verb? {
        switch verb {
        case "apply": application(map).map { .apply($0) }
        case "do": act(map).map { .act($0) }
        case "advance": time(map).map { .time($0) }
        case "job": map.text("job").map { .job(JobAnswer(step: $0, stub: stub(map), retriedBy: nil)) }
        case "retry": both(map, "retry", "by").map { .job(JobAnswer(step: $0, stub: PluginStub(), retriedBy: $1)) }
        case "stub": map.text("stub").map { .stub(action: $0, stub(map)) }
        case "message": message(map).map { .message($0) }
        case "withdraw", "cancel", "suspend", "resume", "recall", "amend", "attach", "comment": course(verb, map).map { .course($0) }
        default: people(verb, map).map { .people($0) }
        }
    }

    private func both(_ map: YAMLMap, _ first: String, _ second: String) -> (String, String)? {
        guard let one = map.text(first), let other = map.text(second) else { return nil }
        return (one, other)
    }

    // MARK: Verbs

    private func application(_ map: YAMLMap) -> Application? {
        guard let member = map.text("by"), let node = map["apply"], let data = document(node) else { return nil }
        return Application(
            workflow: map.optionalText("workflow"), member: member, data: data,
            materials: map["materials"]?.data ?? .null, isDraft: map.flag("draft"), alias: map.optionalText("as"))
    }

    /// The document of an application: as it is written, or by the name that `given` has for it.
    private func document(_ node: YAMLNode) -> DataValue? {
        guard let name = node.text else { return node.data.isNull ? .emptyRecord : node.data }
        if let document = given[name] { return document }
        let hint = nearest(to: name, among: given.keys.sorted()).map { "; did you mean \"\($0)\"?" } ?? ""
        findings.add("DW110", "\"given\" has no document \"\(name)\"\(hint)", at: node)
        return nil
    }

    private func act(_ map: YAMLMap) -> ScenarioAct? {
        guard let (step, member) = both(map, "do", "by") else { return nil }
        return ScenarioAct(
            step: step, action: map.optionalText("action"), member: member, data: map["data"]?.data ?? .null,
            materials: map["materials"]?.data ?? .null,
            comment: map.optionalText("comment"), target: map.optionalText("to"), branch: map.number("branch", in: 1...1_000))
    }

    private func time(_ map: YAMLMap) -> TimeStep? {
        guard let text = map.text("advance") else { return nil }
        if let moment = try? Moment(text) { return .to(moment) }
        return map.limit("advance").map { .by($0) }
    }

    private func message(_ map: YAMLMap) -> ScenarioMessage? {
        guard let (name, key) = both(map, "message", "key") else { return nil }
        return ScenarioMessage(
            name: name, key: key, action: map.optionalText("action"), data: map["data"]?.data ?? .null,
            sender: map.optionalText("from") ?? "outside")
    }

    private func course(_ verb: String, _ map: YAMLMap) -> Course? {
        guard verb != "recall" else { return map.text("recall").map { .recall(by: $0) } }
        guard let by = map.text("by") else { return nil }
        switch verb {
        case "withdraw": return map.text(verb).map { .withdraw(by: by, reason: $0) }
        case "cancel": return map.text(verb).map { .cancel(by: by, reason: $0) }
        case "suspend": return map.text(verb).map { .suspend(by: by, reason: $0) }
        case "resume": return map.text(verb).map { .resume(by: by, reason: $0) }
        case "comment": return map.text(verb).map { .comment($0, by: by) }
        case "attach":
            return map.text(verb).map {
                .attach(name: $0, material: map.optionalText("material"), pages: map.number("pages", in: 1...10_000) ?? 1, by: by)
            }
        default:
            guard let entry = map["amend"]?.entries.first, let reason = map.text("reason") else { return nil }
            return .amend(DataPath(entry.key), entry.value.data, by: by, reason: reason)
        }
    }

    private func people(_ verb: String, _ map: YAMLMap) -> People? {
        switch verb {
        case "accept", "decline": return map.text(verb).map { .answerHandOver(accepts: verb == "accept", by: $0) }
        case "run-on": return map.text(verb).map { .resumeClocks(paper: map.optionalText("paper"), by: $0) }
        default: break
        }
        guard let by = map.text("by"), let what = map.text(verb) else { return nil }
        switch verb {
        case "hand-over":
            return map.text("to").map { .handOver(step: what == "case" ? nil : what, to: $0, returns: map.flag("returns"), by: by) }
        case "ask": return map.text("reviewer").map { .ask(step: what, reviewer: $0, by: by) }
        case "stop-clocks": return .stopClocks(reason: what, paper: map.optionalText("paper"), by: by)
        case "extend":
            guard let limit = map.limit(verb), let reason = map.text("reason") else { return nil }
            return .extend(by: limit, reason: reason, member: by)
        case "contest": return map.text("reason").map { .contest(promise: what, reason: $0, by: by) }
        default: return map.text("reason").map { .settle(promise: what, isSetAside: verb == "set-aside", reason: $0, by: by) }
        }
    }

    // MARK: Stubs

    func stub(_ node: YAMLNode, keys: [String]) -> PluginStub {
        YAMLMap(node, keys: ["gives", "files", "fails", "times", "waits"] + keys, findings).map { stub($0) } ?? PluginStub()
    }

    private func stub(_ map: YAMLMap) -> PluginStub {
        var stub = PluginStub()
        if let output = map["gives"]?.data, !output.isNull { stub.output = output }
        if map["files"] != nil { stub.files = map.texts("files") }
        stub.failure = map.optionalText("fails")
        stub.failures = map.number("times", in: 1...100)
        stub.waits = map.flag("waits")
        return stub
    }

    // MARK: Expectations

    private func expectations(_ node: YAMLNode?) -> [Expectation] {
        guard let node else { return [] }
        guard node.isMapping else {
            findings.add(
                "DW002", "a mapping was expected here, with \(Expectation.Subject.allCases.map(\.rawValue).joined(separator: ", "))",
                at: node)
            return []
        }
        return node.entries.compactMap { name, key, value in
            guard let subject = Expectation.Subject(rawValue: name) else {
                let known = Expectation.Subject.allCases.map(\.rawValue)
                let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" } ?? "known are \(known.joined(separator: ", "))"
                findings.add("DW003", "there is no key \"\(name)\" here; \(hint)", at: key)
                return nil
            }
            return Expectation(subject: subject, value: value.data, line: key.line)
        }
    }
}
