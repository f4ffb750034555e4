public import DubanModel

extension Event {
    /// An entered step.
    public struct StepEntered: Sendable, Hashable {
        /// The step's name in the definition, or one of `EngineStep`.
        public let step: String
        /// The scope in which it runs: the sequence number that opened it, 1 for the case's own.
        public let scope: Int
        /// What a person is asked for, where one is.
        public let task: TaskOffer?
        /// The step instance whose work is taken back here.
        public let undoes: StepID?
        /// The task about which an opinion is wanted here.
        public let opinionOn: StepID?
        /// The template of a document that is made beside the way of the case, so that a dead job can be tried again.
        public let template: String?

        init(
            step: String, scope: Int, task: TaskOffer?, undoes: StepID? = nil, opinionOn: StepID? = nil, template: String? = nil
        ) {
            self.step = step
            self.scope = scope
            self.task = task
            self.undoes = undoes
            self.opinionOn = opinionOn
            self.template = template
        }
    }

    /// A task as it is offered.
    public struct TaskOffer: Sendable, Hashable {
        /// The short number by which people name it.
        public let number: TaskNumber
        /// Who may do it: a member with any of these roles.
        public let roles: [String]
        /// Only these may, where somebody in particular is asked.
        public let candidates: [StaffID]
        /// Who may not, since they did a step that must be another's.
        public let excluded: [StaffID]
        /// The roster that was in force.
        public let roster: ContentHash

        init(number: TaskNumber, roles: [String], candidates: [StaffID] = [], excluded: [StaffID] = [], roster: ContentHash) {
            self.number = number
            self.roles = roles
            self.candidates = candidates
            self.excluded = excluded
            self.roster = roster
        }

        /// Whether the task is for a member: whom it names, or who holds a role, and nobody whom it excludes.
        public func isFor(_ member: StaffMember) -> Bool { isOffered(to: member) && !excluded.contains(member.id) }

        /// Whether the task is for a member, four eyes left aside.
        public func isOffered(to member: StaffMember) -> Bool {
            candidates.isEmpty ? !member.roles.isDisjoint(with: roles) : candidates.contains(member.id)
        }
    }

    /// A left step.
    public struct StepCompleted: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// What was done, at a task or wait.
        public let action: String?
        /// What the person said about it, sealed.
        public let comment: DataValue?
        /// Why this way was taken, at a choice: in words, by language.
        public let because: DataValue?
        /// The step that takes it back, where one does.
        public let undo: String?
        /// Whether it was left in a branch that is secret: what was done there is told to nobody before all branches have joined.
        public let isSecret: Bool

        init(
            step: StepID, action: String? = nil, comment: DataValue? = nil, because: DataValue? = nil, undo: String? = nil,
            isSecret: Bool = false
        ) {
            self.step = step
            self.action = action
            self.comment = comment
            self.because = because
            self.undo = undo
            self.isSecret = isSecret
        }
    }

    /// Why a step was given up.
    public enum Abandonment: String, Sendable, Hashable, CaseIterable {
        /// Enough other branches had joined, or failed.
        case notNeeded = "not-needed"
        /// The person before took their act back.
        case recalled
        /// The case is being ended from outside.
        case closing
        /// Its limit was passed, and the definition has another way then.
        case breached
        /// What was awaited did not come in time.
        case lapsed
        /// Its job failed for good, and the definition has another way then.
        case failed
    }

    /// An opened branch.
    public struct ScopeOpened: Sendable, Hashable {
        /// The scope in which it was opened.
        public let parent: Int
        /// The step instance that opened it.
        public let opener: StepID
        /// The branch's name.
        public let branch: String
        /// Which branch of its opener it is, from 0.
        public let index: Int
        /// The item under its name; an empty record where there is none.
        public let data: DataValue
        /// Whether its data is shown to nobody before all branches have joined.
        public let isSecret: Bool
    }

    /// One person's action, where several must act.
    public struct VoteCast: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// Who.
        public let by: StaffID
        /// What.
        public let action: String
        /// What the person said about it, sealed.
        public let comment: DataValue?
    }

    /// An occurrence of a schedule.
    public struct OccurrenceReached: Sendable, Hashable {
        /// The schedule's step.
        public let step: String
        /// The scope in which it runs.
        public let scope: Int
        /// The scheduled instant.
        public let at: Instant
        /// Whether it is the end: should the step be entered again, it begins anew.
        public let isLast: Bool

        init(step: String, scope: Int, at: Instant, isLast: Bool = false) {
            self.step = step
            self.scope = scope
            self.at = at
            self.isLast = isLast
        }
    }

    /// A table's decision.
    public struct TableDecided: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// The table.
        public let table: String
        /// The rows that were taken, counted from 1.
        public let rows: [Int]
        /// Why these rows, in words, by language.
        public let because: DataValue
        /// Whether it was in a branch that is secret.
        public let isSecret: Bool

        init(step: StepID, table: String, rows: [Int], because: DataValue, isSecret: Bool = false) {
            self.step = step
            self.table = table
            self.rows = rows
            self.because = because
            self.isSecret = isSecret
        }
    }
}
