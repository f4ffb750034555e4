/// Whole numbers from one to another, both counted.
struct DiscreteInterval: Sendable, Hashable {
    let low: Int64
    let high: Int64

    init(_ low: Int64, _ high: Int64) {
        self.low = low
        self.high = high
    }

    static let all = DiscreteInterval(.min, .max)
    var isEmpty: Bool { low > high }
}

/// A set of whole numbers: intervals in order, none touching the next.
///
/// Everything that a cell can ask is such a set, since each type of input has an order in which its values are discrete: days,
/// fen, the positions of choices, and also doubles, of which each has a next one. So overlaps and gaps are found exactly.
struct DiscreteSet: Sendable, Hashable {
    private(set) var intervals: [DiscreteInterval] = []

    init(_ intervals: [DiscreteInterval]) {
        for interval in intervals.filter({ !$0.isEmpty }).sorted(by: { $0.low < $1.low }) {
            if let last = self.intervals.last, last.high == .max || interval.low <= last.high + 1 {
                self.intervals[self.intervals.count - 1] = DiscreteInterval(last.low, max(last.high, interval.high))
            } else {
                self.intervals.append(interval)
            }
        }
    }

    static let all = DiscreteSet([.all])

    var isEmpty: Bool { intervals.isEmpty }
    /// Some member, the least; `nil` of an empty set.
    var member: Int64? { intervals.first?.low }

    func intersection(_ other: DiscreteSet) -> DiscreteSet {
        DiscreteSet(
            intervals.flatMap { left in other.intervals.map { DiscreteInterval(max(left.low, $0.low), min(left.high, $0.high)) } })
    }

    var complement: DiscreteSet {
        var gaps: [DiscreteInterval] = []
        var next = Int64.min
        for interval in intervals {
            if interval.low > next { gaps.append(DiscreteInterval(next, interval.low - 1)) }
            if interval.high == .max { return DiscreteSet(gaps) }
            next = interval.high + 1
        }
        return DiscreteSet(gaps + [DiscreteInterval(next, .max)])
    }

    func subtracting(_ other: DiscreteSet) -> DiscreteSet { intersection(other.complement) }

    /// A member that people would name: the least one that is not the end of everything.
    var example: Int64? {
        guard let first = intervals.first else { return nil }
        if first.low != .min { return first.low }
        return first.high == .max ? 0 : first.high
    }
}

/// A part of all that a table can be asked: a set for each input, and one of days.
struct TableRegion: Sendable {
    var sets: [DiscreteSet]

    var isEmpty: Bool { sets.contains(where: \.isEmpty) }

    func intersection(_ other: TableRegion) -> TableRegion {
        TableRegion(sets: zip(sets, other.sets).map { $0.intersection($1) })
    }

    /// What is left when another region is taken out, as regions that do not overlap.
    func subtracting(_ other: TableRegion) -> [TableRegion] {
        guard !intersection(other).isEmpty else { return [self] }
        var parts: [TableRegion] = []
        var rest = self
        for position in sets.indices {
            var outside = rest
            outside.sets[position] = rest.sets[position].subtracting(other.sets[position])
            if !outside.isEmpty { parts.append(outside) }
            rest.sets[position] = rest.sets[position].intersection(other.sets[position])
        }
        return parts
    }
}
