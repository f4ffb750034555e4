public import ArgumentParser
import DubanModel
import Foundation

/// `duban`.
public struct DubanCommand: AsyncParsableCommand {
    /// The verbs.
    public static let configuration = CommandConfiguration(
        commandName: "duban", abstract: "See a matter through to its deadline 督办.",
        discussion: """
            Exit codes: 0 done, 2 usage, 3 refused with a reason, 4 not found, 5 conflict, 69 the daemon is away. Tables and refusals \
            are Chinese where the locale is, or with --lang zh.
            """,
        version: "0.1.0",
        subcommands: [
            ApplyCommand.self, InboxCommand.self, ActCommand.self, CaseCommand.self, CasesCommand.self, FindCommand.self,
            DeadlinesCommand.self, WatchCommand.self, AmendCommand.self, AttachCommand.self, CommentCommand.self, RecallCommand.self,
            WithdrawCommand.self, CancelCommand.self, SuspendCommand.self, ResumeCommand.self, HandOverCommand.self, AcceptCommand.self,
            DeclineCommand.self, AddReviewerCommand.self, ClockCommand.self, ExtendCommand.self, ContestCommand.self, SettleCommand.self,
            MessageCommand.self, ReportCommand.self, RegisterCommand.self, QueueCommand.self, JobCommand.self, PluginCommand.self,
            WorkflowCommand.self,
            CalendarCommand.self, EvalCommand.self, AuditCommand.self, DevCommand.self,
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
            RefusalView(CommandLine.arguments, ProcessInfo.processInfo.environment).show(refusal)
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
