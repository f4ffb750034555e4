import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban report accountability --month 2026-03`: the broken promises of a month, by office and person.
struct ReportAccountabilityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accountability", abstract: "The broken promises of a month, by office and person.",
        discussion: "You see your own entries and those of who stands below you; entries that were set aside are shown, and do not count.")

    @Option(help: "The month, such as 2026-03.") var month: String
    @Option(help: "Only this person's.") var person: String?
    @Option(help: "Only this office's.") var office: String?
    @Flag(help: "Print the entries as CSV (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets show Chinese).") var csv = false
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard CivilDate(month + "-01") != nil else { throw ValidationError("--month is a month such as 2026-03") }
        if csv, options.json { throw ValidationError("--csv or --json") }
    }

    func run() async throws {
        let report: AccountabilityReportBody = try await options.client.get(
            ["reports", "accountability"], query: ["month": month, "person": person, "office": office])
        if options.json { return try Output.json(report) }
        let view = AccountabilityReportView(report: report, language: options.language)
        if csv { return print(view.csv, terminator: "") }
        if report.entries.isEmpty { return print(options.say(.noAccountability)) }
        view.show()
    }
}
