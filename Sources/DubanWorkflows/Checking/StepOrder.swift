/// Which step can come before which, over the whole graph: branches lie between their opener and what follows it.
struct StepOrder {
    private let before: [String: [String]]
    private let regions: [Region]
    private let regionOf: (String) -> Int

    init(_ subject: CheckSubject) {
        var before: [String: [String]] = [:]
        for step in subject.steps {
            var targets = step.exits.map(\.target) + [step.undo].compactMap { $0 }
            targets += subject.definition.regions.filter { $0.opener == step.name }.map(\.start)
            if !Set(targets).isDisjoint(with: ReservedTarget.all), let opener = subject.region(of: step.name).opener {
                targets += subject.definition.steps[opener]?.exits.map(\.target) ?? []
            }
            for target in targets { before[target, default: []].append(step.name) }
        }
        self.before = before
        regions = subject.definition.regions
        let definition = subject.definition
        regionOf = { definition.region(of: $0) }
    }

    /// The steps that may come before a step; itself among them where it lies on a loop.
    func earlier(than step: String) -> Set<String> { RegionGraph.closure(from: before[step] ?? []) { before[$0] ?? [] } }

    /// Whether two steps stand in branches that run side by side.
    func areConcurrent(_ first: String, _ second: String) -> Bool {
        let (left, right) = (chain(first), chain(second))
        let common = zip(left, right).prefix { $0 == $1 }.count
        guard left.count > common, right.count > common else { return false }
        return regions[left[common]].opener == regions[right[common]].opener
    }

    /// Whether one case may pass both.
    func mayBothBeDone(_ first: String, _ second: String) -> Bool {
        areConcurrent(first, second) || earlier(than: first).contains(second) || earlier(than: second).contains(first)
    }

    /// The regions around a step, the case's own first.
    private func chain(_ step: String) -> [Int] {
        var chain: [Int] = []
        var next: Int? = regionOf(step)
        while let id = next {
            chain.insert(id, at: 0)
            next = regions[id].parent
        }
        return chain
    }
}
