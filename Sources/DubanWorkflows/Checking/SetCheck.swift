import DubanModel

/// What can be said only of a whole set: codes, registers, and what one workflow wants of another.
struct SetCheck {
    private let subjects: [CheckSubject]
    private let findings: Findings
    private let byName: [String: CheckSubject]

    init(_ subjects: [CheckSubject], _ findings: Findings) {
        self.subjects = subjects
        self.findings = findings
        byName = Dictionary(subjects.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func check() {
        checkCodes()
        checkRegisters()
        for subject in subjects {
            for step in subject.steps {
                guard case .call(let call) = step.kind else { continue }
                if let called = byName[call.workflow] {
                    CallCheck(subject, step.name, call, called).check()
                } else {
                    subject.tell(
                        "DW091",
                        "step \"\(step.name)\" calls the workflow \"\(call.workflow)\", which is not in this set\(subject.hint(call.workflow, among: byName.keys.sorted()))",
                        step.name, "call")
                }
            }
        }
        checkCycles()
    }

    private func checkCodes() {
        for (code, same) in Dictionary(grouping: subjects.filter { !$0.definition.code.isEmpty }, by: \.definition.code) {
            for other in same.dropFirst() {
                findings.add(
                    "DW090",
                    "the code \(code) is that of \(same[0].definition.name) already, so that case numbers would clash; choose another",
                    at: other.place(["code"]))
            }
        }
    }

    private func checkRegisters() {
        let own = subjects.map { subject in (subject, RegisterEntry.all(of: subject, named: subject.definition.name)) }
        // Within a workflow its own check has compared them.
        let firsts = own.flatMap { _, entries in Dictionary(grouping: entries, by: \.register).values.compactMap(\.first) }
        let numbered = own.flatMap { _, entries in
            Dictionary(grouping: entries.filter { $0.serial != nil }, by: \.register).values.compactMap(\.first)
        }
        RegisterCheck.compare(firsts.sorted { $0.origin < $1.origin }, findings)
        RegisterCheck.compareSerials(numbered.sorted { $0.origin < $1.origin }, findings)
        let all = Dictionary(grouping: own.flatMap(\.1), by: \.register)
        for (subject, entries) in own {
            for step in subject.steps {
                guard case .lookup(let lookup) = step.kind, !entries.contains(where: { $0.register == lookup.register }) else { continue }
                if let others = all[lookup.register] {
                    RegisterCheck.check(lookup, step.name, subject, others)
                } else {
                    subject.tell(
                        "DW124",
                        "no workflow of this set enters anything in the register \"\(lookup.register)\"\(subject.hint(lookup.register, among: all.keys.sorted()))",
                        step.name, "lookup")
                }
            }
        }
    }

    /// A workflow that calls itself, by way of others or not, could open cases without end.
    private func checkCycles() {
        var calls: [String: Set<String>] = [:]
        for subject in subjects {
            for step in subject.steps {
                if case .call(let call) = step.kind { calls[subject.definition.name, default: []].insert(call.workflow) }
            }
        }
        for subject in subjects {
            for step in subject.steps {
                guard case .call(let call) = step.kind, byName[call.workflow] != nil else { continue }
                let reached = RegionGraph.closure(from: [call.workflow]) { (calls[$0] ?? []).sorted() }
                guard reached.contains(subject.definition.name) else { continue }
                subject.tell(
                    "DW092",
                    "step \"\(step.name)\" calls \(call.workflow), which calls \(subject.definition.name) again, itself or through others: cases could be opened without end",
                    step.name, "call")
            }
        }
    }
}

/// What a call gives to the workflow that it calls, and takes from it.
private struct CallCheck {
    private let subject: CheckSubject
    private let step: String
    private let call: CallStep
    private let called: CheckSubject
    private let visible: VisibleFields
    private let theirs: VisibleFields

    init(_ subject: CheckSubject, _ step: String, _ call: CallStep, _ called: CheckSubject) {
        self.subject = subject
        self.step = step
        self.call = call
        self.called = called
        visible = DataFlow(subject).fields(of: step)
        theirs = VisibleFields(called.definition.data.fields)
    }

    func check() {
        for assignment in call.data { checkGiven(assignment) }
        let given = call.data.map(\.path.names)
        for path in called.definition.takes {
            for leaf in theirs.leaves(path, onlyRequired: true) where !given.contains(where: { leaf.names.starts(with: $0) }) {
                subject.tell("DW093", "\(call.workflow) requires \(leaf) when it is opened, and \"with\" does not give it", step, "with")
            }
        }
        if let into = call.into { checkResults(into) }
    }

    private func checkGiven(_ assignment: Assignment) {
        let node = subject.place(step, "with", assignment.path.description)
        guard let (found, field) = theirs.field(of: assignment.path), found == assignment.path else {
            let known = called.definition.data.fields.flatMap { theirs.leaves(DataPath([$0.name])) }.map(\.description)
            return subject.findings.add(
                "DW093", "\(call.workflow) has no field \(assignment.path)\(subject.hint(assignment.path.description, among: known))",
                at: node)
        }
        let start = called.definition.steps[called.definition.start]?.form ?? []
        if !(start + called.definition.takes).contains(where: { assignment.path.names.starts(with: $0.names) }) {
            subject.findings.add(
                "DW093",
                "\(call.workflow) is not given \(assignment.path) when it is opened; list it there under \"takes\", or in the form of its first step",
                at: node)
        }
        let type = visible.type(of: assignment.value)
        if let fault = fault(type, into: field.type) {
            subject.findings.add("DW093", "\(assignment.path) of \(call.workflow) cannot be given this: \(fault)", at: node)
        } else if type.isPrivate, !field.holdsPrivate {
            subject.findings.add(
                "DW045", "\(call.workflow) does not keep \(assignment.path) private, but it is private here; declare it private there",
                at: node)
        }
    }

    /// What a whole number would mean, yuan or fen, cannot be seen where it is written.
    private func fault(_ type: ValueType, into target: FieldType) -> String? {
        if case .literal(.integer) = type, target == .money { return "write the amount as text, such as \"300.00\"" }
        return type.fault(into: target)
    }

    private func checkResults(_ into: DataPath) {
        guard case .record(let fields)? = visible.field(of: into)?.field.type else { return }
        let results = called.definition.results.mapValues { theirs.type(of: $0) }
        let node = subject.place(step, "into")
        for field in fields {
            if ["outcome", "number"].contains(field.name) {
                if let fault = FieldType.text.fault(into: field.type), !field.type.isChoice {
                    subject.findings.add("DW093", "\(into).\(field.name): \(fault)", at: node)
                }
                continue
            }
            guard let result = results[field.name] else {
                subject.findings.add(
                    "DW093",
                    "\(into).\(field.name) is never filled: the results of \(call.workflow) have no \"\(field.name)\"\(subject.hint(field.name, among: results.keys.sorted()))",
                    at: node)
                continue
            }
            if let fault = result.fault(into: field.type) {
                subject.findings.add("DW093", "\(into).\(field.name) cannot hold what \(call.workflow) gives: \(fault)", at: node)
            } else if result.isPrivate, !field.holdsPrivate {
                subject.findings.add("DW045", "\(into).\(field.name) must be private, since what \(call.workflow) gives is", at: node)
            }
        }
    }
}

extension FieldType {
    fileprivate var isChoice: Bool { if case .choice = self { true } else { false } }
}
