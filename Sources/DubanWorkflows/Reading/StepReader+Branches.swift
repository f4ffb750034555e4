import CEL
import DubanModel
import DubanTime

/// Steps that open scopes or cases of their own, or come again.
extension StepReader {
    func parallel(_ map: YAMLMap) -> ParallelStep? {
        guard let node = map["parallel"], let then = map.text("then") else { return nil }
        let branches = node.entries.compactMap { name, _, start in start.text.map { ParallelStep.Branch(name: name, start: $0) } }
        guard branches.count >= 2, branches.count == node.entries.count else {
            findings.add("DW035", "a parallel step has two or more branches: {name: first step}", at: node)
            return nil
        }
        let join = join(map["join"], most: branches.count)
        return ParallelStep(branches: branches, join: join, then: then, onFail: map.optionalText("on_fail"))
    }

    private func join(_ node: YAMLNode?, most: Int?) -> Join {
        guard let node else { return .all }
        switch (node.text, node.data.integerValue) {
        case ("all", _): return .all
        case ("any", _): return .any
        case (_, let count?) where count >= 1 && count <= most ?? .max: return .count(Int(count))
        default:
            findings.add("DW036", "\"join\" is all, any, or a number of branches\(most.map { " from 1 to \($0)" } ?? "")", at: node)
            return .all
        }
    }

    func each(_ map: YAMLMap) -> EachStep? {
        guard let node = map["each"], let then = map.text("then"), let start = map.text("start"), let variable = map.text("as") else {
            return nil
        }
        let items: EachStep.Items
        if let text = node.text, text.hasPrefix("role("), text.hasSuffix(")") {
            items = .holders(role: String(text.dropFirst(5).dropLast()))
        } else {
            guard let list = argument(node) else { return nil }
            items = .list(list)
        }
        return EachStep(
            items: items, variable: variable, itemType: itemType(map), locals: locals(map), start: start, isSecret: map.flag("secret"),
            concurrency: map.number("at_once", in: 1...EachStep.maximumItems) ?? EachStep.maximumItems, join: join(map["join"], most: nil),
            collect: map.optionalText("collect").map { DataPath($0) }, then: then, onFail: map.optionalText("on_fail"))
    }

    /// The branch's own fields, as `local:` declares them.
    func locals(_ map: YAMLMap) -> [Field] { map["local"].map { types.schema($0).fields } ?? [] }

    /// What an item is: of the list's element type, or text where the items are members.
    func itemType(_ map: YAMLMap) -> FieldType {
        guard let source = map["each"]?.text, source.hasPrefix("= ") else { return .text }
        let path = DataPath(String(source.dropFirst(2)).filter { !$0.isWhitespace })
        if case .list(let element)? = schema[path]?.type { return element }
        return .text
    }

    func call(_ map: YAMLMap) -> CallStep? {
        guard let workflow = map.text("call"), let then = map.text("then") else { return nil }
        return CallStep(
            workflow: workflow, data: foreignAssignments(map["with"]), into: map.optionalText("into").map { DataPath($0) }, then: then,
            onCancel: map.optionalText("on_cancel"))
    }

    func schedule(_ map: YAMLMap) -> ScheduleStep? {
        guard let node = map["schedule"], let then = map.text("then"), let finally = map.text("finally") else { return nil }
        let schedule: Schedule
        do {
            schedule = try Schedule(node.text ?? "")
        } catch {
            findings.add("DW005", "\(error)", at: node)
            return nil
        }
        var missed = ScheduleStep.Missed.each
        if let node = map["missed"] {
            if let policy = node.text.flatMap({ ScheduleStep.Missed(rawValue: $0) }) {
                missed = policy
            } else {
                findings.add("DW002", "\"missed\" is each or last", at: node)
            }
        }
        return ScheduleStep(
            schedule: schedule, from: argument(map["from"]), into: map.optionalText("as").map { DataPath($0) }, missed: missed,
            until: map["until"].flatMap { vocabulary.condition($0, findings) },
            then: then, finally: finally)
    }

    // MARK: Values

    /// Paths of the document, one alone without brackets.
    func paths(_ map: YAMLMap, _ key: String) -> [DataPath] { map.texts(key).map { DataPath($0) } }

    /// `{path: value}`. What is written there is read as the field wants it, as if somebody had filled it in: amounts in yuan.
    func assignments(_ node: YAMLNode?) -> [Assignment] {
        assignments(node) { schema[$0]?.type }
    }

    /// `{path: value}` for the document of another workflow, which nobody knows here.
    func foreignAssignments(_ node: YAMLNode?) -> [Assignment] { assignments(node) { _ in nil } }

    private func assignments(_ node: YAMLNode?, _ type: (DataPath) -> FieldType?) -> [Assignment] {
        guard let node else { return [] }
        guard node.isMapping else {
            findings.add("DW002", "a mapping of fields to values was expected here", at: node)
            return []
        }
        return node.entries.compactMap { entry in
            let path = DataPath(entry.key)
            return argument(entry.value, as: type(path)).map { Assignment(path: path, value: $0) }
        }
    }

    /// `{name: value}`.
    func arguments(_ node: YAMLNode?) -> [String: Argument] {
        guard let node else { return [:] }
        guard node.isMapping else {
            findings.add("DW002", "a mapping was expected here", at: node)
            return [:]
        }
        return Dictionary(node.entries.compactMap { entry in argument(entry.value).map { (entry.key, $0) } }, uniquingKeysWith: { $1 })
    }

    /// A value: as written, or `= expression`.
    /// - Parameter type: What it is for, where that is known. A value that does not fit stays as it is; the checker tells of it.
    func argument(_ node: YAMLNode?, as type: FieldType? = nil) -> Argument? {
        guard let node else { return nil }
        if node.isMapping {
            let fields: [Field] = if case .record(let fields)? = type { fields } else { [] }
            let values = node.entries.compactMap { entry in
                argument(entry.value, as: fields.first { $0.name == entry.key }?.type).map { (entry.key, $0) }
            }
            return .record(Dictionary(values, uniquingKeysWith: { $1 }))
        }
        if let text = node.text {
            if text.hasPrefix("= ") { return vocabulary.argument(String(text.dropFirst(2)), node, findings) }
            let value = node.data
            return .literal(value.isNull ? value : type.flatMap { DataAdmission.literal(value, as: $0) } ?? value)
        }
        let element: FieldType? = if case .list(let element)? = type { element } else { nil }
        return node.items.map { .list($0.compactMap { argument($0, as: element) }) }
    }
}
