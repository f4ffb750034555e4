public import DubanModel

/// A case with everything that may be shown of it; private values are masked.
public struct CaseDetailBody: Codable, Sendable {
    /// What lists show.
    public let summary: CaseBody
    /// The document, private values masked.
    public let data: DataValue
    /// The document's fields that have a value, in the order of the definition, as people read them.
    public let fields: [FieldBody]
    /// Papers received.
    public let materials: [MaterialBody]
    /// The tasks that wait.
    public let tasks: [TaskBody]
    /// The clocks that have not ended.
    public let deadlines: [DeadlineBody]
    /// The branches that run or wait to be joined, with what the caller may see of them.
    public let branches: [BranchBody]
    /// A hand-over that is offered and not answered yet.
    public let handOver: HandOverBody?
    /// Whether everything stands still.
    public let isSuspended: Bool
    /// The documents made.
    public let documents: [DocumentBody]
    /// Broken promises.
    public let accountability: [AccountabilityBody]
    /// The history.
    public let events: [EventBody]

    /// A case.
    public init(
        summary: CaseBody, data: DataValue, fields: [FieldBody], materials: [MaterialBody], tasks: [TaskBody],
        deadlines: [DeadlineBody], branches: [BranchBody], handOver: HandOverBody?, isSuspended: Bool, documents: [DocumentBody], accountability: [AccountabilityBody], events: [EventBody]
    ) {
        self.summary = summary
        self.data = data
        self.fields = fields
        self.materials = materials
        self.tasks = tasks
        self.deadlines = deadlines
        self.branches = branches
        self.handOver = handOver
        self.isSuspended = isSuspended
        self.documents = documents
        self.accountability = accountability
        self.events = events
    }
}

/// A field of the document.
public struct FieldBody: Codable, Sendable {
    /// Its path.
    public let path: String
    /// What people read for it.
    public let title: TextBody
    /// Its value as people read it; a mask where it is private.
    public let value: TextBody

    /// A field.
    public init(path: String, title: TextBody, value: TextBody) {
        self.path = path
        self.title = title
        self.value = value
    }
}

/// A paper that was received.
public struct MaterialBody: Codable, Sendable {
    /// The name in commands.
    public let id: String
    /// What people read.
    public let title: TextBody
    /// Its pages.
    public let pages: Int

    /// A paper.
    public init(id: String, title: TextBody, pages: Int) {
        self.id = id
        self.title = title
        self.pages = pages
    }
}

/// A clock that has not ended.
public struct DeadlineBody: Codable, Sendable {
    /// What it measures: `promised`, `statutory`, or the step instance, such as `step/7`.
    public let subject: String
    /// What people read for that.
    public let title: TextBody
    /// How much time there is.
    public let budget: TextBody
    /// The limit's end, at the office; as it was when the clock stopped, where it stands still.
    public let due: String?
    /// What it shows.
    public let light: String
    /// Whether it runs.
    public let isRunning: Bool
    /// The code of the reason for which it stands still.
    public let stopReason: String?
    /// How much of it is left, while it runs or stands still.
    public let remaining: TextBody?
    /// Whether the end lies beyond the last published year of the calendar.
    public let isProvisional: Bool

    /// A clock.
    public init(
        subject: String, title: TextBody, budget: TextBody, due: String?, light: String, isRunning: Bool, stopReason: String?,
        remaining: TextBody?, isProvisional: Bool
    ) {
        self.stopReason = stopReason
        self.remaining = remaining
        self.subject = subject
        self.title = title
        self.budget = budget
        self.due = due
        self.light = light
        self.isRunning = isRunning
        self.isProvisional = isProvisional
    }
}

/// A document that was made.
public struct DocumentBody: Codable, Sendable {
    /// What it is.
    public let name: String
    /// What people read for that.
    public let title: TextBody
    /// Where it lies.
    public let path: String
    /// The SHA-256 of its bytes.
    public let sha256: String
    /// Its size.
    public let bytes: Int

    /// A document.
    public init(name: String, title: TextBody, path: String, sha256: String, bytes: Int) {
        self.name = name
        self.title = title
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
    }
}
