/// One part of the step graph: the usual way of a region, or what takes one of its steps back.
struct RegionGraph {
    /// The steps in the order of the file.
    let steps: [String]
    /// Where it begins.
    let start: String
    /// The ways between its steps, and to reserved targets.
    let edges: [String: [StepOutline.Edge]]
    /// Whether it is what takes a step back.
    let isUndoing: Bool
    let region: Region

    /// The usual way of a region, and each way that takes one of its steps back.
    static func all(of region: Region, _ subject: CheckSubject) -> [RegionGraph] {
        let usual = subject.order.filter { region.steps.contains($0) && !region.undoing.contains($0) }
        let starts = usual.compactMap { subject.outlines[$0]?.undo?.target }.filter { region.undoing.contains($0) }
        var seen: Set<String> = []
        let undoing = starts.filter { seen.insert($0).inserted }.map { start in
            let reached = closure(from: [start]) { name in
                (subject.outlines[name]?.edges ?? []).map(\.target).filter { region.undoing.contains($0) }
            }
            return RegionGraph(subject.order.filter { reached.contains($0) }, start, region, isUndoing: true, subject)
        }
        guard usual.contains(region.start) else { return undoing }
        return [RegionGraph(usual, region.start, region, isUndoing: false, subject)] + undoing
    }

    private init(_ steps: [String], _ start: String, _ region: Region, isUndoing: Bool, _ subject: CheckSubject) {
        self.steps = steps
        self.start = start
        self.region = region
        self.isUndoing = isUndoing
        let own = Set(steps)
        edges = Dictionary(
            uniqueKeysWithValues: steps.map { name in
                (name, (subject.outlines[name]?.edges ?? []).filter { own.contains($0.target) || ReservedTarget.all.contains($0.target) })
            })
    }

    /// What can be reached from names along `next`.
    static func closure(from start: [String], _ next: (String) -> [String]) -> Set<String> {
        var reached = Set(start)
        var open = start
        while let name = open.popLast() {
            for target in next(name) where reached.insert(target).inserted { open.append(target) }
        }
        return reached
    }

    /// The steps from which one of `targets` can be reached.
    func reaching(_ targets: some Sequence<String>) -> Set<String> {
        var sources: [String: [String]] = [:]
        for (name, edges) in edges { for edge in edges { sources[edge.target, default: []].append(name) } }
        return RegionGraph.closure(from: Array(targets)) { sources[$0] ?? [] }
    }
}
