import ArgumentParser

/// `duban job cancel`.
struct JobCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "End running attempts; a cancelled job is dead, and can be retried.")

    @OptionGroup var jobs: JobSelectionOptions

    func run() async throws { try await jobs.change("cancel") }
}
