import ArgumentParser

/// `duban job`: shows jobs, and what administrators do with them.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Show jobs, enqueue them, and keep the dead ones.",
        subcommands: [
            JobListCommand.self, JobShowCommand.self, JobEnqueueCommand.self, JobRetryCommand.self, JobDiscardCommand.self,
            JobCancelCommand.self,
        ], defaultSubcommand: JobListCommand.self)
}
