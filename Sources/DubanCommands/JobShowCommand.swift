import ArgumentParser
import DubanAPI
import DubanClient

/// `duban job show`: shows a job.
struct JobShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a job with its arguments and attempts.")

    @Argument(help: "The job, such as JOB/17 or CERT-2026-0001/12.") var key: String
    @OptionGroup var options: GlobalOptions

    func validate() throws { try JobKey.validate([key]) }

    func run() async throws {
        let parts = key.split(separator: "/").map(String.init)
        let body: JobDetailBody = try await options.client.get(["jobs"] + parts)
        if options.json { return try Output.json(body) }
        Output.rows(
            [
                [options.say(.job), body.job.key], [options.say(.queue), body.job.queue], [options.say(.action), body.job.action],
                [options.say(.state), options.say(.jobState(body.job.state))], [options.say(.attempts), String(body.job.attempt)],
                [options.say(.priority), String(body.job.priority)], [options.say(.ready), Output.time(body.job.readyAt)],
                [options.say(.value), Output.text(body.arguments)],
            ], indent: 0)
        if !body.attempts.isEmpty {
            print("")
            Output.table(
                options.headings(.attempts, .when, .code, .message),
                body.attempts.map { [String($0.attempt), Output.time($0.endedAt), $0.code, $0.message] })
        }
    }
}

/// The names of jobs on the command line.
enum JobKey {
    static func validate(_ keys: [String]) throws {
        for key in keys {
            let parts = key.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, Int(parts[1]) != nil else {
                throw ValidationError("a job is named like JOB/17 or CERT-2026-0001/12, not \"\(key)\"")
            }
        }
    }
}
