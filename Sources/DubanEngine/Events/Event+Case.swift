public import DubanModel

extension Event {
    /// The beginning of a case.
    public struct CaseOpened: Sendable, Hashable {
        /// What people call it.
        public let number: CaseNumber
        /// The workflow's name.
        public let workflow: String
        /// The workflow's version, to which the case is pinned.
        public let definition: ContentHash
        /// The case that called it, where one did.
        public let parent: ParentLink?
    }

    /// The beginning of an end from outside.
    public struct ClosingBegan: Sendable, Hashable {
        /// How the case will end.
        public let outcome: String
        /// Why it ends.
        public let cause: Cause
        /// Why, in words, sealed.
        public let reason: DataValue?

        /// Why a case ends from outside its steps.
        public enum Cause: String, Sendable, Hashable, CaseIterable {
            /// The applicant withdrew.
            case withdrawn
            /// The office cancelled it.
            case cancelled
            /// The case that called it was.
            case parentClosed = "parent-closed"
        }
    }

    /// The end of a case.
    public struct CaseEnded: Sendable, Hashable {
        /// How it ended.
        public let outcome: String
        /// What it gives to the case that called it.
        public let results: DataValue
    }

    /// Changed values.
    public struct DataChanged: Sendable, Hashable {
        /// The changes.
        public let changes: [DataChange]
        /// The scope whose data it is.
        public let scope: Int
        /// Why, where the change was a correction; sealed.
        public let reason: DataValue?

        init(_ changes: [DataChange], scope: Int = CaseState.rootScope, reason: DataValue? = nil) {
            self.changes = changes
            self.scope = scope
            self.reason = reason
        }
    }

    /// A broken promise.
    public struct Accountability: Sendable, Hashable {
        /// Who answers for it; nobody where the matter lay with the applicant or the daemon itself.
        public let person: StaffID?
        /// Who is told.
        public let supervisor: StaffID?
        /// Which promise: `promised-limit`, `statutory-limit`, `step-limit`, `one-time-notice`.
        public let promise: String
        /// The step instance at which it happened, where there is one.
        public let step: StepID?
        /// For how much of the time each was answerable, in minutes of business, where a limit was passed.
        public let shares: [Share]

        /// The time for which a person was answerable.
        public struct Share: Sendable, Hashable {
            /// Who.
            public let person: StaffID
            /// Minutes of business.
            public let minutes: Int

            /// A share.
            public init(person: StaffID, minutes: Int) {
                self.person = person
                self.minutes = minutes
            }
        }

        /// An entry.
        public init(person: StaffID?, supervisor: StaffID?, promise: String, step: StepID?, shares: [Share] = []) {
            self.person = person
            self.supervisor = supervisor
            self.promise = promise
            self.step = step
            self.shares = shares
        }
    }
}
