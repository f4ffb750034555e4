import DubanModel
import Foundation

/// Prints answers.
enum Output {
    /// Prints JSON as the API gave it, keys sorted.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Prints rows under headings, columns aligned also where characters are two wide.
    static func table(_ headings: [String], _ rows: [[String]]) { for line in lines(headings, rows) { print(line) } }

    /// The lines of a table: headings, a rule, and a line a row.
    static func lines(_ headings: [String], _ rows: [[String]]) -> [String] {
        let widths = widths(of: [headings] + rows)
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return [line(headings, widths), rule] + rows.map { line($0, widths) }
    }

    /// Prints rows without headings, columns aligned.
    static func rows(_ rows: [[String]], indent: Int) {
        let widths = widths(of: rows)
        for row in rows { print(String(repeating: " ", count: indent) + line(row, widths)) }
    }

    private static func widths(of rows: [[String]]) -> [Int] {
        let columns = rows.map(\.count).max() ?? 0
        return (0..<columns).map { column in rows.map { column < $0.count ? width(of: $0[column]) : 0 }.max() ?? 0 }
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            text += cell + (isLast ? "" : String(repeating: " ", count: widths[index] - width(of: cell) + 2))
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    /// How many columns of a terminal a text takes (UAX #11: wide and full-width characters take two); colours take none.
    static func width(of text: String) -> Int {
        var isEscape = false
        return text.unicodeScalars.reduce(0) { sum, scalar in
            if scalar == "\u{1B}" { isEscape = true }
            defer { if isEscape, scalar == "m" { isEscape = false } }
            return isEscape ? sum : sum + width(of: scalar)
        }
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }

    /// A light in words; coloured on a terminal.
    static func light(_ name: String, _ language: Language) -> String {
        let word = Phrase.light(name)[language]
        guard isatty(STDOUT_FILENO) == 1 else { return word }
        let color = name == "red" ? "31" : name == "yellow" ? "33" : "32"
        return "\u{1B}[\(color)m\(word)\u{1B}[0m"
    }

    /// A value as people read it: a text without quotes, anything else as JSON.
    static func text(_ value: DataValue) -> String { value.textValue ?? String(decoding: value.json, as: UTF8.self) }

    /// When something is due, marked where that may still move, since it lies beyond the last published year.
    static func due(_ instant: String?, isProvisional: Bool, _ language: Language) -> String {
        isProvisional && instant != nil ? Phrase.provisionalDue(time(instant))[language] : time(instant)
    }

    /// The instant without fraction and zone, as people read it: `2026-03-02 09:00`.
    static func time(_ instant: String?) -> String { instant.map { String($0.prefix(16)).replacingOccurrences(of: "T", with: " ") } ?? "" }
}
