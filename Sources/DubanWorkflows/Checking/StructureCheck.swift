/// Whether every way leads somewhere, and the reserved targets stand where they belong.
struct StructureCheck {
    let subject: CheckSubject

    init(_ subject: CheckSubject) { self.subject = subject }

    func check() {
        for name in subject.order {
            guard let outline = subject.outlines[name] else { continue }
            for edge in outline.edges { check(edge, of: name) }
            for branch in outline.branches where subject.outlines[branch.start] == nil {
                dangling(branch.start, "branch \"\(branch.name)\" of step \"\(name)\" begins at", branch.node)
            }
            if let undo = outline.undo, subject.outlines[undo.target] == nil {
                dangling(undo.target, "step \"\(name)\" is undone by", undo.node)
            }
            if outline.kind == "end", isOwned(name), subject.region(of: name).id != Region.root {
                subject.tell(
                    "DW037", "a branch ends at \"join\" or \"fail\"; \"end\" ends the whole case and stands outside branches", name)
            }
        }
        checkStarts()
    }

    private func isOwned(_ name: String) -> Bool { subject.region(of: name).steps.contains(name) }

    private func check(_ edge: StepOutline.Edge, of name: String) {
        guard ReservedTarget.all.contains(edge.target) else {
            if subject.outlines[edge.target] == nil { dangling(edge.target, "step \"\(name)\" leads to", edge.node) }
            return
        }
        guard isOwned(name) else { return }  // It cannot be reached, which is a finding of its own.
        let region = subject.region(of: name)
        let isUndoing = region.undoing.contains(name)
        switch edge.target {
        case ReservedTarget.undone where !isUndoing:
            subject.findings.add("DW037", "\"undone\" ends what takes a step back; \"\(name)\" stands on the usual way", at: edge.node)
        case ReservedTarget.join where isUndoing, ReservedTarget.fail where isUndoing:
            subject.findings.add("DW037", "what takes a step back ends at \"undone\", not at \"\(edge.target)\"", at: edge.node)
        case ReservedTarget.join where region.id == Region.root, ReservedTarget.fail where region.id == Region.root:
            subject.findings.add("DW037", "\"\(edge.target)\" ends a branch; \"\(name)\" stands in none", at: edge.node)
        default: break
        }
    }

    private func dangling(_ target: String, _ what: String, _ node: YAMLNode) {
        let known = subject.order + ReservedTarget.all.sorted()
        subject.findings.add("DW030", "\(what) \"\(target)\", which is no step\(subject.hint(target, among: known))", at: node)
    }

    private func checkStarts() {
        let start = subject.definition.start
        if subject.outlines[start] == nil { dangling(start, "the case begins at", subject.place(["start"])) }
        guard let starts = subject.definition.limits?.starts else { return }
        let node = subject.place(["limits", "starts"])
        guard subject.outlines[starts] != nil else { return dangling(starts, "the limits start at", node) }
        let region = subject.region(of: starts)
        if region.id != Region.root || region.undoing.contains(starts) {
            subject.findings.add(
                "DW056", "the limits of the case start at \"\(starts)\", which stands in a branch; they start once, on the case's own way",
                at: node)
        }
    }
}
