public import DubanModel

/// A paper that an applicant brings.
public struct Material: Sendable {
    /// The name in data and commands, such as `id-card`.
    public let id: String
    /// What people read.
    public let title: LocalizedText
    /// When it is needed; always, where there is no condition.
    public let when: Condition?
    /// A paper.
    public init(id: String, title: LocalizedText, when: Condition?) {
        self.id = id
        self.title = title
        self.when = when
    }
}
