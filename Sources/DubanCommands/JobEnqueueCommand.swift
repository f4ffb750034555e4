import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban job enqueue`: puts jobs that belong to no case on a queue.
struct JobEnqueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Put a job that belongs to no case on a queue, or many from a file.")

    @Argument(help: "The queue.") var queue: String
    @Argument(help: "Plugin and action, such as documents.render.") var action: String
    @Option(help: "The arguments: a JSON object in a file, or - for standard input; a list makes one job of each item.") var data: String?
    @Option(help: "From -100 to 100; a step is worth a minute of waiting.") var priority = 0
    @Option(help: "From when it may run: an instant such as 2026-03-02T09:00:00+08:00.") var at: String?
    @Option(help: "Only if no other live job has this name.") var uniqueKey: String?
    @Flag(help: "Only if no other live job asks the same with the same arguments.") var uniqueArguments = false
    @Option(help: "The above within each period of so many seconds.") var uniqueSeconds: Int?
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if action.split(separator: ".").count < 2 { throw ValidationError("an action is named like documents.render") }
        if !(-100...100).contains(priority) { throw ValidationError("--priority is from -100 to 100") }
        if let at, Instant(at) == nil { throw ValidationError("--at wants an instant such as 2026-03-02T09:00:00+08:00") }
    }

    func run() async throws {
        let document = try data.map { try DocumentFile.read($0) } ?? .emptyRecord
        let jobs = (document.items ?? [document]).map { arguments in
            NewJobBody(
                action: action, arguments: arguments, priority: priority, runAt: at, uniqueKey: uniqueKey,
                uniqueArguments: uniqueArguments ? true : nil, uniqueSeconds: uniqueSeconds)
        }
        let outcome: JobOutcomeBody = try await options.client.post(["queues", queue, "jobs"], EnqueueRequest(jobs: jobs), key: change.key)
        try JobOutcomeView.show(outcome, options)
    }
}
