import CEL
import DubanModel
import DubanTime

/// Steps that run by themselves.
extension StepReader {
    func choose(_ map: YAMLMap) -> ChooseStep? {
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

    func decide(_ map: YAMLMap) -> DecideStep? {
        guard let table = map.text("decide"), let into = map.text("into"), let then = map.text("then") else { return nil }
        return DecideStep(
            table: table, inputs: arguments(map["with"]), into: DataPath(into),
            because: map.optionalText("because").map { DataPath($0) }, then: then, otherwise: map.optionalText("otherwise"))
    }

    func job(_ map: YAMLMap) -> JobStep? {
        guard let name = map.text("job"), let then = map.text("then") else { return nil }
        let parts = name.split(separator: ".")
        guard parts.count == 2 else {
            findings.add("DW024", "a job names a plugin and what it is asked for, such as documents.render", at: map["job"] ?? map.node)
            return nil
        }
        return job(String(parts[0]), String(parts[1]), map, then)
    }

    func notice(_ map: YAMLMap) -> NoticeStep? {
        guard let template = map.text("notice"), let then = map.text("then") else { return nil }
        if let names = map.optionalText("names"), names != "missing" {
            findings.add("DW002", "\"names\" can only be \"missing\"", at: map["names"] ?? map.node)
        }
        return NoticeStep(template: template, namesMissing: map["names"] != nil, job: job("documents", "render", map, then))
    }

    private func job(_ plugin: String, _ action: String, _ map: YAMLMap, _ then: String) -> JobStep {
        JobStep(
            plugin: plugin, action: action, arguments: arguments(map["with"]), shares: paths(map, "share"),
            into: map.optionalText("into").map { DataPath($0) }, queue: map.optionalText("queue"),
            retry: map["retry"].flatMap { RetryReader.policy($0, findings) }, then: then, onError: map.optionalText("on_error"))
    }

    func record(_ map: YAMLMap) -> RecordStep? {
        guard let register = map.text("record"), let then = map.text("then") else { return nil }
        var serial: SerialPattern?
        if let node = map["serial"] {
            serial = SerialPattern(node.text ?? "")
            if serial == nil {
                findings.add("DW026", "a serial is text with one {0000} and perhaps {year}, such as CERT-{year}-{0000}", at: node)
            }
        }
        if let node = map["as"], serial == nil { findings.add("DW026", "\"as\" needs a \"serial\"", at: node) }
        let conflict = conflict(map["on_conflict"])
        return RecordStep(
            register: register, serial: serial, into: map.optionalText("as").map { DataPath($0) }, key: key(map),
            fields: arguments(map["fields"]),
            balances: balances(map["balance"]), then: then, onDuplicate: conflict.duplicate, onShortfall: conflict.shortfall)
    }

    /// `on_conflict: STEP`, or `{key: STEP, balance: STEP}`.
    private func conflict(_ node: YAMLNode?) -> (duplicate: String?, shortfall: String?) {
        guard let node else { return (nil, nil) }
        if let step = node.text { return (step, step) }
        guard let map = YAMLMap(node, keys: ["key", "balance"], findings) else { return (nil, nil) }
        return (map.optionalText("key"), map.optionalText("balance"))
    }

    /// A key may be made of private fields only where their values have tokens.
    private func key(_ map: YAMLMap) -> Argument? {
        guard let node = map["key"], let argument = argument(node) else { return nil }
        for path in argument.keyPaths {
            guard let field = schema[path], field.isPrivate, !field.isFindable else { continue }
            findings.add(
                "DW012",
                "the key is made of the private field \(path), whose value is sealed anew in each case; give the field \"find: true\"",
                at: node)
        }
        return argument
    }

    private func balances(_ node: YAMLNode?) -> [BalanceChange] {
        guard let node else { return [] }
        return (node.isMapping ? [node] : node.items ?? []).compactMap { item in
            guard let map = YAMLMap(item, keys: ["register", "account", "add", "at_least"], findings),
                let account = argument(map["account"]),
                let amount = argument(map["add"])
            else {
                findings.add("DW028", "a balance says {register: …, account: …, add: …, at_least: …}", at: item)
                return nil
            }
            return BalanceChange(register: map.optionalText("register"), account: account, amount: amount, floor: argument(map["at_least"]))
        }
    }

    func lookup(_ map: YAMLMap) -> LookupStep? {
        guard let register = map.text("lookup"), let into = map.text("into"), let then = map.text("then") else { return nil }
        let selections = ["key", "number", "where", "balance"].filter { map[$0] != nil }
        guard selections.count == 1, let selection = selection(selections[0], map) else {
            findings.add("DW029", "a look-up has exactly one of key, number, where, balance", at: map.node)
            return nil
        }
        var yield = LookupStep.Yield.entries
        if let field = map.optionalText("sum") { yield = .sum(field) }
        if map.flag("count") { yield = .count }
        if map["sum"] != nil, map["count"] != nil { findings.add("DW029", "a look-up yields either a sum or a count", at: map.node) }
        return LookupStep(
            register: register, selection: selection, yield: yield, into: DataPath(into), then: then, none: map.optionalText("none"))
    }

    private func selection(_ kind: String, _ map: YAMLMap) -> LookupStep.Selection? {
        switch kind {
        case "key": argument(map["key"]).map { .key($0) }
        case "number": argument(map["number"]).map { .number($0) }
        case "balance": argument(map["balance"]).map { .balance($0) }
        default: .fields(arguments(map["where"]))
        }
    }
}

extension Argument {
    /// The paths of which a key is made.
    fileprivate var keyPaths: [DataPath] {
        switch self {
        case .path(let path): [path]
        case .list(let arguments): arguments.flatMap(\.keyPaths)
        case .record(let arguments): arguments.values.flatMap(\.keyPaths)
        case .literal, .expression: []
        }
    }
}
