import CEL
import DubanModel
import DubanTime

/// Reads `steps:`.
struct StepReader {
    let vocabulary: RuleVocabulary
    let findings: Findings

    private static let kinds = ["task", "choose", "job", "notice", "wait", "record", "end"]
    private static let common = ["title", "limit"]
    private static let keys: [String: [String]] = [
        "task": ["task", "not", "form", "then", "actions"], "choose": ["choose"],
        "job": ["job", "with", "share", "into", "queue", "retry", "then", "on_error"],
        "notice": ["notice", "names", "with", "share", "queue", "retry", "then", "on_error"],
        "wait": ["wait", "by", "form", "at_most", "lapse", "stops_clock", "then"],
        "record": ["record", "as", "serial", "key", "fields", "then"], "end": ["end"],
    ]

    func step(_ name: String, _ node: YAMLNode) -> Step? {
        let kinds = node.entries.map(\.key).filter { StepReader.kinds.contains($0) }
        guard kinds.count == 1, let kind = kinds.first else {
            findings.add("DW020", "step \"\(name)\" must have exactly one of \(StepReader.kinds.joined(separator: ", "))", at: node)
            return nil
        }
        guard let map = YAMLMap(node, keys: (StepReader.keys[kind] ?? []) + StepReader.common, findings) else { return nil }
        let title = map.title() ?? LocalizedText(english: name, chinese: name)
        guard let body = body(kind, map) else { return nil }
        return Step(name: name, title: title, kind: body, limit: map.limit("limit"))
    }

    private func body(_ kind: String, _ map: YAMLMap) -> Step.Kind? {
        switch kind {
        case "task": task(map).map { .task($0) }
        case "choose": choose(map).map { .choose($0) }
        case "job": job(map).map { .job($0) }
        case "notice": notice(map).map { .notice($0) }
        case "wait": wait(map).map { .wait($0) }
        case "record": record(map).map { .record($0) }
        default: map.text("end").map { .end(outcome: $0) }
        }
    }

    private func task(_ map: YAMLMap) -> TaskStep? {
        var actions: [TaskStep.Action] = []
        if let node = map["actions"] {
            if map["then"] != nil { findings.add("DW021", "a task has either \"then\" or \"actions\"", at: node) }
            actions = node.entries.compactMap { action($0.key, $0.keyNode, $0.value) }
        } else if let then = map.text("then") {
            let title = LocalizedText(english: "Done", chinese: "完成")
            actions = [.init(name: TaskStep.defaultAction, title: title, then: then)]
        }
        guard !actions.isEmpty else { return nil }
        return TaskStep(
            roles: map.texts("task"), separatedFrom: map.texts("not"), form: map.texts("form").map { DataPath($0) }, actions: actions)
    }

    private func action(_ name: String, _ key: YAMLNode, _ node: YAMLNode) -> TaskStep.Action? {
        if name == "claim" || name == "release" {
            findings.add("DW022", "\"\(name)\" is what every task has; name the action otherwise", at: key)
            return nil
        }
        if let then = node.text { return .init(name: name, title: LocalizedText(english: name, chinese: name), then: then) }
        guard let map = YAMLMap(node, keys: ["then", "title", "comment"], findings), let then = map.text("then") else { return nil }
        if let comment = map.optionalText("comment"), comment != "required" {
            findings.add("DW002", "\"comment\" can only be \"required\"", at: node)
        }
        let title = map.title() ?? LocalizedText(english: name, chinese: name)
        return .init(name: name, title: title, then: then, requiresComment: map["comment"] != nil)
    }

    private func choose(_ map: YAMLMap) -> ChooseStep? {
        let branches = (map["choose"]?.items ?? []).compactMap { node -> ChooseStep.Branch? in
            guard let branch = YAMLMap(node, keys: ["when", "then"], findings), let then = branch.text("then") else { return nil }
            guard let when = branch["when"] else { return .init(when: nil, then: then) }
            return vocabulary.condition(when, findings).map { .init(when: $0, then: then) }
        }
        if branches.last?.when != nil || branches.dropLast().contains(where: { $0.when == nil }) || branches.isEmpty {
            findings.add("DW023", "the last branch of a choice, and only it, has no \"when\": the last resort", at: map.node)
        }
        return branches.isEmpty ? nil : ChooseStep(branches: branches)
    }

    private func job(_ map: YAMLMap) -> JobStep? {
        guard let name = map.text("job"), let then = map.text("then") else { return nil }
        let parts = name.split(separator: ".")
        guard parts.count == 2 else {
            findings.add("DW024", "a job names a plugin and what it is asked for, such as documents.render", at: map.node)
            return nil
        }
        return JobStep(
            plugin: String(parts[0]), action: String(parts[1]), arguments: arguments(map["with"]),
            shares: map.texts("share").map { DataPath($0) }, into: map.optionalText("into").map { DataPath($0) },
            queue: map.optionalText("queue"), retry: retry(map["retry"]), then: then, onError: map.optionalText("on_error"))
    }

    private func notice(_ map: YAMLMap) -> NoticeStep? {
        guard let template = map.text("notice"), let then = map.text("then") else { return nil }
        if let names = map.optionalText("names"), names != "missing" {
            findings.add("DW002", "\"names\" can only be \"missing\"", at: map.node)
        }
        let job = JobStep(
            plugin: "documents", action: "render", arguments: arguments(map["with"]), shares: map.texts("share").map { DataPath($0) },
            queue: map.optionalText("queue"), retry: retry(map["retry"]), then: then, onError: map.optionalText("on_error"))
        return NoticeStep(template: template, namesMissing: map["names"] != nil, job: job)
    }

    private func wait(_ map: YAMLMap) -> WaitStep? {
        guard let message = map.text("wait"), let then = map.text("then"), let lapse = map.text("lapse") else { return nil }
        guard let atMost = map.limit("at_most") else {
            if map["at_most"] == nil { findings.add("DW025", "a wait needs \"at_most\", so that no case waits for ever", at: map.node) }
            return nil
        }
        if map["by"] == nil { findings.add("DW004", "\"by\" is missing: the role that reports it", at: map.node) }
        return WaitStep(
            message: message, title: map.title() ?? LocalizedText(english: message, chinese: message), roles: map.texts("by"),
            form: map.texts("form").map { DataPath($0) }, atMost: atMost, lapse: lapse, stopsClock: map.optionalText("stops_clock"),
            then: then)
    }

    private func record(_ map: YAMLMap) -> RecordStep? {
        guard let register = map.text("record"), let then = map.text("then") else { return nil }
        var serial: SerialPattern?
        if let node = map["serial"] {
            serial = SerialPattern(node.text ?? "")
            if serial == nil {
                findings.add("DW026", "a serial is text with one {0000} and perhaps {year}, such as CERT-{year}-{0000}", at: node)
            }
        }
        if map["as"] != nil, serial == nil { findings.add("DW026", "\"as\" needs a \"serial\"", at: map.node) }
        return RecordStep(
            register: register, serial: serial, into: map.optionalText("as").map { DataPath($0) },
            key: map["key"].flatMap { argument($0) }, fields: arguments(map["fields"]), then: then)
    }

    private func arguments(_ node: YAMLNode?) -> [String: Argument] {
        guard let node else { return [:] }
        guard node.isMapping else {
            findings.add("DW002", "a mapping was expected here", at: node)
            return [:]
        }
        return Dictionary(node.entries.compactMap { entry in argument(entry.value).map { (entry.key, $0) } }, uniquingKeysWith: { $1 })
    }

    private func argument(_ node: YAMLNode) -> Argument? {
        if node.isMapping { return .record(arguments(node)) }
        if let text = node.text {
            return text.hasPrefix("= ") ? vocabulary.argument(String(text.dropFirst(2)), node, findings) : .literal(node.data)
        }
        return node.items.map { .list($0.compactMap { argument($0) }) }
    }

    private func retry(_ node: YAMLNode?) -> RetryPolicy? {
        guard let node else { return nil }
        return RetryReader.policy(node, findings)
    }
}

/// Reads `{attempts, first, factor, maximum}`.
enum RetryReader {
    static func policy(_ node: YAMLNode, _ findings: Findings) -> RetryPolicy? {
        guard let map = YAMLMap(node, keys: ["attempts", "first", "factor", "maximum"], findings) else { return nil }
        let standard = RetryPolicy.standard
        var factor = standard.factor
        if let node = map["factor"] {
            switch node.data {
            case .double(let value) where (1...100).contains(value): factor = value
            case .integer(let value) where (1...100).contains(value): factor = Double(value)
            default: findings.add("DW002", "\"factor\" must be a number from 1 to 100", at: node)
            }
        }
        return RetryPolicy(
            attempts: map.number("attempts", in: 1...1_000) ?? standard.attempts, first: map.duration("first") ?? standard.first,
            factor: factor, maximum: map.duration("maximum") ?? standard.maximum)
    }
}
