import CEL
import DubanModel
import DubanTime

/// Reads `steps:`. What a step may name depends on the region in which it runs.
struct StepReader {
    let schema: DataSchema
    let vocabulary: RuleVocabulary
    let types: SchemaReader
    let findings: Findings

    static let kinds = [
        "task", "choose", "decide", "job", "notice", "wait", "publicity", "record", "lookup", "parallel", "each", "call", "schedule", "end",
    ]
    static let common = ["title", "limit", "on_breach", "undo", "set"]
    static let keys: [String: [String]] = [
        "task": ["task", "candidates", "office", "not", "form", "then", "actions", "several", "decisive", "send_back"],
        "choose": ["choose"], "decide": ["decide", "with", "into", "because", "then", "otherwise"],
        "job": ["job", "with", "share", "into", "queue", "retry", "then", "on_error"],
        "notice": ["notice", "names", "with", "share", "queue", "retry", "then", "on_error"],
        "wait": ["wait", "by", "form", "at_most", "until", "lapse", "stops_clock", "then", "actions", "key"],
        "publicity": ["publicity", "by", "objection", "then"],
        "record": ["record", "as", "serial", "key", "fields", "balance", "then", "on_conflict"],
        "lookup": ["lookup", "key", "number", "where", "balance", "sum", "count", "into", "then", "none"],
        "parallel": ["parallel", "join", "then", "on_fail"],
        "each": ["each", "as", "local", "start", "secret", "at_once", "join", "collect", "then", "on_fail"],
        "call": ["call", "with", "into", "then", "on_cancel"],
        "schedule": ["schedule", "from", "as", "missed", "until", "then", "finally"], "end": ["end"],
    ]

    func step(_ name: String, _ key: YAMLNode, _ node: YAMLNode) -> Step? {
        if !SchemaReader.isStepName(name) || ReservedTarget.all.contains(name) {
            findings.add(
                "DW014",
                "\"\(name)\" is no name for a step: use small letters, digits and -, a letter first; join, fail and undone are reserved",
                at: key)
        }
        let kinds = node.entries.map(\.key).filter { StepReader.kinds.contains($0) }
        guard node.isMapping, kinds.count == 1, let kind = kinds.first else {
            let near = kinds.isEmpty ? node.entries.lazy.compactMap { nearest(to: $0.key, among: StepReader.kinds) }.first : nil
            let hint = near.map { "; did you mean \"\($0)\"?" } ?? ""
            findings.add("DW020", "step \"\(name)\" must have exactly one of \(StepReader.kinds.joined(separator: ", "))\(hint)", at: key)
            return nil
        }
        guard let map = YAMLMap(node, keys: (StepReader.keys[kind] ?? []) + StepReader.common, findings) else { return nil }
        let title = map.title() ?? LocalizedText(english: name, chinese: name)
        if map["title"] == nil, kind != "end" { findings.add("DW006", "step \"\(name)\" needs a title in both languages", at: key) }
        guard let body = body(kind, map) else { return nil }
        return Step(
            name: name, title: title, kind: body, limit: limit(map), undo: map.optionalText("undo"), sets: assignments(map["set"]))
    }

    private func body(_ kind: String, _ map: YAMLMap) -> Step.Kind? {
        switch kind {
        case "task": task(map).map { .task($0) }
        case "choose": choose(map).map { .choose($0) }
        case "decide": decide(map).map { .decide($0) }
        case "job": job(map).map { .job($0) }
        case "notice": notice(map).map { .notice($0) }
        case "wait": wait(map).map { .wait($0) }
        case "publicity": publicity(map).map { .wait($0) }
        case "record": record(map).map { .record($0) }
        case "lookup": lookup(map).map { .lookup($0) }
        case "parallel": parallel(map).map { .parallel($0) }
        case "each": each(map).map { .each($0) }
        case "call": call(map).map { .call($0) }
        case "schedule": schedule(map).map { .schedule($0) }
        default: map.text("end").map { .end(outcome: $0) }
        }
    }

    // MARK: Limits

    private func limit(_ map: YAMLMap) -> StepLimit? {
        let breach = breach(map["on_breach"])
        let isBackdated = isBackdated(map["on_breach"])
        guard let node = map["limit"] else {
            if let node = map["on_breach"] { findings.add("DW027", "\"on_breach\" needs a \"limit\"", at: node) }
            return nil
        }
        guard node.isMapping else { return map.limit("limit").map { StepLimit(time: $0, breach: breach, isBackdated: isBackdated) } }
        guard let parts = YAMLMap(node, keys: ["time"] + LimitsReader.ladderKeys, findings), let time = parts.limit("time") else {
            if !node.entries.contains(where: { $0.key == "time" }) { findings.add("DW004", "\"time\" is missing", at: node) }
            return nil
        }
        return StepLimit(time: time, ladder: LimitsReader.ladder(parts), breach: breach, isBackdated: isBackdated)
    }

    private func breach(_ node: YAMLNode?) -> StepLimit.Breach {
        guard let node, let map = YAMLMap(node, keys: ["deemed", "backdated", "then"], findings) else { return .none }
        if let action = map.optionalText("deemed") { return .deemed(action: action) }
        if let step = map.optionalText("then") { return .go(step: step) }
        findings.add("DW027", "\"on_breach\" says what then happens: {deemed: ACTION} or {then: STEP}", at: node)
        return .none
    }

    /// `on_breach: {deemed: accept, backdated: true}`: the silence counts from when the step was entered.
    private func isBackdated(_ node: YAMLNode?) -> Bool {
        guard let entry = node?.entries.first(where: { $0.key == "backdated" }) else { return false }
        guard case .bool(let flag) = entry.value.data else {
            findings.add("DW002", "\"backdated\" is true or false", at: entry.value)
            return false
        }
        if flag, node?.entries.contains(where: { $0.key == "deemed" }) != true {
            findings.add(
                "DW027", "\"backdated\" goes with \"deemed\": a deemed action counts from when the step was entered", at: entry.value)
        }
        return flag
    }

    // MARK: People

    private func task(_ map: YAMLMap) -> TaskStep? {
        let actions = actions(map, standard: TaskStep.defaultAction, LocalizedText(english: "Done", chinese: "完成"))
        guard !actions.isEmpty else { return nil }
        let quorum = map.number("several", in: 2...100) ?? 1
        let decisive = Set(map.texts("decisive"))
        for name in decisive where !actions.contains(where: { $0.name == name }) {
            findings.add("DW022", "\"decisive\" names \"\(name)\", which is no action of the step", at: map["decisive"] ?? map.node)
        }
        if quorum == 1, let node = map["decisive"] { findings.add("DW022", "\"decisive\" needs \"several\"", at: node) }
        return TaskStep(
            roles: map.texts("task"), candidates: argument(map["candidates"]), office: argument(map["office"]),
            separatedFrom: map.texts("not"),
            form: paths(map, "form"), actions: actions, quorum: quorum, decisive: decisive,
            sendsBack: map["send_back"]?.data != .bool(false))
    }

    /// `actions:`, or `then:` for the single one.
    private func actions(_ map: YAMLMap, standard: String, _ title: LocalizedText) -> [TaskStep.Action] {
        if let node = map["actions"] {
            if map["then"] != nil { findings.add("DW021", "either \"then\" or \"actions\" says where the step leads", at: node) }
            if !node.isMapping { findings.add("DW002", "a mapping of actions was expected here", at: node) }
            return node.entries.compactMap { action($0.key, $0.keyNode, $0.value) }
        }
        return map.text("then").map { [.init(name: standard, title: title, then: $0)] } ?? []
    }

    private func action(_ name: String, _ key: YAMLNode, _ node: YAMLNode) -> TaskStep.Action? {
        if TaskStep.builtInActions.contains(name) {
            findings.add("DW022", "\"\(name)\" is what every task has; name the action otherwise", at: key)
            return nil
        }
        if let then = node.text { return .init(name: name, title: LocalizedText(english: name, chinese: name), then: then) }
        guard let map = YAMLMap(node, keys: ["then", "title", "comment", "form", "set"], findings), let then = map.text("then") else {
            return nil
        }
        if let comment = map.optionalText("comment"), comment != "required" {
            findings.add("DW002", "\"comment\" can only be \"required\"", at: map["comment"] ?? node)
        }
        if let form = map.optionalText("form"), form != "optional" {
            findings.add("DW002", "\"form\" of an action can only be \"optional\"", at: map["form"] ?? node)
        }
        let title = map.title() ?? LocalizedText(english: name, chinese: name)
        return .init(
            name: name, title: title, then: then, requiresComment: map["comment"] != nil, requiresForm: map["form"] == nil,
            sets: assignments(map["set"]))
    }

    private func wait(_ map: YAMLMap) -> WaitStep? {
        guard let message = map.text("wait"), let lapse = map.text("lapse") else { return nil }
        guard let end = waitEnd(map) else { return nil }
        let isTimer = map["then"] == nil && map["actions"] == nil
        let title = map.title() ?? LocalizedText(english: message, chinese: message)
        let actions = isTimer ? [] : actions(map, standard: message, title)
        if !isTimer, map["by"] == nil, map["key"] == nil {
            findings.add(
                "DW004", "\"by\" is missing: the role that reports it; or \"key\", where a message from outside does", at: map.node)
        }
        return WaitStep(
            message: message, actions: actions, roles: map.texts("by"), form: paths(map, "form"), correlation: argument(map["key"]),
            end: end,
            lapse: lapse, stopsClock: map.optionalText("stops_clock"))
    }

    private func waitEnd(_ map: YAMLMap) -> WaitStep.End? {
        if let node = map["until"] {
            if map["at_most"] != nil { findings.add("DW025", "a wait has either \"at_most\" or \"until\"", at: node) }
            return argument(node).map { .on($0) }
        }
        if map["at_most"] == nil {
            findings.add("DW025", "a wait needs \"at_most\" or \"until\", so that no case waits for ever", at: map.node)
        }
        return map.limit("at_most").map { .after($0) }
    }

    /// A public notice 公示: time passes, and an objection opens a re-check.
    private func publicity(_ map: YAMLMap) -> WaitStep? {
        guard let time = map.limit("publicity"), let then = map.text("then"), let objection = map.text("objection") else { return nil }
        if map["by"] == nil { findings.add("DW004", "\"by\" is missing: the role that records an objection", at: map.node) }
        let action = TaskStep.Action(
            name: "objection", title: LocalizedText(english: "Objection", chinese: "异议"), then: objection, requiresComment: true)
        return WaitStep(message: "publicity", actions: [action], roles: map.texts("by"), end: .after(time), lapse: then)
    }
}
