public import DubanModel
public import DubanWorkflows

/// What is drawn of a workflow: its steps, who does them, where they lead, and in which scope.
public struct WorkflowGraph: Sendable {
    /// The workflow's name.
    public let name: String
    /// What people read.
    public let title: LocalizedText
    /// The promised and the statutory limit, where there are any.
    public let promise: LocalizedText?
    /// Who does something: the roles in the order in which they come up. The first lane is the daemon's.
    public let lanes: [Lane]
    /// The case's own scope, then those of branches, outer ones first.
    public let scopes: [Scope]
    /// The nodes in the order of the file.
    public let nodes: [Node]
    /// The ways between them.
    public let edges: [Edge]

    /// Who does the steps of a lane.
    public struct Lane: Sendable, Hashable {
        /// The role; nothing for the daemon itself.
        public let role: String?
        /// What people read.
        public var title: LocalizedText {
            role.map { LocalizedText(english: $0, chinese: $0) } ?? LocalizedText(english: "Duban", chinese: "督办（系统）")
        }
    }

    /// The case's own way, or a branch.
    public struct Scope: Sendable, Hashable {
        /// The number; 0 for the case's own.
        public let id: Int
        /// The node that opens it.
        public let opener: String?
        /// The branch's name, where its opener has several.
        public let branch: String?
    }

    /// A step, or a place where a way begins or ends.
    public struct Node: Sendable, Hashable {
        /// A name of its own: the step's, or one that no step can have.
        public let id: String
        /// What it is.
        public let kind: Kind
        /// What people read.
        public let title: LocalizedText
        /// Who does it, or what it works on.
        public let detail: LocalizedText
        /// The scope in which it stands.
        public let scope: Int
        /// The lane to which it belongs.
        public let lane: Int
        /// What it works on, as it is written: a plugin's action, a register, a table, a workflow, a message, a list, a schedule.
        public var subject = ""
        /// How many of its branches must come to their end, where it has branches.
        public var join: Join?
        /// Whether its branches run one after another.
        public var isOrdered = false
    }

    /// What a node is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case start, end, join, fail, undone
        case task, choose, assign, decide, job, notice, wait, timer, schedule, record, lookup, parallel, each, call

        /// Whether it is a step; the rest are places where ways begin or end.
        public var isStep: Bool {
            switch self {
            case .start, .join, .fail, .undone: false
            default: true
            }
        }
    }

    /// A way from one node to another.
    public struct Edge: Sendable, Hashable {
        /// Its number.
        public let id: Int
        /// Where it begins.
        public let from: String
        /// Where it leads.
        public let to: String
        /// Why it is taken.
        public let kind: Way
        /// When it is taken, where that is not always.
        public let label: LocalizedText?
        /// How long the step before it may take, or after how long it is taken.
        public let limit: LocalizedText?
        /// When it is taken, as a machine would ask; nothing where it is what else is done.
        public let condition: String?
        /// The time after which it is taken, where time alone is why.
        public let time: String?

        /// What is written at it.
        public func text(_ language: Language) -> String {
            [label, limit].compactMap { $0?[language] }.joined(separator: " · ")
        }
    }

    /// Why a way is taken.
    public enum Way: String, Sendable, Hashable, CaseIterable {
        /// Since its step came to its end.
        case usual
        /// Since time passed.
        case lapse
        /// Since a limit was passed.
        case breach
        /// Since something failed.
        case failure
        /// Since the case is withdrawn or cancelled, and what was done is taken back.
        case undo
    }

    /// The nodes of a scope.
    public func nodes(in scope: Int) -> [Node] { nodes.filter { $0.scope == scope } }

    /// The scopes that a node opens.
    public func scopes(openedBy node: String) -> [Scope] { scopes.filter { $0.opener == node } }
}
