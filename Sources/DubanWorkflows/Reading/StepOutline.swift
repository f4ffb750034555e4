/// A step as far as its ways go, before its conditions can be read: which region it belongs to says what they may name.
struct StepOutline {
    /// Where it may lead within its region, with the places where the file says so.
    let targets: [(name: String, node: YAMLNode)]
    /// The branches that it opens.
    let branches: [(name: String, start: String, node: YAMLNode)]
    /// What takes it back.
    let undo: String?

    private static let targetKeys = [
        "then", "lapse", "otherwise", "none", "on_conflict", "on_error", "on_fail", "on_cancel", "finally", "objection",
    ]

    init(_ node: YAMLNode) {
        var targets: [(name: String, node: YAMLNode)] = []
        var branches: [(name: String, start: String, node: YAMLNode)] = []
        var undo: String?
        let isEach = node.entries.contains { $0.key == "each" }
        for (key, _, value) in node.entries {
            switch key {
            case "actions": for (_, _, action) in value.entries { targets += StepOutline.target(action) }
            case "choose": for branch in value.items ?? [] { targets += StepOutline.target(branch) }
            case "on_conflict" where value.isMapping:
                targets += value.entries.compactMap { entry in entry.value.text.map { ($0, entry.value) } }
            case "on_breach": if value.isMapping { targets += StepOutline.target(value) }
            case "parallel": branches += value.entries.compactMap { name, _, start in start.text.map { (name, $0, start) } }
            case "start" where isEach: if let start = value.text { branches.append(("each", start, value)) }
            case "undo": undo = value.text
            default: if StepOutline.targetKeys.contains(key), let name = value.text { targets.append((name, value)) }
            }
        }
        self.targets = targets
        self.branches = branches
        self.undo = undo
    }

    private static func target(_ node: YAMLNode) -> [(name: String, node: YAMLNode)] {
        if let name = node.text { return [(name, node)] }
        return node.entries.filter { $0.key == "then" }.compactMap { entry in entry.value.text.map { ($0, entry.value) } }
    }
}

/// Divides a graph of steps into regions.
struct RegionReader {
    let outlines: [String: StepOutline]
    let nodes: [String: YAMLNode]
    let findings: Findings
    private var regions: [Region] = []
    private var owner: [String: Int] = [:]

    init(_ steps: [(key: String, keyNode: YAMLNode, value: YAMLNode)], _ findings: Findings) {
        outlines = Dictionary(steps.map { ($0.key, StepOutline($0.value)) }, uniquingKeysWith: { first, _ in first })
        nodes = Dictionary(steps.map { ($0.key, $0.keyNode) }, uniquingKeysWith: { first, _ in first })
        self.findings = findings
    }

    /// The regions of the graph that begins at `start`; a finding where a branch and what surrounds it share a step.
    mutating func regions(from start: String) -> [Region] {
        open(parent: nil, opener: nil, branch: "", start: start)
        return regions
    }

    private mutating func open(parent: Int?, opener: String?, branch: String, start: String) {
        let id = regions.count
        regions.append(Region(id: id, parent: parent, opener: opener, branch: branch, start: start))
        var open = [start]
        while let name = open.popLast() {
            guard let outline = outlines[name] else { continue }
            if let other = owner[name] {
                if other != id { share(name, other, id) }
                continue
            }
            owner[name] = id
            regions[id].steps.insert(name)
            open += outline.targets.map(\.name).filter { !ReservedTarget.all.contains($0) }
            if let undo = outline.undo { open.append(undo) }
            for branch in outline.branches { self.open(parent: id, opener: name, branch: branch.name, start: branch.start) }
        }
    }

    private func share(_ name: String, _ first: Int, _ second: Int) {
        func describe(_ id: Int) -> String {
            regions[id].opener.map { "branch \"\(regions[id].branch)\" of \"\($0)\"" } ?? "the case's own way"
        }
        guard let node = nodes[name] else { return }
        findings.add(
            "DW034",
            "step \"\(name)\" belongs to \(describe(first)) and to \(describe(second)); a branch ends at \"join\" and shares no step with what is around it",
            at: node)
    }
}
