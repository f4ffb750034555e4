import DubanAPI
import DubanModel

/// The live board of `duban watch` as lines: what it shows depends on nothing but what it is given.
struct WatchBoard {
    let list: DeadlineListBody
    let language: Language
    let isColoured: Bool
    /// What went wrong at the last look, where something did; the board shows what it knew before.
    var trouble: String?

    /// The board, fitted into a terminal of so many columns and rows; the last row stays free for the cursor.
    func lines(columns: Int, rows: Int) -> [String] {
        let room = max(0, rows - WatchBoard.frame)
        let shown = list.deadlines.prefix(room)
        var lines = [title(columns), counts, ""]
        lines += table(Array(shown), columns)
        let hidden = list.deadlines.count - shown.count
        if list.deadlines.isEmpty { lines.append(Phrase.noDeadline[language]) }
        if hidden > 0 { lines.append(Phrase.more(hidden)[language]) }
        lines.append(trouble.map { colour($0, "31") } ?? Phrase.watchFooter[language])
        return lines.prefix(max(1, rows - 1)).map { WatchBoard.cut($0, to: columns) }
    }

    /// Rows that are not deadlines: title, counts, a blank, two of headings, what is hidden, the foot, the cursor.
    static let frame = 8

    private func title(_ columns: Int) -> String {
        let (left, right) = (Phrase.watchTitle[language], Output.time(list.now))
        let gap = max(2, columns - Output.width(of: left) - Output.width(of: right))
        return left + String(repeating: " ", count: gap) + right
    }

    private var counts: String {
        ["red", "yellow", "green"].map { light in
            let count = list.deadlines.count { $0.light == light }
            return colour("\(Phrase.light(light)[language]) \(count)", WatchBoard.colours[light] ?? "0")
        }.joined(separator: "   ")
    }

    private static let colours = ["red": "31", "yellow": "33", "green": "32"]

    private func table(_ deadlines: [DeadlineLineBody], _ columns: Int) -> [String] {
        guard !deadlines.isEmpty else { return [] }
        let headings = [Phrase.light, .left, .caseNumber, .clock, .standsAt, .answerable, .due].map { $0[language] }
        let rows = deadlines.map { deadline in
            [
                Phrase.light(deadline.light)[language], deadline.remaining[language], deadline.caseNumber, deadline.title[language],
                deadline.standing.map { $0[language] }.joined(separator: ", "),
                deadline.answerableNames.map { $0[language] }.joined(separator: ", "), DeadlineTable.due(deadline, language),
            ]
        }
        let texts = Output.lines(headings, rows)
        return texts.enumerated().map { index, text in
            guard index >= 2 else { return text }
            return colour(WatchBoard.cut(text, to: columns), WatchBoard.colours[deadlines[index - 2].light] ?? "0")
        }
    }

    private func colour(_ text: String, _ code: String) -> String { isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

    /// The text within so many columns; a cut shows as an ellipsis. Colours take no room and are kept.
    static func cut(_ text: String, to columns: Int) -> String {
        guard Output.width(of: text) > columns else { return text }
        var (kept, width, isEscape) = ("", 0, false)
        var isFull = false
        for character in text {
            if character == "\u{1B}" { isEscape = true }
            if isEscape {
                kept.append(character)
                if character == "m" { isEscape = false }
                continue
            }
            let next = Output.width(of: String(character))
            if !isFull, width + next > columns - 1 {
                kept.append("…")
                isFull = true
            }
            if !isFull {
                kept.append(character)
                width += next
            }
        }
        return kept
    }
}
