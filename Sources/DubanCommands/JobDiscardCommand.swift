import ArgumentParser
import DubanAPI
import DubanClient

/// `duban job discard`.
struct JobDiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Take dead or waiting jobs that belong to no case off their queue.")

    @Argument(help: "Jobs, such as JOB/17 or CERT-2026-0001/12.") var keys: [String] = []
    @OptionGroup var filter: JobFilterOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        try JobKey.validate(keys)
        if keys.isEmpty, filter.isEmpty { throw ValidationError("name jobs, or say which with --queue, --plugin or --code") }
    }

    func run() async throws {
        let request = JobChangeRequest(verb: "discard", filter: filter.body(keys))
        try JobOutcomeView.show(try await options.client.post(["jobs"], request, key: change.key), options)
    }
}
