import ArgumentParser
import DubanAPI
import DubanClient

/// The jobs that a command changes, named or fitting a filter, and what is shown of it: what happened to each.
struct JobSelectionOptions: ParsableArguments {
    @Argument(help: "Jobs, such as JOB/17 or CERT-2026-0001/12.") var keys: [String] = []
    @OptionGroup var filter: JobFilterOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        try JobKey.validate(keys)
        if keys.isEmpty, filter.isEmpty { throw ValidationError("name jobs, or say which with --queue, --plugin or --code") }
    }

    /// Asks the daemon to change them.
    /// - Parameter verb: `cancel`, `discard` or `retry`.
    func change(_ verb: String) async throws {
        let request = JobChangeRequest(verb: verb, filter: filter.body(keys))
        try JobOutcomeView.show(try await options.client.post(["jobs"], request, key: change.key), options)
    }
}
