public import DubanModel

/// A node of a workflow.
public struct Step: Sendable {
    /// The name in the file.
    public let name: String
    /// What people read.
    public let title: LocalizedText
    /// What happens there.
    public let kind: Kind
    /// How long it may take, and what happens then; its clock runs from entering to leaving.
    public let limit: StepLimit?
    /// The step that takes back what this one did, when the case is withdrawn or cancelled.
    public let undo: String?
    /// Values that are put into the document when the step is left.
    public let sets: [Assignment]

    /// A step.
    public init(
        name: String, title: LocalizedText, kind: Kind, limit: StepLimit? = nil, undo: String? = nil, sets: [Assignment] = []
    ) {
        self.name = name
        self.title = title
        self.kind = kind
        self.limit = limit
        self.undo = undo
        self.sets = sets
    }

    /// What happens at a step.
    public enum Kind: Sendable {
        /// A person acts.
        case task(TaskStep)
        /// The first condition that holds says where to go.
        case choose(ChooseStep)
        /// A decision table says what holds.
        case decide(DecideStep)
        /// A plugin is asked to do something.
        case job(JobStep)
        /// A document is issued to the applicant.
        case notice(NoticeStep)
        /// Something from outside, or a date, is awaited.
        case wait(WaitStep)
        /// A fact is entered in a register.
        case record(RecordStep)
        /// What a register holds is read into the document.
        case lookup(LookupStep)
        /// Several branches run side by side.
        case parallel(ParallelStep)
        /// One branch runs for each item of a list.
        case each(EachStep)
        /// Another workflow runs as a child case.
        case call(CallStep)
        /// What follows is done again and again by the calendar.
        case schedule(ScheduleStep)
        /// The case ends with this outcome.
        case end(outcome: String)
    }
}

/// A field and what is put into it.
public struct Assignment: Sendable {
    /// The field.
    public let path: DataPath
    /// The value.
    public let value: Argument
    /// An assignment.
    public init(path: DataPath, value: Argument) {
        self.path = path
        self.value = value
    }
}

/// Steps that stand for no step: where a branch, or the taking back of one step, ends.
public enum ReservedTarget {
    /// The branch has done its part.
    public static let join = "join"
    /// The branch has failed.
    public static let fail = "fail"
    /// What was to be taken back is taken back.
    public static let undone = "undone"
    /// All of them.
    public static let all: Set<String> = [join, fail, undone]
}
