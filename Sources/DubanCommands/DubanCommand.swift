public import ArgumentParser
import DubanModel
import Foundation

/// `duban`.
public struct DubanCommand: AsyncParsableCommand {
    /// The verbs.
    public static let configuration = CommandConfiguration(
        commandName: "duban", abstract: "See a matter through to its deadline 督办.", version: "0.1.0",
        subcommands: [
            ApplyCommand.self, InboxCommand.self, ActCommand.self, CaseCommand.self, CasesCommand.self, FindCommand.self,
            AmendCommand.self, AttachCommand.self, RegisterCommand.self, QueueCommand.self, WorkflowCommand.self, CalendarCommand.self,
            EvalCommand.self, AuditCommand.self, DevCommand.self,
        ])

    /// The command.
    public init() {}

    /// Parses and runs; ends the process with a stable exit code.
    public static func run() async -> Never {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Foundation.exit(0)
        } catch let refusal as Refusal {
            FileHandle.standardError.write(Data("duban: \(refusal.description) [\(refusal.code.rawValue)]\n".utf8))
            Foundation.exit(refusal.code.exitCode)
        } catch {
            let code = exitCode(for: error).rawValue
            let message = fullMessage(for: error)
            if code == 0 {
                print(message)
            } else if !message.isEmpty {
                FileHandle.standardError.write(Data((message + "\n").utf8))
            }
            Foundation.exit(code == 0 ? 0 : code == ExitCode.validationFailure.rawValue ? 2 : code)
        }
    }
}
