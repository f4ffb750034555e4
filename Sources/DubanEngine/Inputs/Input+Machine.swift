public import DubanModel

extension Input {
    /// What a job gave.
    public struct JobCompletion: Sendable {
        /// The step instance that asked for it.
        public let step: StepID
        /// Which attempt it was, from 1.
        public let attempt: Int
        /// The output.
        public let output: DataValue
        /// Files that were made.
        public let files: [Document]
        /// What a job gave.
        public init(step: StepID, attempt: Int, output: DataValue, files: [Document]) {
            self.step = step
            self.attempt = attempt
            self.output = output
            self.files = files
        }
    }

    /// Why a job failed for good.
    public struct JobDeath: Sendable {
        /// The step instance that asked for it.
        public let step: StepID
        /// How many attempts were made.
        public let attempts: Int
        /// A stable code.
        public let code: String
        /// In words; no private value.
        public let message: String
        /// A failure for good.
        public init(step: StepID, attempts: Int, code: String, message: String) {
            self.step = step
            self.attempts = attempts
            self.code = code
            self.message = message
        }
    }

    /// Names a rung of a clock run.
    public struct ClockRung: Sendable, Hashable {
        /// The clock.
        public let clock: ClockID
        /// The rung.
        public let rung: Rung
        /// When it is due.
        public let due: Instant
        /// A rung of a clock.
        public init(clock: ClockID, rung: Rung, due: Instant) {
            self.clock = clock
            self.rung = rung
            self.due = due
        }
    }

    /// How a child case ended.
    public struct ChildEnd: Sendable {
        /// The step instance that waits for it.
        public let step: StepID
        /// How it ended.
        public let outcome: String
        /// Whether it was ended from outside its steps, or could not be opened at all.
        public let wasClosed: Bool
        /// What it gave; private values are sealed under this case's key.
        public let results: DataValue
        /// An end.
        public init(step: StepID, outcome: String, wasClosed: Bool, results: DataValue) {
            self.step = step
            self.outcome = outcome
            self.wasClosed = wasClosed
            self.results = results
        }
    }
}
