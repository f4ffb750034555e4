public import DubanModel

/// Headers of our own.
public enum APIHeader {
    /// Names a request that changes something, so that it has one effect and one answer however often it is sent.
    public static let idempotencyKey = "Idempotency-Key"
    /// The member of staff as whom a `--dev` daemon lets anyone act.
    public static let actAs = "Duban-As"
}

/// Opens a case.
public struct ApplyRequest: Codable, Sendable {
    /// The workflow's name.
    public let workflow: String
    /// The document.
    public let data: DataValue
    /// Papers received: pages by material, or a list of materials.
    public let materials: DataValue?
    /// Leaves the first task in the inbox.
    public let isDraft: Bool?
    /// A request.
    public init(workflow: String, data: DataValue, materials: DataValue?, isDraft: Bool?) {
        self.workflow = workflow
        self.data = data
        self.materials = materials
        self.isDraft = isDraft
    }
}

/// Acts at a task.
public struct ActRequest: Codable, Sendable {
    /// The action.
    public let action: String
    /// Values to fill in.
    public let data: DataValue?
    /// Papers received.
    public let materials: DataValue?
    /// What is to be said about it.
    public let comment: String?
    /// Where the case is sent back to, for `send-back`.
    public let target: String?
    /// A request.
    public init(action: String, data: DataValue?, materials: DataValue?, comment: String?, target: String? = nil) {
        self.action = action
        self.data = data
        self.materials = materials
        self.comment = comment
        self.target = target
    }
}

/// Corrects a field.
public struct AmendRequest: Codable, Sendable {
    /// The field's path.
    public let field: String
    /// Its value.
    public let value: DataValue
    /// Why.
    public let reason: String
    /// A request.
    public init(field: String, value: DataValue, reason: String) {
        self.field = field
        self.value = value
        self.reason = reason
    }
}

/// Adds a file.
public struct AttachRequest: Codable, Sendable {
    /// What people call it.
    public let name: String
    /// Its bytes in base 64.
    public let content: String
    /// The paper that it is a copy of.
    public let material: String?
    /// Its pages.
    public let pages: Int?
    /// A request.
    public init(name: String, content: String, material: String?, pages: Int?) {
        self.name = name
        self.content = content
        self.material = material
        self.pages = pages
    }
}

/// Asks to see private values.
public struct PrivateRequest: Codable, Sendable {
    /// The fields; all private ones where none is named.
    public let fields: [String]
    /// Why.
    public let reason: String
    /// A request.
    public init(fields: [String], reason: String) {
        self.fields = fields
        self.reason = reason
    }
}

/// Looks a case up by a name or an identity number; in a body, so that no log of addresses has it.
public struct FindRequest: Codable, Sendable {
    /// The name or number.
    public let text: String
    /// A request.
    public init(text: String) { self.text = text }
}

/// Moves a virtual clock.
public struct AdvanceRequest: Codable, Sendable {
    /// By how much, such as `3 working days`.
    public let limit: String?
    /// To which instant.
    public let to: String?
    /// A request.
    public init(limit: String?, to: String?) {
        self.limit = limit
        self.to = to
    }
}

/// What the administrator does with a queue.
public struct QueueRequest: Codable, Sendable {
    /// `pause`, `resume`, `hurry`, or `retry` with a case and step.
    public let verb: String
    /// The case of a dead job.
    public let caseNumber: String?
    /// The step instance of a dead job.
    public let step: Int?
    /// A request.
    public init(verb: String, caseNumber: String? = nil, step: Int? = nil) {
        self.verb = verb
        self.caseNumber = caseNumber
        self.step = step
    }
}
