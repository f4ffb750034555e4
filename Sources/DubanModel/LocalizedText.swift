/// A text in the two languages of the hall.
public struct LocalizedText: Sendable, Hashable {
    /// English.
    public let english: String
    /// Chinese 中文.
    public let chinese: String

    /// A text in both languages.
    public init(english: String, chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// The text in `language`.
    public subscript(language: Language) -> String { language == .chinese ? chinese : english }
}

/// A language in which Duban speaks to people.
public enum Language: String, Sendable, Hashable, CaseIterable {
    /// English.
    case english = "en"
    /// Chinese 中文.
    case chinese = "zh"
}
