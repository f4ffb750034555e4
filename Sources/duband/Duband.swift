import ArgumentParser
import Foundation

/// The daemon, and the verbs that open a state folder without a running one.
@main
struct Duband: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duband", abstract: "The workflow daemon of the hall.", version: "0.1.0",
        subcommands: [RunCommand.self, AuditCommand.self, MeasureCommand.self],
        defaultSubcommand: RunCommand.self)

    static func main() async {
        signal(SIGPIPE, SIG_IGN)  // A write to a dead plugin must be an error, not the daemon's end.
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.end(with: error, in: Self.self)
        }
    }
}
