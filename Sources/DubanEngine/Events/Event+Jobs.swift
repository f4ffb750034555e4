public import DubanModel

extension Event {
    /// An issued notice.
    public struct NoticeIssued: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// The template.
        public let template: String
        /// The materials that it asks for.
        public let named: [String]
        /// The materials that were required then, received or not.
        public let required: [String]
    }

    /// A request to a plugin.
    public struct JobRequested: Sendable, Hashable {
        /// The step instance; with the case number it is the job's idempotency key.
        public let step: StepID
        /// The queue.
        public let queue: String
        /// The plugin.
        public let plugin: String
        /// What it is asked for.
        public let action: String
        /// The arguments; private values are sealed references.
        public let arguments: DataValue
    }

    /// A done job.
    public struct JobCompleted: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// Which attempt it was, from 1.
        public let attempt: Int
        /// What it gave.
        public let output: DataValue
        /// The files that it made.
        public let files: [Document]
        /// The step that takes it back, where one does.
        public let undo: String?
    }

    /// A dead job.
    public struct JobDied: Sendable, Hashable {
        /// The step instance.
        public let step: StepID
        /// How many attempts were made.
        public let attempts: Int
        /// A stable code.
        public let code: String
        /// In words; no private value.
        public let message: String
    }

    /// A request for a child case.
    public struct ChildRequested: Sendable, Hashable {
        /// The step instance that waits for its end.
        public let step: StepID
        /// The workflow.
        public let workflow: String
        /// The first values of its document; private ones are sealed under this case's key.
        public let changes: [DataChange]
    }

    /// The end of a child case.
    public struct ChildEnded: Sendable, Hashable {
        /// The step instance that waited for it.
        public let step: StepID
        /// How it ended.
        public let outcome: String
        /// Whether it was ended from outside its steps.
        public let wasClosed: Bool
        /// What it gave; private values are sealed under this case's key.
        public let results: DataValue
        /// The step that takes it back, where one does.
        public let undo: String?
    }
}
