import DubanModel

/// Proves of each part of the graph by itself that every step of it can be reached, that from every step its end can be reached, and that
/// it cannot run for ever by itself. By induction over the tree of regions the same holds of the whole (see `Region`).
struct SoundnessProof {
    let subject: CheckSubject
    /// Whether the file has a way that leads nowhere, or a step that cannot be read; what cannot be reached may be reachable once that
    /// is mended.
    private let hasDangling: Bool
    /// Steps that cannot be read, or from which a way leads where it must not: what cannot be said of their ends is not said.
    private let unclear: Set<String>
    private let graphs: [RegionGraph]

    init(_ subject: CheckSubject) {
        self.subject = subject
        graphs = subject.definition.regions.flatMap { RegionGraph.all(of: $0, subject) }
        let outlines = subject.outlines
        let unread = Set(subject.order.filter { subject.definition.steps[$0] == nil })
        hasDangling =
            outlines[subject.definition.start] == nil || !unread.isEmpty
            || outlines.values.contains { outline in
                let targets = outline.edges.map(\.target) + outline.branches.map(\.start) + [outline.undo?.target].compactMap { $0 }
                return targets.contains { outlines[$0] == nil && !ReservedTarget.all.contains($0) }
            }
        unclear = unread.union(subject.order.filter { SoundnessProof.isUnclear($0, subject) })
    }

    /// Whether a step ends the case inside a branch, or a way of it leaves its region.
    private static func isUnclear(_ name: String, _ subject: CheckSubject) -> Bool {
        let region = subject.region(of: name)
        guard let outline = subject.outlines[name], region.steps.contains(name) else { return false }
        if outline.kind == "end", region.id != Region.root { return true }
        return outline.edges.contains { edge in
            guard ReservedTarget.all.contains(edge.target) else {
                return !region.steps.contains(edge.target) || region.undoing.contains(name) != region.undoing.contains(edge.target)
            }
            return region.undoing.contains(name) != (edge.target == ReservedTarget.undone)
        }
    }

    func prove() {
        if !hasDangling { proveReachable() }
        for graph in graphs {
            proveEnding(graph)
            proveResting(graph)
        }
        for name in subject.order { proveJoining(name) }
    }

    /// Every step belongs to a region, whose steps are by construction those that its way in can reach.
    private func proveReachable() {
        let owned = subject.definition.regions.reduce(into: Set<String>()) { $0.formUnion($1.steps) }
        for name in subject.order where !owned.contains(name) {
            subject.tell(
                "DW031", "step \"\(name)\" cannot be reached from \"\(subject.definition.start)\"; lead a way to it, or take it out", name)
        }
    }

    // MARK: Ends

    /// From every step of the part its end can be reached.
    private func proveEnding(_ graph: RegionGraph) {
        var ends = graph.steps.filter { subject.outlines[$0]?.kind == "end" }
        ends += graph.isUndoing ? [ReservedTarget.undone] : ReservedTarget.all.sorted()
        ends += graph.steps.filter { unclear.contains($0) }
        let ending = graph.reaching(ends)
        let stuck = graph.steps.filter { !ending.contains($0) }
        let goal = graph.isUndoing ? "\"undone\"" : graph.region.id == Region.root ? "an end" : "\"join\" or \"fail\""
        for name in stuck { subject.tell("DW032", "from step \"\(name)\" no way leads to \(goal)", name) }
    }

    // MARK: Rest

    /// Each loop stops at a person or a timer: take what they cause out, and no loop may be left.
    private func proveResting(_ graph: RegionGraph) {
        var automatic: [String: [String]] = [:]
        for name in graph.steps { automatic[name] = runs(name, graph).filter { graph.steps.contains($0) } }
        var told: Set<String> = []
        for name in graph.steps where !told.contains(name) {
            guard let loop = shortestLoop(at: name, automatic) else { continue }
            told.formUnion(loop)
            let way = (loop + [name]).joined(separator: " → ")
            subject.tell(
                "DW033",
                "the loop \(way) can run for ever by itself: no person and no timer stands in it; put a task or a wait with \"at_most\" into it",
                name)
        }
    }

    /// Where a step may lead without anybody's doing and without time passing.
    private func runs(_ name: String, _ graph: RegionGraph) -> [String] {
        let edges = (graph.edges[name] ?? []).filter { $0.cause == .itself }
        guard let outline = subject.outlines[name], !outline.branches.isEmpty else { return edges.map(\.target) }
        return edges.filter { mayRun($0, outline, name) }.map(\.target)
    }

    /// Whether so many branches can come to their end by themselves that the step goes this way.
    private func mayRun(_ edge: StepOutline.Edge, _ outline: StepOutline, _ name: String) -> Bool {
        let isFailing = outline.node["on_fail"]?.line == edge.node.line && outline.node["on_fail"]?.column == edge.node.column
        let running = subject.definition.regions.filter { $0.opener == name }.filter { !necessarilyRests($0) }.count
        // The list may be empty.
        if outline.kind == "each" { return !isFailing || running > 0 }
        let total = outline.branches.count
        let wanted = join(of: outline).wanted(of: total)
        return running >= (isFailing ? total - wanted + 1 : wanted)
    }

    private func join(of outline: StepOutline) -> Join {
        guard let node = outline.node["join"] else { return .all }
        if node.text == "any" { return .any }
        return node.data.integerValue.map { .count(Int(clamping: $0)) } ?? .all
    }

    /// Whether every way through a branch stops at a person or a timer.
    private func necessarilyRests(_ region: Region) -> Bool {
        guard let graph = graphs.first(where: { $0.region.id == region.id && !$0.isUndoing }) else { return false }
        let reached = RegionGraph.closure(from: [graph.start]) { runs($0, graph) }
        return reached.isDisjoint(with: [ReservedTarget.join, ReservedTarget.fail])
    }

    private func shortestLoop(at start: String, _ next: [String: [String]]) -> [String]? {
        var before: [String: String] = [:]
        var open = [start]
        while !open.isEmpty {
            var following: [String] = []
            for name in open {
                for target in next[name] ?? [] {
                    if target == start {
                        var loop = [name]
                        while let earlier = before[loop[0]], loop[0] != start { loop.insert(earlier, at: 0) }
                        return loop
                    }
                    if before[target] == nil {
                        before[target] = name
                        following.append(target)
                    }
                }
            }
            open = following
        }
        return nil
    }

    // MARK: Joins

    /// As many branches can join as are wanted.
    private func proveJoining(_ name: String) {
        guard let outline = subject.outlines[name], !outline.branches.isEmpty else { return }
        let regions = subject.definition.regions.filter { $0.opener == name }
        let joining = regions.filter { region in
            // A branch without a graph is a finding already.
            guard let graph = graphs.first(where: { $0.region.id == region.id && !$0.isUndoing }) else { return true }
            let ending = graph.reaching(ReservedTarget.all.sorted() + graph.steps.filter { unclear.contains($0) })
            let joining = graph.reaching([ReservedTarget.join] + graph.steps.filter { unclear.contains($0) })
            return joining.contains(graph.start) || !ending.contains(graph.start)
        }
        let wanted = outline.kind == "each" ? 1 : join(of: outline).wanted(of: outline.branches.count)
        guard joining.count < wanted else { return }
        guard outline.kind == "parallel" else {
            return subject.tell(
                "DW036", "no branch of step \"\(name)\" can do its part: from its start no way leads to \"join\"", name, "start")
        }
        let unable = regions.filter { region in !joining.contains(region) }.map { "\"\($0.branch)\"" }.joined(separator: ", ")
        subject.tell(
            "DW036",
            "step \"\(name)\" wants \(wanted) of its branches to join, but only \(joining.count) can: from the start of \(unable) no way leads to \"join\"",
            name, outline.node["join"] == nil ? "parallel" : "join")
    }
}
