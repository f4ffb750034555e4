import CEL
import DubanModel

/// Proves what can be proved about a definition before a case runs on it: that every step can be reached and can come to an end,
/// that no loop runs without a person or timer in it, that what is read can have been written, that somebody can do each task.
struct WorkflowChecker {
    let definition: WorkflowDefinition
    let findings: Findings
    private let roster: Roster?
    private let root: YAMLNode
    private let nodes: [String: YAMLNode]

    init(_ definition: WorkflowDefinition, _ root: YAMLNode, _ roster: Roster?, _ findings: Findings) {
        self.definition = definition
        self.findings = findings
        self.roster = roster
        self.root = root
        let steps = root.entries.first { $0.key == "steps" }?.value.entries ?? []
        nodes = Dictionary(steps.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    func check() {
        checkTargets()
        guard findings.list.isEmpty else { return }  // The graph below is only as good as its edges.
        checkReachability()
        checkAutomaticLoops()
        checkDocument()
        for step in definition.steps.values { checkStep(step) }
        if let roster { checkPeople(roster) }
    }

    private func node(of step: String) -> YAMLNode { nodes[step] ?? root }

    // MARK: Structure

    private func checkTargets() {
        for step in definition.steps.values {
            for target in step.targets where definition.steps[target] == nil && !isReserved(target, at: step) {
                let hint = nearest(to: target, among: definition.stepOrder).map { "; did you mean \"\($0)\"?" } ?? ""
                findings.add("DW030", "step \"\(step.name)\" leads to \"\(target)\", which is no step\(hint)", at: node(of: step.name))
            }
            if case .task(let task) = step.kind {
                for other in task.separatedFrom where definition.steps[other] == nil {
                    findings.add("DW030", "\"not\" of step \"\(step.name)\" names \"\(other)\", which is no step", at: node(of: step.name))
                }
            }
        }
        if definition.steps[definition.start] == nil { findings.add("DW030", "the start \"\(definition.start)\" is no step", at: root) }
        if let starts = definition.limits?.starts, definition.steps[starts] == nil {
            findings.add("DW030", "the limits start at \"\(starts)\", which is no step", at: root)
        }
    }

    /// Whether a target is where the step's own region ends, or what takes something back does.
    private func isReserved(_ target: String, at step: Step) -> Bool {
        switch target {
        case ReservedTarget.join, ReservedTarget.fail: definition.region(of: step.name) != Region.root
        case ReservedTarget.undone: true
        default: false
        }
    }

    private func checkReachability() {
        let reached = closure(from: [definition.start]) { name in
            guard let step = definition.steps[name] else { return [] }
            return step.targets + branchStarts(of: step) + [step.undo].compactMap { $0 }
        }
        for name in definition.stepOrder where !reached.contains(name) {
            findings.add("DW031", "step \"\(name)\" cannot be reached from \"\(definition.start)\"", at: node(of: name))
        }
        var sources: [String: [String]] = [:]
        for step in definition.steps.values { for target in step.targets { sources[target, default: []].append(step.name) } }
        let ends = definition.steps.values.filter { if case .end = $0.kind { true } else { false } }.map(\.name) + ReservedTarget.all
        let ending = closure(from: ends) { sources[$0] ?? [] }
        for name in definition.stepOrder where !ending.contains(name) {
            findings.add("DW032", "from step \"\(name)\" no way leads to an end", at: node(of: name))
        }
    }

    /// A loop must stop at a person or a timer: take these steps out, and no loop may be left.
    private func checkAutomaticLoops() {
        let automatic = definition.steps.values.filter { !$0.waits }
        for step in automatic {
            let reached = closure(from: step.targets.filter { !(definition.steps[$0]?.waits ?? true) }) { name in
                (definition.steps[name]?.targets ?? []).filter { !(definition.steps[$0]?.waits ?? true) }
            }
            if reached.contains(step.name) {
                findings.add(
                    "DW033", "step \"\(step.name)\" lies on a loop in which no person and no timer stands", at: node(of: step.name))
            }
        }
    }

    private func branchStarts(of step: Step) -> [String] {
        switch step.kind {
        case .parallel(let parallel): parallel.branches.map(\.start)
        case .each(let each): [each.start]
        default: []
        }
    }

    private func closure(from start: [String], _ next: (String) -> [String]) -> Set<String> {
        var reached = Set(start)
        var open = start
        while let name = open.popLast() {
            for target in next(name) where reached.insert(target).inserted { open.append(target) }
        }
        return reached
    }

    // MARK: Data

    /// A field is read only where every way from the start can have written it: what is written on some way to a step.
    private func checkDocument() {
        var written: [String: Set<String>] = [definition.start: []]
        var open = [definition.start]
        while let name = open.popLast() {
            guard let step = definition.steps[name] else { continue }
            let after = (written[name] ?? []).union(step.writes.map(\.description))
            for target in step.targets + branchStarts(of: step) + [step.undo].compactMap({ $0 }) {
                let merged = (written[target] ?? []).union(after)
                if written[target] != merged {
                    written[target] = merged
                    open.append(target)
                }
            }
        }
        for step in definition.steps.values {
            let known = (written[step.name] ?? []).union(step.writes.map(\.description))
            for path in step.reads where definition.data[path] != nil && !isWritten(path, known) {
                findings.add(
                    "DW040", "step \"\(step.name)\" reads \(path), which no step before it can have written", at: node(of: step.name))
            }
        }
    }

    private func isWritten(_ path: DataPath, _ written: Set<String>) -> Bool {
        let text = path.description
        return written.contains { $0 == text || text.hasPrefix($0 + ".") || $0.hasPrefix(text + ".") }
    }

    private func checkStep(_ step: Step) {
        let node = node(of: step.name)
        let schema = definition.schema(at: step.name)
        for path in step.writes + step.shares where schema[path] == nil && !RuleVocabulary.reserved.contains(path.names[0]) {
            let known = schema.fields.map(\.name) + RuleVocabulary.reserved
            let hint = nearest(to: path.names[0], among: known).map { "; the nearest is \"\($0)\"" } ?? ""
            findings.add("DW041", "step \"\(step.name)\" names \(path), which the document does not have\(hint)", at: node)
        }
        switch step.kind {
        case .task:
            if step.limit == nil { findings.add("DW051", "step \"\(step.name)\" waits for a person and needs a \"limit\"", at: node) }
        case .notice(let notice): checkTemplate(notice.template, step, node)
        case .job(let job):
            if job.plugin == "documents", case .literal(let template)? = job.arguments["template"] {
                checkTemplate(template.textValue ?? "", step, node)
            }
        default: break
        }
    }

    private func checkTemplate(_ name: String, _ step: Step, _ node: YAMLNode) {
        guard definition.templates[name] == nil else { return }
        let hint = nearest(to: name, among: definition.templates.keys).map { "; the nearest is \"\($0)\"" } ?? ""
        findings.add(
            "DW042", "step \"\(step.name)\" wants the template \"\(name)\", but there is no templates/\(name).yaml\(hint)", at: node)
    }

    // MARK: People

    private func checkPeople(_ roster: Roster) {
        for step in definition.steps.values {
            for role in step.roles where roster.holders(of: role).isEmpty {
                findings.add(
                    "DW060", "step \"\(step.name)\" is for the role \"\(role)\", which nobody on the roster holds", at: node(of: step.name))
            }
            guard case .task(let task) = step.kind else { continue }
            let able = Set(task.roles.flatMap { roster.holders(of: $0) }.map(\.id))
            for other in task.separatedFrom {
                let roles = definition.steps[other]?.roles ?? []
                let before = Set(roles.flatMap { roster.holders(of: $0) }.map(\.id))
                // Four eyes fail where whoever did the other step is the only one who could do this one.
                if able.count == 1, let only = able.first, before.contains(only) {
                    findings.add(
                        "DW061",
                        "step \"\(step.name)\" must be done by somebody other than \"\(other)\", but only \(only) holds its role and may do both; give the role to another member",
                        at: node(of: step.name))
                }
            }
        }
    }
}
