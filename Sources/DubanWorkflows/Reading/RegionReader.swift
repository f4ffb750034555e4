/// Divides a graph of steps into regions, outer ones first.
struct RegionReader {
    let outlines: [String: StepOutline]
    private let order: [String]
    private let findings: Findings
    private var regions: [Region] = []
    private var owner: [String: Int] = [:]

    init(_ steps: [(key: String, keyNode: YAMLNode, value: YAMLNode)], _ findings: Findings) {
        outlines = Dictionary(steps.map { ($0.key, StepOutline($0.value)) }, uniquingKeysWith: { first, _ in first })
        order = steps.map(\.key)
        self.findings = findings
    }

    /// The regions of the graph that begins at `start`; a finding where a branch and what surrounds it share a step.
    mutating func regions(from start: String) -> [Region] {
        regions = [Region(id: Region.root, parent: nil, opener: nil, branch: "", start: start)]
        fill(Region.root, from: nil)
        var next = 0
        while next < regions.count {
            for name in order where owner[name] == next {
                for branch in outlines[name]?.branches ?? [] { open(branch, of: name, in: next) }
            }
            next += 1
        }
        return regions
    }

    private mutating func open(_ branch: StepOutline.Branch, of opener: String, in parent: Int) {
        let id = regions.count
        regions.append(Region(id: id, parent: parent, opener: opener, branch: branch.name, start: branch.start))
        fill(id, from: branch.node)
    }

    /// Gives a region its steps: those on its way, then those that take something of it back.
    private mutating func fill(_ id: Int, from node: YAMLNode?) {
        if let other = owner[regions[id].start] {
            if let node { share(regions[id].start, other, id, at: node) }
            return
        }
        var open = [regions[id].start]
        take(&open, id, isUndoing: false)
        for name in order where owner[name] == id && !regions[id].undoing.contains(name) {
            guard let undo = outlines[name]?.undo else { continue }
            if owner[undo.target] == nil {
                open = [undo.target]
                take(&open, id, isUndoing: true)
            } else if owner[undo.target] != id || !regions[id].undoing.contains(undo.target) {
                findings.add(
                    "DW038",
                    "\"\(undo.target)\" stands on the usual way, so that it cannot take \"\(name)\" back; write a step of its own that ends at \"undone\"",
                    at: undo.node)
            }
        }
    }

    private mutating func take(_ open: inout [String], _ id: Int, isUndoing: Bool) {
        while let name = open.popLast() {
            guard let outline = outlines[name], owner[name] == nil else { continue }
            owner[name] = id
            regions[id].steps.insert(name)
            if isUndoing { regions[id].undoing.insert(name) }
            for edge in outline.edges where !ReservedTarget.all.contains(edge.target) && outlines[edge.target] != nil {
                if let other = owner[edge.target] {
                    if other != id {
                        share(edge.target, other, id, at: edge.node)
                    } else if isUndoing, !regions[id].undoing.contains(edge.target) {
                        findings.add(
                            "DW038", "\"\(edge.target)\" stands on the usual way; what takes something back ends at \"undone\"",
                            at: edge.node)
                    }
                } else {
                    open.append(edge.target)
                }
            }
        }
    }

    private func share(_ name: String, _ other: Int, _ id: Int, at node: YAMLNode) {
        func describe(_ id: Int) -> String {
            regions[id].opener.map { "branch \"\(regions[id].branch)\" of \"\($0)\"" } ?? "the case's own way"
        }
        findings.add(
            "DW034",
            "\(describe(id)) leads to \"\(name)\", which belongs to \(describe(other)); a branch ends at \"join\" and shares no step with what is around it",
            at: node)
    }
}
