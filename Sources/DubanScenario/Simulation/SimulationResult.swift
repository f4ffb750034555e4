/// What came out of a simulation.
public struct SimulationResult: Sendable, Hashable {
    /// What people with a role did.
    public struct RoleLoad: Sendable, Hashable {
        /// The role.
        public let role: String
        /// How many hold it.
        public let members: Int
        /// Tasks done by it.
        public let tasks: Int
        /// How much of their working time its holders were at work for it, from 0 to 1.
        public let load: Double
        /// How long its tasks waited until somebody took them up, on the average, in hours of business.
        public let meanWait: Double
    }

    /// Cases that arrived.
    public var cases = 0
    /// Cases that ended, by outcome.
    public var outcomes: [String: Int] = [:]
    /// Cases that ended a working day, from the first arrival until the last task was done.
    public var throughput = 0.0
    /// From opening to end, in working days, of those that ended: half are quicker, 9 of 10, 99 of 100.
    public var days: (p50: Double, p90: Double, p99: Double) = (0, 0, 0)
    /// Cases whose promised or statutory limit was passed.
    public var red = 0
    /// Entries of accountability.
    public var charges = 0
    /// The roles, the busiest first.
    public var roles: [RoleLoad] = []
    /// Decisions made in all.
    public var decisions = 0

    /// Cases that ended.
    public var ended: Int { outcomes.values.reduce(0, +) }
    /// The share of red cases, from 0 to 1.
    public var shareRed: Double { cases == 0 ? 0 : Double(red) / Double(cases) }
    /// The role whose holders have the least time left.
    public var busiest: RoleLoad? { roles.first }

    /// The same figures.
    public static func == (left: SimulationResult, right: SimulationResult) -> Bool {
        left.cases == right.cases && left.outcomes == right.outcomes && left.throughput == right.throughput && left.days == right.days
            && left.red == right.red && left.charges == right.charges && left.roles == right.roles && left.decisions == right.decisions
    }

    /// By what makes them differ most.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(outcomes)
        hasher.combine(decisions)
    }
}
