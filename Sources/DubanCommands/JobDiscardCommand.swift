import ArgumentParser

/// `duban job discard`.
struct JobDiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Take dead or waiting jobs that belong to no case off their queue.")

    @OptionGroup var jobs: JobSelectionOptions

    func run() async throws { try await jobs.change("discard") }
}
