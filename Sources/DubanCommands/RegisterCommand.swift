import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban register [NAME]`: shows a register.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "register", abstract: "Show a register, or which there are.")

    @Argument(help: "The register.") var name: String?
    @Flag(help: "Print comma-separated values (RFC 4180).") var csv = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        guard let name else {
            let names: [String] = try await options.client.get(["registers"])
            if options.json { return try Output.json(names) }
            if names.isEmpty { return print(options.say(.noRegister)) }
            for name in names { print(name) }
            return
        }
        let entries: [RegisterEntryBody] = try await options.client.get(["registers", name])
        if options.json { return try Output.json(entries) }
        let columns = Set(entries.flatMap { ($0.fields.fields ?? [:]).keys }).sorted()
        let headings = options.headings(.number, .caseNumber, .entered) + columns
        let rows = entries.map { entry in
            [entry.label ?? entry.key ?? "", entry.caseNumber, Output.time(entry.at)]
                + columns.map { entry.fields[$0].isNull ? "" : Output.text(entry.fields[$0]) }
        }
        if csv {
            for row in [headings] + rows { print(row.map { RegisterCommand.quoted($0) }.joined(separator: ",")) }
        } else if rows.isEmpty {
            print(options.say(.noEntry))
        } else {
            Output.table(headings, rows)
        }
    }

    private static func quoted(_ cell: String) -> String {
        cell.contains { "\",\n\r".contains($0) } ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }
}
