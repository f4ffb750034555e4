import Foundation

/// The fenced blocks of docs/rules.md. Each example of the page is run, so that it cannot say what is not so.
enum RulesPage {
    /// The blocks of a kind, in the order of the page, as lines.
    static func blocks(_ kind: String) throws -> [[String]] {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/rules.md")
        var blocks: [[String]] = []
        var open: String?
        for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                open = open == nil ? String(line.dropFirst(3)) : nil
                if open == kind { blocks.append([]) }
            } else if open == kind {
                blocks[blocks.count - 1].append(String(line))
            }
        }
        return blocks
    }

    /// The lines between empty ones.
    static func paragraphs(_ lines: [String]) -> [[String]] { lines.split(separator: "").map { Array($0) } }
}
