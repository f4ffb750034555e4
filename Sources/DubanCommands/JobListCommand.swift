import ArgumentParser
import DubanAPI
import DubanClient

/// `duban job list`: lists jobs.
struct JobListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List jobs (the default).")

    @Option(help: "Only these: ready, claimed, delayed, dead, done or cancelled.") var state: String?
    @OptionGroup var filter: JobFilterOptions
    @OptionGroup var options: GlobalOptions

    @Flag(help: "Show them anew at each change, until interrupted.") var watch = false

    func run() async throws {
        guard watch else { return try await show() }
        try await QueueWatch.follow(options) { _ in try await show() }
    }

    private func show() async throws {
        let jobs: [JobBody] = try await options.client.get(
            ["jobs"],
            query: [
                "queue": filter.queue, "state": state, "plugin": filter.plugin, "code": filter.code,
                "limit": filter.limit.map { String($0) },
            ])
        if options.json { return try Output.json(jobs) }
        if jobs.isEmpty { return print(options.say(.noJob)) }
        Output.table(
            options.headings(.job, .queue, .action, .state, .attempts, .priority, .ready, .code),
            jobs.map {
                [
                    $0.key, $0.queue, $0.action, options.say(.jobState($0.state)), String($0.attempt), String($0.priority),
                    Output.time($0.readyAt), $0.errorCode ?? "",
                ]
            })
    }
}
