/// How a case or task stands against its deadline (domain.md, promise 4).
public enum Light: String, Sendable, Hashable, Comparable, CaseIterable {
    /// Within the limit, or without one.
    case green
    /// The reminder has come.
    case yellow
    /// Past the limit.
    case red

    /// The more urgent is greater.
    public static func < (left: Light, right: Light) -> Bool { left.rank < right.rank }

    private var rank: Int { self == .red ? 2 : self == .yellow ? 1 : 0 }
}
