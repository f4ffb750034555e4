import DubanModel

/// A text of the command line in both languages. All of them stand in the extensions beside this file, so that a translator reads three
/// files and nothing else.
struct Phrase: Sendable {
    private let text: LocalizedText

    init(_ english: String, _ chinese: String) { text = LocalizedText(english: english, chinese: chinese) }

    /// The text in a language.
    subscript(language: Language) -> String { text[language] }
}

extension Language {
    /// The language that the locale asks for: `LC_ALL` before `LC_MESSAGES` before `LANG`, as setlocale(3) has it.
    static func ofLocale(_ environment: [String: String]) -> Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return locale.lowercased().hasPrefix("zh") ? .chinese : .english
    }
}
