import ArgumentParser
import DubanModel
import DubanWorkflows
import Foundation

/// `duban workflow table NAME`: shows a decision table as a grid; needs no daemon.
struct WorkflowTableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Show a decision table of a bundle as a grid; needs no daemon.")

    @ArgumentParser.Argument(help: "The table's name, which is that of its file in tables/ without .yaml.") var name: String
    @Option(name: [.customLong("in"), .customLong("bundle")], help: "The bundle's folder.") var folder = "."
    @Option(help: "The language of titles: en or zh; otherwise as the locale says.") var lang: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let (tables, findings) = WorkflowLoader.decisionTables(try BundleFolder.read(folder))
        let own = findings.filter { $0.file == "tables/\(name).yaml" }
        guard own.isEmpty else { throw Refusal("The table \(name) of \(folder)", findings: own) }
        guard let table = tables[name] else {
            let known = tables.keys.sorted()
            let hint = known.isEmpty ? "It has none." : "It has \(known.joined(separator: ", "))."
            throw Refusal(.invalidRequest, "The bundle \(folder) has no decision table \"\(name)\". \(hint)")
        }
        let grid = table.grid(language)
        if json {
            let lines = grid.lines.map { DataValue.list($0.map { .text($0) }) }
            let value: DataValue = [
                "caption": .text(grid.caption), "headings": .list(grid.headings.map { .text($0) }), "rows": .list(lines),
            ]
            return print(String(decoding: value.json, as: UTF8.self))
        }
        print(grid.caption)
        Output.table(grid.headings, grid.lines)
    }

    private var language: Language {
        lang.flatMap { Language(rawValue: $0) } ?? Language.ofLocale(ProcessInfo.processInfo.environment)
    }
}
