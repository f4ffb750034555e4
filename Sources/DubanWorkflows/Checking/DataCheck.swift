import DubanModel

/// Whether what is read can have been written: on every way that leads to the step, not only on one.
struct DataCheck {
    private let subject: CheckSubject
    private let flow: DataFlow
    private let ways: Ways

    init(_ subject: CheckSubject) {
        self.subject = subject
        var flow = DataFlow(subject)
        flow.run()
        self.flow = flow
        ways = Ways(subject, flow)
    }

    func check() {
        for step in subject.steps {
            guard let known = flow.entries[step.name] else { continue }
            for read in withMaterials(step.entryReads, of: step) { check(read, step, known) }
            for exit in step.exits {
                for (index, set) in exit.sets.enumerated() {
                    var before = exit
                    before.sets = Array(exit.sets[..<index])
                    let known = flow.after(before, of: step, known)
                    for read in withMaterials(set.assignment.value.reads(at: set.keys), of: step) { check(read, step, known) }
                }
            }
        }
        checkResults()
    }

    private func check(_ read: Read, _ step: Step, _ known: Known) {
        switch read.path.names.first {
        case "done": return checkDone(read, step, known)
        case "materials", "documents": return checkPaper(read, step)
        default: break
        }
        let visible = flow.fields(of: step.name)
        guard let (path, field) = visible.field(of: read.path), !read.isByRule || !field.isPrivate else { return }
        let place = subject.place(["steps", step.name] + read.keys)
        switch read.use {
        case .needed where flow.isSure(path, known, visible): return
        case .needed where flow.isPossible(path, known, visible):
            subject.findings.add(
                "DW043",
                "step \"\(step.name)\" needs \(path), which a form, a look-up or an assignment may leave empty; make the field required\(guarding(path))",
                at: place)
        case .shown:
            if ways.mayBeWritten(path, before: step.name, visible) { return }
            subject.findings.add("DW040", "step \"\(step.name)\" shows \(path), which no step before it can have written", at: place)
        case .needed, .handedOn:
            if flow.isPossible(path, known, visible) { return }
            let way =
                ways.without(path, to: step.name, visible).map { " on the way \($0.joined(separator: " → "))" } ?? " on some way to it"
            subject.findings.add("DW040", "step \"\(step.name)\" reads \(path), which nothing can have written\(way)", at: place)
        }
    }

    private func guarding(_ path: DataPath) -> String {
        path.names.count > 1 ? ", or guard it with has(\(path))" : ", or put it into a record and guard it with has()"
    }

    /// Reading `missing` reads what the conditions of the materials do.
    private func withMaterials(_ reads: [Read], of step: Step) -> [Read] {
        var reads = reads
        var keys = reads.first { $0.path.names.first == "missing" }?.keys
        if case .notice(let notice) = step.kind, notice.namesMissing { keys = keys ?? ["names"] }
        guard let keys else { return reads }
        for material in subject.definition.materials { reads += material.when?.reads(at: keys) ?? [] }
        return reads
    }

    private func checkDone(_ read: Read, _ step: Step, _ known: Known) {
        guard read.path.names.count > 1 else { return }
        let (name, place) = (read.path.names[1], subject.place(["steps", step.name] + read.keys))
        guard let other = subject.definition.steps[name], other.isHuman else {
            let people = subject.steps.filter(\.isHuman).map(\.name)
            return subject.findings.add(
                "DW041",
                "step \"\(step.name)\" asks who did \"\(name)\", which is no step at which a person acts\(subject.hint(name, among: people))",
                at: place)
        }
        if read.use == .needed, !known.sure.contains(DataPath(["done", name])) {
            subject.findings.add(
                "DW043",
                "step \"\(step.name)\" asks who did \"\(name)\", which is not done on every way to it; guard it with \"\(name)\" in done",
                at: place)
        }
    }

    /// A paper that was not received, and a document that was not made, are not there to be looked at.
    private func checkPaper(_ read: Read, _ step: Step) {
        guard read.path.names.count > 1, read.path.names[0] == "materials" else { return }
        let (name, place) = (read.path.names[1], subject.place(["steps", step.name] + read.keys))
        let known = subject.definition.materials.map(\.id)
        if !known.contains(name) {
            subject.findings.add(
                "DW041", "step \"\(step.name)\" looks at the paper \"\(name)\", which is no material\(subject.hint(name, among: known))",
                at: place)
        } else if read.use == .needed {
            subject.findings.add(
                "DW043",
                "step \"\(step.name)\" looks at the paper \"\(name)\", which may not have been received; guard it with \"\(name)\" in materials",
                at: place)
        }
    }

    private func checkResults() {
        let visible = flow.fields[Region.root] ?? VisibleFields([])
        for (name, value) in subject.definition.results {
            for read in value.reads(at: [name]) {
                guard let (path, _) = visible.field(of: read.path), !ways.isWrittenAnywhere(path, visible) else { continue }
                subject.findings.add(
                    "DW040", "the result \"\(name)\" is made of \(path), which no step writes", at: subject.place(["results"] + read.keys))
            }
        }
    }
}

/// Ways through the whole graph, for what is told of a field.
private struct Ways {
    private let subject: CheckSubject
    private let flow: DataFlow
    private let order: StepOrder

    init(_ subject: CheckSubject, _ flow: DataFlow) {
        self.subject = subject
        self.flow = flow
        order = StepOrder(subject)
    }

    /// Whether some step that may come before this one, or the case's beginning, writes the field or a part of it.
    func mayBeWritten(_ path: DataPath, before step: String, _ visible: VisibleFields) -> Bool {
        let earlier = order.earlier(than: step)
        return isWritten(path, by: subject.steps.filter { earlier.contains($0.name) }, visible)
    }

    func isWrittenAnywhere(_ path: DataPath, _ visible: VisibleFields) -> Bool { isWritten(path, by: subject.steps, visible) }

    private func isWritten(_ path: DataPath, by steps: [Step], _ visible: VisibleFields) -> Bool {
        let leaves = Set(visible.leaves(path))
        // The item of a branch is there from its beginning.
        let items = subject.steps.compactMap { step in if case .each(let each) = step.kind { each.variable } else { nil } }
        if let root = path.names.first, items.contains(root) { return true }
        return subject.definition.takes.contains { !leaves.isDisjoint(with: visible.leaves($0)) }
            || steps.contains { step in step.exits.contains { !leaves.isDisjoint(with: flow.after($0, of: step, Known()).possible) } }
    }

    /// The shortest way from the beginning to a step on which nothing can have written a field.
    func without(_ path: DataPath, to step: String, _ visible: VisibleFields) -> [String]? {
        let leaves = Set(visible.leaves(path))
        var (cameFrom, seen, open): ([String: String], Set<String>, [String]) = (
            [:], [subject.definition.start], [subject.definition.start]
        )
        while !open.isEmpty, !seen.contains(step) {
            var next: [String] = []
            for name in open {
                guard let from = subject.definition.steps[name] else { continue }
                let exits = from.exits.filter { leaves.isDisjoint(with: flow.after($0, of: from, Known()).possible) }
                let starts = subject.definition.regions.filter { $0.opener == name }.map(\.start)
                for target in exits.map(\.target) + starts where !ReservedTarget.all.contains(target) && seen.insert(target).inserted {
                    cameFrom[target] = name
                    next.append(target)
                }
            }
            open = next
        }
        guard seen.contains(step) else { return nil }
        var way = [step]
        while let earlier = cameFrom[way[0]] { way.insert(earlier, at: 0) }
        return way
    }
}
