import ArgumentParser

/// `duban report`: what is reported to who leads the office.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Reports for who leads the office.", subcommands: [ReportAccountabilityCommand.self])
}
