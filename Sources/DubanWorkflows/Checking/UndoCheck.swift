/// What takes a step back runs while the case is being ended: nobody can act then and no clock runs, so that it consists of steps that
/// do their work by themselves, and is not taken back in its turn.
struct UndoCheck {
    let subject: CheckSubject
    private static let kinds: Set<String> = ["choose", "decide", "record", "lookup", "job", "notice"]

    init(_ subject: CheckSubject) { self.subject = subject }

    func check() {
        for name in subject.order {
            guard let outline = subject.outlines[name] else { continue }
            if let undo = outline.undo, outline.kind == "end" {
                subject.findings.add("DW038", "nothing is taken back after the end of a case; leave \"undo\" out", at: undo.node)
            }
            guard subject.region(of: name).undoing.contains(name) else { continue }
            if let kind = outline.kind, !UndoCheck.kinds.contains(kind) {
                subject.tell(
                    "DW038",
                    "\"\(kind)\" cannot take a step back: the case is being ended, nobody acts and no clock runs; use \(UndoCheck.kinds.sorted().joined(separator: ", "))",
                    name, kind)
            }
            if let undo = outline.undo {
                subject.findings.add(
                    "DW038", "\"\(name)\" takes a step back and is not taken back itself; leave \"undo\" out", at: undo.node)
            }
        }
    }
}
