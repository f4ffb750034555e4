import DubanModel
import DubanWorkflows
import Foundation

/// A table read from text.
func read(_ yaml: String, name: String = "support", others: [String: String] = [:]) -> (table: DecisionTable?, findings: [Finding]) {
    var files = others.mapValues { Array($0.utf8) }
    files["tables/\(name).yaml"] = Array(yaml.utf8)
    let (tables, findings) = WorkflowLoader.decisionTables(BundleFiles(files))
    return (tables[name], findings)
}

/// The fenced blocks of docs/rules.md of a kind.
func pageBlocks(_ kind: String) throws -> [[String]] {
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
