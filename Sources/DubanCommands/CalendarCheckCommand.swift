import ArgumentParser
import DubanModel
import DubanTime
import DubanWorkflows

/// `duban calendar check`: everything that is wrong in a calendar's file, at once.
struct CalendarCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a calendar's file: all findings at once, each with its line and column.")

    @ArgumentParser.Argument(help: "The file, or the name of a calendar.") var file = CalendarLibrary.usual
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let (bytes, file, _) = try CalendarLibrary.content(file)
        let findings = CalendarLoader.findings(bytes, file: file)
        if json {
            let list = findings.map { finding -> DataValue in
                [
                    "file": .text(finding.file), "line": .integer(Int64(finding.line)), "column": .integer(Int64(finding.column)),
                    "code": .text(finding.code), "message": .text(finding.message),
                ]
            }
            CalendarCommand.printJSON(["valid": .bool(findings.isEmpty), "findings": .list(list)])
            if !findings.isEmpty { throw ExitCode(Refusal.Code.invalidDefinition.exitCode) }
            return
        }
        let (calendar, version) = try CalendarLoader.load(bytes, file: file)
        let variants = CalendarLoader.variants(bytes, file: file)
        let years =
            calendar.publishedYears.map { "published for \($0.lowerBound) to \($0.upperBound), provisional after that" }
            ?? "a weekly pattern only"
        print("✓ \(calendar.id): \(calendar.exceptions.count) days that the weekly pattern has wrong, \(years)")
        if !variants.isEmpty { print("  offices: \(variants.map { "\(calendar.id)/\($0)" }.joined(separator: ", "))") }
        print("  \(calendar.zone.id), version \(version)")
    }
}
