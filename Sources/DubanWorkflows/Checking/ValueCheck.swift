import CEL
import DubanModel

/// Whether each name of the document is one that it has, and each value fits where it goes.
struct ValueCheck {
    let subject: CheckSubject
    private let fields: [Int: VisibleFields]

    init(_ subject: CheckSubject) {
        self.subject = subject
        fields = DataFlow(subject).fields
    }

    func check() {
        for step in subject.steps {
            let visible = fields[subject.definition.region(of: step.name)] ?? VisibleFields([])
            for path in step.form { checkForm(path, step, visible) }
            for path in step.shares { checkName(path, step, visible, "share") }
            for exit in step.exits {
                for set in exit.sets { checkSet(set.assignment, set.keys, step, visible) }
            }
            checkKind(step, visible)
        }
        let root = fields[Region.root] ?? VisibleFields([])
        for path in subject.definition.takes where root.field(of: path)?.path != path {
            unknown(path, "the workflow takes", root, subject.place(["takes"]))
        }
    }

    // MARK: Names

    /// The declared field at a path; a finding where there is none.
    @discardableResult
    private func checkName(_ path: DataPath, _ step: Step, _ visible: VisibleFields, _ keys: String...) -> Field? {
        if let root = path.names.first, RuleVocabulary.reserved.contains(root) { return nil }
        if let (found, field) = visible.field(of: path), found == path { return field }
        unknown(path, "step \"\(step.name)\" names", visible, subject.place(["steps", step.name] + keys))
        return nil
    }

    private func unknown(_ path: DataPath, _ what: String, _ visible: VisibleFields, _ node: YAMLNode) {
        let known = visible.names.flatMap { visible.leaves(DataPath([$0])) }.map(\.description) + visible.names + RuleVocabulary.reserved
        subject.findings.add(
            "DW041", "\(what) \(path), which the document does not have\(subject.hint(path.description, among: known))", at: node)
    }

    private func checkForm(_ path: DataPath, _ step: Step, _ visible: VisibleFields) {
        guard path != DataPath("materials"), let field = checkName(path, step, visible, "form") else { return }
        for leaf in visible.leaves(path) {
            guard let found = visible.field(of: leaf)?.field, case .list(let element) = found.type, !found.isPrivate, element.holdsPrivate
            else { continue }
            subject.tell(
                "DW019",
                "the items of \(leaf) have private fields, which are not sealed one by one; make the whole list private: \(field.name)",
                step.name, "form")
        }
    }

    // MARK: Assignments

    private func checkSet(_ assignment: Assignment, _ keys: [String], _ step: Step, _ visible: VisibleFields) {
        let node = subject.place(["steps", step.name] + keys)
        guard let (found, field) = visible.field(of: assignment.path), found == assignment.path else {
            return unknown(assignment.path, "step \"\(step.name)\" sets", visible, node)
        }
        if isItem(assignment.path, step) {
            return subject.findings.add(
                "DW046", "the item \(assignment.path) of a branch cannot be changed; use a field under \"local\"", at: node)
        }
        guard !assignment.empties else { return }
        let type = visible.type(of: assignment.value)
        if let fault = type.fault(into: field.type) {
            subject.findings.add("DW046", "\(assignment.path) cannot be set to this: \(fault)", at: node)
        } else if field.holdsPrivate != type.isPrivate {
            let why = field.holdsPrivate ? "is private, and the value is not sealed" : "is not private, and the value is"
            subject.findings.add("DW045", "\(assignment.path) \(why); both must be private, or neither", at: node)
        }
    }

    private func isItem(_ path: DataPath, _ step: Step) -> Bool {
        var next: Region? = subject.region(of: step.name)
        while let region = next {
            if let opener = region.opener, case .each(let each)? = subject.definition.steps[opener]?.kind, each.variable == path.names.first
            {
                return true
            }
            next = region.parent.map { subject.definition.regions[$0] }
        }
        return false
    }

    // MARK: Kinds

    private func checkKind(_ step: Step, _ visible: VisibleFields) {
        switch step.kind {
        case .task(let task):
            if let value = task.candidates { expect(.list(.text), or: .text, value, step, visible, "candidates") }
            if let value = task.office { expect(.text, or: nil, value, step, visible, "office") }
        case .wait(let wait):
            if case .on(let date) = wait.end { expect(.date, or: nil, date, step, visible, "until") }
            if let key = wait.correlation { expect(.text, or: .integer, key, step, visible, "key") }
        case .schedule(let schedule):
            if let from = schedule.from { expect(.date, or: nil, from, step, visible, "from") }
            if let into = schedule.into { output(into, step, visible, "as", wants: "a date", { $0 == .date }) }
        case .decide(let decide):
            DecideCheck(subject, step.name, decide, visible).check()
            if let because = decide.because { output(because, step, visible, "because", wants: "the reasons as text", { $0 == .text }) }
        case .job(let job): if let into = job.into { output(into, step, visible, "into", wants: "a field", { _ in true }) }
        case .record(let record): checkRecord(record, step, visible)
        case .lookup(let lookup): checkLookup(lookup, step, visible)
        case .each(let each): checkEach(each, step, visible)
        case .call(let call): if let into = call.into { callOutput(into, step, visible) }
        case .choose(let choose): checkChoose(choose, step)
        case .notice, .parallel, .end: break
        }
    }

    private func expect(
        _ type: FieldType, or other: FieldType?, _ value: Argument, _ step: Step, _ visible: VisibleFields, _ keys: String...
    ) {
        let given = visible.type(of: value)
        guard given.fault(into: type) != nil, other.map({ given.fault(into: $0) != nil }) ?? true else { return }
        let wanted = ([type] + [other].compactMap { $0 }).map(\.expectation).joined(separator: " or ")
        subject.findings.add(
            "DW046", "\"\(keys.last ?? "")\" of step \"\(step.name)\" must be \(wanted); this is \(given.description)",
            at: subject.place(["steps", step.name] + keys))
    }

    /// A field into which a step itself writes: it writes in clear.
    func output(
        _ path: DataPath, _ step: Step, _ visible: VisibleFields, _ key: String, wants: String, _ fits: (FieldType) -> Bool
    ) {
        guard let field = checkName(path, step, visible, key) else { return }
        if !fits(field.type) {
            subject.tell("DW047", "step \"\(step.name)\" puts \(wants) into \(path), which is \(field.type.expectation)", step.name, key)
        } else if field.holdsPrivate {
            subject.tell(
                "DW045", "\(path) is private, or a part of it is, and what step \"\(step.name)\" puts there is not sealed", step.name, key)
        }
    }

    private func callOutput(_ path: DataPath, _ step: Step, _ visible: VisibleFields) {
        guard let field = checkName(path, step, visible, "into") else { return }
        guard case .record = field.type else {
            return subject.tell("DW047", "a called workflow gives a record, but \(path) is \(field.type.expectation)", step.name, "into")
        }
    }

    private func checkRecord(_ record: RecordStep, _ step: Step, _ visible: VisibleFields) {
        if let into = record.into { output(into, step, visible, "as", wants: "a number as text", { $0 == .text }) }
        for (index, change) in record.balances.enumerated() {
            let keys = record.balances.count == 1 ? ["balance"] : ["balance", String(index)]
            for (key, value) in [("add", change.amount), ("at_least", change.floor)] {
                guard let value else { continue }
                let type = visible.type(of: value)
                guard type.fault(into: .integer) != nil, type.fault(into: .money) != nil else { continue }
                subject.findings.add(
                    "DW046", "\"\(key)\" must be a whole number or an amount; this is \(type.description)",
                    at: subject.place(["steps", step.name] + keys + [key]))
            }
        }
    }

    private func checkLookup(_ lookup: LookupStep, _ step: Step, _ visible: VisibleFields) {
        switch (lookup.selection, lookup.yield) {
        case (.balance, _), (_, .count), (_, .sum):
            output(lookup.into, step, visible, "into", wants: "a whole number or an amount", \.isWhole)
        case (.fields, .entries):
            output(lookup.into, step, visible, "into", wants: "a list of records") {
                if case .list(let element) = $0 { element.isRecord } else { false }
            }
        case (.key, .entries), (.number, .entries): output(lookup.into, step, visible, "into", wants: "a record", { $0.isRecord })
        }
    }

    private func checkEach(_ each: EachStep, _ step: Step, _ visible: VisibleFields) {
        if case .list(let items) = each.items {
            switch visible.type(of: items) {
            case .field(let field): if case .list = field.type {} else { notAList(step) }
            case .rule(.list), .rule(.dynamic), .list: break
            default: notAList(step)
            }
        }
        guard let path = each.collect, let field = checkName(path, step, visible, "collect") else { return }
        guard case .list(.record(let declared)) = field.type else {
            return subject.tell(
                "DW047", "\"collect\" gives a list of records, but \(path) is \(field.type.expectation)", step.name, "collect")
        }
        for part in [Field(name: each.variable, type: each.itemType)] + each.locals {
            let node = subject.place(step.name, "collect")
            guard let target = declared.first(where: { $0.name == part.name }) else {
                subject.findings.add(
                    "DW047", "the items of \(path) lack the field \"\(part.name)\", which \"collect\" gives them", at: node)
                continue
            }
            if let fault = part.type.fault(into: target.type) {
                subject.findings.add("DW047", "\"\(part.name)\" cannot be collected in \(path): \(fault)", at: node)
            }
        }
    }

    private func notAList(_ step: Step) {
        subject.tell("DW047", "\"each\" wants a list: = a field that is one, or role(name)", step.name, "each")
    }

    /// A condition that reads nothing always comes out the same, so that one of the ways is never taken.
    private func checkChoose(_ choose: ChooseStep, _ step: Step) {
        for (index, branch) in choose.branches.enumerated() where branch.when?.program.references.isEmpty == true {
            subject.tell(
                "DW039",
                "the condition reads nothing of the case, so that it always comes out the same; take the branch out, or mend the condition",
                step.name, "choose", String(index), "when")
        }
    }
}
