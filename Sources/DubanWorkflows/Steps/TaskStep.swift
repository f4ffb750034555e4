public import DubanModel

/// A person with one of the roles acts.
public struct TaskStep: Sendable {
    /// Who may act: a member with any of these.
    public let roles: [String]
    /// Only these members may act, where the definition names them: a member's id, or a list of them.
    public let candidates: Argument?
    /// Only members of this office may act, where the definition names one.
    public let office: Argument?
    /// Whoever completed one of these steps of the case may not act here (four eyes).
    public let separatedFrom: [String]
    /// The parts of the document that are filled here: paths, or `materials`.
    public let form: [DataPath]
    /// Where each action leads, in the order of the file; `then:` alone is the action `done`.
    public let actions: [Action]
    /// How many different people must take an action before it counts (会签); 1 for most tasks.
    public let quorum: Int
    /// Actions that count at once, whoever takes them, although several people are wanted.
    public let decisive: Set<String>
    /// Whether the case may be sent back from here to an earlier step (退回).
    public let sendsBack: Bool

    /// A task.
    public init(
        roles: [String], candidates: Argument? = nil, office: Argument? = nil, separatedFrom: [String] = [], form: [DataPath] = [],
        actions: [Action], quorum: Int = 1, decisive: Set<String> = [], sendsBack: Bool = true
    ) {
        self.roles = roles
        self.candidates = candidates
        self.office = office
        self.separatedFrom = separatedFrom
        self.form = form
        self.actions = actions
        self.quorum = quorum
        self.decisive = decisive
        self.sendsBack = sendsBack
    }

    /// Something that a person may do at a task or wait.
    public struct Action: Sendable {
        /// The name in commands.
        public let name: String
        /// What people read.
        public let title: LocalizedText
        /// The step that follows.
        public let then: String
        /// Whether a comment must be given, such as the reason of a refusal.
        public let requiresComment: Bool
        /// Whether the form must be complete for it; an action that sends the case elsewhere need not fill it.
        public let requiresForm: Bool
        /// Values that it puts into the document.
        public let sets: [Assignment]
        /// An action.
        public init(
            name: String, title: LocalizedText, then: String, requiresComment: Bool = false, requiresForm: Bool = true,
            sets: [Assignment] = []
        ) {
            self.name = name
            self.title = title
            self.then = then
            self.requiresComment = requiresComment
            self.requiresForm = requiresForm
            self.sets = sets
        }
    }

    /// The name of the single action of a step that says only `then:`.
    public static let defaultAction = "done"
    /// Actions that every task has, by the engine; no definition may use their names.
    public static let builtInActions: Set<String> = ["claim", "release", "send-back", "agree", "disagree"]
}
