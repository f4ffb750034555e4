public import DubanModel

/// How many branches must have done their part before the case goes on; the rest is cancelled then.
public enum Join: Sendable, Hashable, CustomStringConvertible {
    /// All of them.
    case all
    /// One.
    case any
    /// So many.
    case count(Int)

    /// How many of `total` are wanted.
    public func wanted(of total: Int) -> Int {
        switch self {
        case .all: total
        case .any: min(1, total)
        case .count(let count): min(count, total)
        }
    }

    /// As written.
    public var description: String {
        switch self {
        case .all: "all"
        case .any: "any"
        case .count(let count): count.description
        }
    }
}

/// Several branches run side by side, each in a scope of its own, until enough have joined.
public struct ParallelStep: Sendable {
    /// A branch.
    public struct Branch: Sendable, Hashable {
        /// The name.
        public let name: String
        /// Its first step.
        public let start: String
        /// A branch.
        public init(name: String, start: String) {
            self.name = name
            self.start = start
        }
    }
    /// The branches in the order of the file.
    public let branches: [Branch]
    /// How many must join.
    public let join: Join
    /// The step that follows.
    public let then: String
    /// The step that follows where so many branches failed that the rest cannot be enough.
    public let onFail: String?

    /// Branches.
    public init(branches: [Branch], join: Join, then: String, onFail: String?) {
        self.branches = branches
        self.join = join
        self.then = then
        self.onFail = onFail
    }
}

/// One branch runs for each item of a list, each in a scope of its own with the item and fields of its own.
public struct EachStep: Sendable {
    /// Where the items come from.
    public enum Items: Sendable {
        /// A list of the document.
        case list(Argument)
        /// The members of staff who hold a role when the step is entered, by id.
        case holders(role: String)
    }
    /// The items.
    public let items: Items
    /// The item's name in conditions and arguments of the branch.
    public let variable: String
    /// What an item is.
    public let itemType: FieldType
    /// The branch's own fields.
    public let locals: [Field]
    /// The branch's first step.
    public let start: String
    /// Whether nobody but who fills them sees the branch's own fields before all have joined.
    public let isSecret: Bool
    /// Branches that run at once.
    public let concurrency: Int
    /// How many must join.
    public let join: Join
    /// The list of the document in which the items and the branches' own fields are collected, in the order of the items.
    public let collect: DataPath?
    /// The step that follows.
    public let then: String
    /// The step that follows where so many branches failed that the rest cannot be enough; without one the failed are left out.
    public let onFail: String?

    /// Branches over a list.
    public init(
        items: Items, variable: String, itemType: FieldType, locals: [Field], start: String, isSecret: Bool, concurrency: Int,
        join: Join, collect: DataPath?, then: String, onFail: String?
    ) {
        self.items = items
        self.variable = variable
        self.itemType = itemType
        self.locals = locals
        self.start = start
        self.isSecret = isSecret
        self.concurrency = concurrency
        self.join = join
        self.collect = collect
        self.then = then
        self.onFail = onFail
    }

    /// Items of one list.
    public static let maximumItems = 1_000
}

/// Another workflow runs as a child case; this one waits for its end.
public struct CallStep: Sendable {
    /// The workflow.
    public let workflow: String
    /// The first values of the child's document.
    public let data: [Assignment]
    /// Where its number, outcome and results go: a record of the document.
    public let into: DataPath?
    /// The step that follows, whatever the outcome.
    public let then: String
    /// The step that follows where the child was cancelled or withdrawn; `then` without.
    public let onCancel: String?

    /// What every child gives besides its own results: its case number, and how it ended.
    public static let ownResults: Set<String> = ["number", "outcome"]

    /// A child case.
    public init(workflow: String, data: [Assignment], into: DataPath?, then: String, onCancel: String?) {
        self.workflow = workflow
        self.data = data
        self.into = into
        self.then = then
        self.onCancel = onCancel
    }
}
