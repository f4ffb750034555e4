/// Why an expression came to its value: the smallest set of sub-expressions that made it so.
///
/// Of a false `a && b` one false operand is enough, and the one with the shortest explanation is told; of a true one both are.
public struct CELExplanation: Sendable {
    /// What the expression came to.
    public let value: CELValue
    /// The facts that made it so, in the order of the source; empty where nothing but constants decided.
    public let reasons: [CELReason]

    /// The reasons in words, such as `age is 58, below 60`.
    /// - Parameters:
    ///   - language: The language.
    ///   - wording: How fields and values are called; without it by their names.
    public func text(_ language: CELLanguage, wording: CELWording = CELWording()) -> String {
        let separator = language == .english ? "; " : "；"
        return reasons.map { $0.text(language, wording: wording) }.joined(separator: separator)
    }
}

/// A language of explanations.
public enum CELLanguage: Sendable, Hashable, CaseIterable {
    /// English.
    case english
    /// 简体中文.
    case chinese
}

/// Words in both languages.
public struct CELPhrase: Sendable, Hashable {
    /// English.
    public let english: String
    /// 简体中文.
    public let chinese: String

    /// Words.
    public init(english: String, chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// The words of a language.
    public subscript(language: CELLanguage) -> String { language == .english ? english : chinese }
}

/// How the host calls its fields and shows their values.
public struct CELWording: Sendable {
    /// The title of a variable or field, by its path; `nil` where it has none, and its name is used.
    public var title: @Sendable (_ path: [String]) -> CELPhrase?
    /// How a value of a field is shown, or a constant that stands against it; `nil` for the plain way.
    public var value: @Sendable (_ value: CELValue, _ path: [String]) -> CELPhrase?

    /// A wording.
    /// - Parameters:
    ///   - title: The title of a variable or field by its path.
    ///   - value: How a value of a field is shown.
    public init(
        title: @escaping @Sendable (_ path: [String]) -> CELPhrase? = { _ in nil },
        value: @escaping @Sendable (_ value: CELValue, _ path: [String]) -> CELPhrase? = { _, _ in nil }
    ) {
        self.title = title
        self.value = value
    }
}
