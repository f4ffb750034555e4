import CEL
public import DubanModel

extension DecisionTable {
    /// The table as people read it: headings, and a line a row.
    public struct Grid: Sendable, Hashable {
        /// The title and how rows are taken.
        public let caption: String
        /// What stands above each column.
        public let headings: [String]
        /// The rows, the default row last.
        public let lines: [[String]]
    }

    /// The table as people read it, with titles in a language.
    public func grid(_ language: Language) -> Grid {
        func say(_ english: String, _ chinese: String) -> String { language == .english ? english : chinese }
        let hasDays = rows.contains { $0.from != nil || $0.until != nil }
        let hasNotes = rows.contains { $0.note != nil }
        var headings = ["#"] + inputs.map { DecisionTable.heading($0.field, language) }
        headings += outputs.map { output in
            let gathering = policy == .collect ? " (\(DecisionTable.word(output.gathering, language)))" : ""
            return "→ " + DecisionTable.heading(output.field, language) + gathering
        }
        if hasDays { headings += [say("from", "施行日"), say("until", "截止日")] }
        if hasNotes { headings.append(say("note", "依据")) }
        var lines = rows.map { row -> [String] in
            var line = [String(row.number)]
            line += inputs.map { input in row.conditions[input.field.name].map { shown($0, input.field, language) } ?? "–" }
            line += outputs.map { shown(row.results[$0.field.name], $0.field, language) }
            if hasDays { line += [row.from?.description ?? "", row.until?.description ?? ""] }
            if hasNotes { line.append(row.note?[language] ?? "") }
            return line
        }
        if case .row(let cells) = fallback {
            var line = [say("else", "其他")] + inputs.map { _ in "" }
            line += outputs.map { shown(cells[$0.field.name], $0.field, language) }
            lines.append(line + Array(repeating: "", count: headings.count - line.count))
        }
        return Grid(caption: "\(title[language]) · \(DecisionTable.word(policy, language))", headings: headings, lines: lines)
    }

    private static func heading(_ field: Field, _ language: Language) -> String {
        let unit = field.type == .money ? (language == .english ? " (yuan)" : "（元）") : ""
        return (field.title?[language] ?? field.name) + unit
    }

    private static func word(_ policy: HitPolicy, _ language: Language) -> String {
        switch policy {
        case .first: language == .english ? "the first row that fits" : "取首个适用行"
        case .unique: language == .english ? "the one row that fits" : "至多一行适用"
        case .collect: language == .english ? "all rows that fit" : "取全部适用行"
        }
    }

    private static func word(_ gathering: Gathering, _ language: Language) -> String {
        switch gathering {
        case .list: language == .english ? "list" : "列表"
        case .sum: language == .english ? "sum" : "合计"
        case .min: language == .english ? "least" : "最小"
        case .max: language == .english ? "greatest" : "最大"
        case .count: language == .english ? "count" : "计数"
        }
    }

    // MARK: Cells

    /// A cell as written, choices by their titles.
    private func shown(_ cell: TableCell, _ field: Field, _ language: Language) -> String {
        guard case .choice = field.type, !cell.text.hasPrefix("= ") else { return cell.text }
        let isNegated = cell.text.hasPrefix("not ")
        let parts = CellReader.parts(isNegated ? String(cell.text.dropFirst(4)) : cell.text).map { part -> String in
            field.type.shown(.string(InputDomain.unquoted(part.trimmed)), choices)?[language == .english ? .english : .chinese]
                ?? part.trimmed
        }
        let words = parts.joined(separator: language == .english ? ", " : "、")
        return isNegated ? (language == .english ? "not \(words)" : "非\(words)") : words
    }

    private func shown(_ cell: Cell?, _ field: Field, _ language: Language) -> String {
        switch cell {
        case nil: return ""
        case .expression(let condition): return "= " + condition.source
        case .value(let data):
            switch (field.type, data) {
            case (.money, .integer(let fen)): return Money(fen: fen).description
            case (.choice, .text(let id)):
                return field.type.shown(.string(id), choices)?[language == .english ? .english : .chinese] ?? id
            case (_, .text(let text)): return text
            case (_, .integer(let number)): return String(number)
            case (_, .bool(let flag)): return flag ? (language == .english ? "yes" : "是") : (language == .english ? "no" : "否")
            default: return String(decoding: data.json, as: UTF8.self)
            }
        }
    }
}
