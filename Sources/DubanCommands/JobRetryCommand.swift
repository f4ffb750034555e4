import ArgumentParser

/// `duban job retry`.
struct JobRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Have dead jobs tried again: those that are named, or all that fit a filter.")

    @OptionGroup var jobs: JobSelectionOptions

    func run() async throws { try await jobs.change("retry") }
}
