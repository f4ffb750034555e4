public import DubanModel

/// What somebody did to a clock: when, why, who, and on which paper.
public struct ClockEntry: Sendable, Hashable {
    /// When.
    public let at: Instant
    /// The code of the reason, such as `supplement`, `hearing`, `inspection`, `expert-review`.
    public let reason: String
    /// Who did it; the daemon itself without.
    public let person: StaffID?
    /// The paper that says so, such as the number of a notice.
    public let paper: String?

    /// An entry.
    public init(at: Instant, reason: String, person: StaffID? = nil, paper: String? = nil) {
        self.at = at
        self.reason = reason
        self.person = person
        self.paper = paper
    }
}
