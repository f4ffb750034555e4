public import DubanModel
public import DubanTime

extension Event {
    /// A started clock.
    public struct ClockStarted: Sendable, Hashable {
        /// What it measures.
        public let subject: Clock.Subject
        /// How much time there is.
        public let budget: Limit
        /// Since when it runs, where not since the event: silence that counts from the receipt.
        public let since: Instant?
        /// What follows.
        public let derived: Clock.Derived
    }

    /// A stopped clock.
    public struct ClockStopped: Sendable, Hashable {
        /// The clock.
        public let clock: ClockID
        /// The reason's code.
        public let reason: String
        /// The paper that says so.
        public let paper: String?
        /// What the definition says of the reason.
        public let rule: ClockStop.Rule
        /// What follows: when it runs on at the latest.
        public let derived: Clock.Derived
    }

    /// A resumed clock.
    public struct ClockResumed: Sendable, Hashable {
        /// The clock.
        public let clock: ClockID
        /// Why, as a code.
        public let reason: String
        /// The paper that says so.
        public let paper: String?
        /// When it ran on, where not at the event: the daemon was away.
        public let since: Instant?
        /// Whether it runs anew, so that each rung comes again.
        public let isAnew: Bool
        /// What follows.
        public let derived: Clock.Derived
    }

    /// More time.
    public struct ClockExtended: Sendable, Hashable {
        /// The clock.
        public let clock: ClockID
        /// By how much.
        public let by: Limit
        /// Who approved it.
        public let approver: StaffID
        /// What follows.
        public let derived: Clock.Derived
    }
}
