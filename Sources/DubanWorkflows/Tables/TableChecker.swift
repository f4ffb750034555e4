import CEL
import DubanModel

/// Proves what can be proved about a decision table: that under `unique` no two rows fit at once, that every row can be taken,
/// that something fits whatever can come. Each is a question about sets of whole numbers and exact; a cell that is an expression
/// of its author's is taken for one that may or may not hold, and nothing is claimed that rests on it.
struct TableChecker {
    private let table: DecisionTable
    private let node: YAMLNode
    private let domains: [InputDomain]
    private let findings: Findings

    /// Regions that a proof may take apart; a table beyond it is told to have a default row.
    private static let maximumRegions = 20_000

    init(_ table: DecisionTable, node: YAMLNode, domains: [InputDomain], _ findings: Findings) {
        self.table = table
        self.node = node
        self.domains = domains
        self.findings = findings
    }

    func check() {
        for row in table.rows where region(row).isEmpty { tellImpossible(row) }
        if table.policy == .unique { checkOverlaps() }
        if table.policy == .first { checkReach() }
        if table.policy != .collect, case .unsaid = table.fallback { checkGaps() }
    }

    // MARK: Regions

    /// All that a row can be asked, its days first; a cell of which nothing is known lets everything pass.
    private func region(_ row: DecisionTable.Row) -> TableRegion {
        let days = DiscreteInterval(row.from.map { Int64($0.daysSinceEpoch) } ?? .min, row.until.map { Int64($0.daysSinceEpoch) } ?? .max)
        var sets = [DiscreteSet([days])]
        for (input, domain) in zip(table.inputs, domains) {
            let all = domain.all(input.bounds)
            sets.append(row.conditions[input.field.name]?.values.map { all.intersection($0) } ?? all)
        }
        return TableRegion(sets: sets)
    }

    /// Whether the row surely holds in all of its region.
    private func isKnown(_ row: DecisionTable.Row) -> Bool { row.conditions.values.allSatisfy { $0.values != nil } }

    /// A case in a region, in words: `on 2012-01-01, age 60, household two-daughter`.
    private func example(_ region: TableRegion) -> String {
        var parts: [String] = []
        if let day = region.sets[0].example, region.sets[0] != .all { parts.append("on \(CivilDate(daysSinceEpoch: Int(day)))") }
        for (position, input) in table.inputs.enumerated() {
            let set = region.sets[position + 1]
            guard set != domains[position].all(input.bounds), let value = set.example else { continue }
            parts.append("\(input.field.name) \(domains[position].shown(value))")
        }
        return parts.isEmpty ? "anything at all" : parts.joined(separator: ", ")
    }

    // MARK: Findings

    private func tellImpossible(_ row: DecisionTable.Row) {
        for input in table.inputs {
            guard let cell = row.conditions[input.field.name], let values = cell.values,
                let domain = zip(table.inputs, domains).first(where: { $0.0.field.name == input.field.name })?.1,
                domain.all(input.bounds).intersection(values).isEmpty
            else { continue }
            findings.add(
                "DW083", "row \(row.number) can never be taken: no value of \"\(input.field.name)\" is \(cell.text)", at: cell.place)
        }
    }

    private func checkOverlaps() {
        for (position, row) in table.rows.enumerated() where isKnown(row) {
            for earlier in table.rows[..<position] where isKnown(earlier) {
                let both = region(row).intersection(region(earlier))
                guard !both.isEmpty else { continue }
                findings.add(
                    "DW085", "rows \(earlier.number) and \(row.number) both fit \(example(both)), though the table says \"unique\"",
                    at: row.place)
            }
        }
    }

    private func checkReach() {
        for (position, row) in table.rows.enumerated() where !region(row).isEmpty {
            let earlier = table.rows[..<position].filter { isKnown($0) }
            guard let left = rest(of: [region(row)], without: earlier), left.isEmpty else { continue }
            let whole = earlier.first { region(row).subtracting(region($0)).isEmpty }
            let cause = whole.map { "row \($0.number) fits whenever it does" } ?? "the rows before it take every case that it fits"
            findings.add("DW083", "row \(row.number) is never taken: \(cause)", at: row.place)
        }
    }

    /// Something that no row fits, on a day on which any row is in force.
    private func checkGaps() {
        guard !table.rows.isEmpty else { return }
        var whole = TableRegion(sets: [DiscreteSet(table.rows.flatMap { region($0).sets[0].intervals })])
        for (input, domain) in zip(table.inputs, domains) { whole.sets.append(domain.all(input.bounds)) }
        guard let left = rest(of: [whole], without: table.rows.filter { isKnown($0) }) else {
            findings.add(
                "DW086", "the table is too large to prove that its rows leave no gap; add a default row, or default: none", at: node)
            return
        }
        guard let gap = left.first else { return }
        findings.add(
            "DW086", "no row fits \(example(gap)); add a row, a default row, or where that is right, default: none", at: node)
    }

    /// What is left of regions when rows are taken out; `nil` where that takes too many parts.
    private func rest(of regions: [TableRegion], without rows: [DecisionTable.Row]) -> [TableRegion]? {
        var rest = regions
        for row in rows {
            let region = region(row)
            rest = rest.flatMap { $0.subtracting(region) }
            if rest.isEmpty { return [] }
            guard rest.count <= TableChecker.maximumRegions else { return nil }
        }
        return rest
    }
}
