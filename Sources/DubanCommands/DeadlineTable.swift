import DubanAPI
import DubanModel

/// Deadlines as rows of a table.
enum DeadlineTable {
    static func headings(_ language: Language) -> [String] {
        [Phrase.caseNumber, .clock, .answerable, .left, .due, .light, .turns].map { $0[language] }
    }

    static func row(_ deadline: DeadlineLineBody, _ language: Language) -> [String] {
        [
            deadline.caseNumber, deadline.title[language],
            deadline.answerableNames.isEmpty ? "–" : deadline.answerableNames.map { $0[language] }.joined(separator: ", "),
            deadline.remaining[language], due(deadline, language), Output.light(deadline.light, language), turn(deadline, language),
        ]
    }

    /// When it ends; marked where that may still move.
    static func due(_ deadline: DeadlineLineBody, _ language: Language) -> String {
        Output.due(deadline.due, isProvisional: deadline.isProvisional, language)
    }

    private static func turn(_ deadline: DeadlineLineBody, _ language: Language) -> String {
        guard let light = deadline.turnsTo, let at = deadline.turnsAt else { return "" }
        return Phrase.turns(Phrase.light(light)[language], Output.time(at))[language]
    }
}
