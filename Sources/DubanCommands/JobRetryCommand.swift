import ArgumentParser
import DubanAPI
import DubanClient

/// `duban job retry`.
struct JobRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Have dead jobs tried again: those that are named, or all that fit a filter.")

    @Argument(help: "Jobs, such as JOB/17 or CERT-2026-0001/12.") var keys: [String] = []
    @OptionGroup var filter: JobFilterOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        try JobKey.validate(keys)
        if keys.isEmpty, filter.isEmpty { throw ValidationError("name jobs, or say which with --queue, --plugin or --code") }
    }

    func run() async throws {
        let request = JobChangeRequest(verb: "retry", filter: filter.body(keys))
        try JobOutcomeView.show(try await options.client.post(["jobs"], request, key: change.key), options)
    }
}
