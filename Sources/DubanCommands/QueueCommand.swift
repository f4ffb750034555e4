import ArgumentParser
import DubanAPI
import DubanClient

/// `duban queue`: shows the queues, and keeps them.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Show and keep the queues.", subcommands: [List.self, Dead.self, Change.self, Retry.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how the queues stand (the default).")
        @OptionGroup var options: GlobalOptions

        func run() async throws { try QueueCommand.show(try await options.client.get("/v1/queues"), options) }
    }

    struct Dead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the jobs that failed for good.")
        @Argument(help: "The queue.") var queue: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let jobs: [JobBody] = try await options.client.get("/v1/queues/\(queue)/dead")
            if options.json { return try Output.json(jobs) }
            if jobs.isEmpty { return print(options.text("No dead job.", "没有失败的作业。")) }
            Output.table(
                ["CASE", "STEP", "ACTION", "ATTEMPTS", "CODE", "MESSAGE"],
                jobs.map { [$0.caseNumber, String($0.step), $0.action, String($0.attempt), $0.errorCode ?? "", $0.errorMessage ?? ""] })
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Pause or resume a queue, or hurry its jobs that wait for their back-off.")
        @Argument(help: "The queue.") var queue: String
        @Argument(help: "pause, resume or hurry.") var verb: String
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard ["pause", "resume", "hurry"].contains(verb) else { throw ValidationError("the verb is pause, resume or hurry") }
        }

        func run() async throws {
            try QueueCommand.show(try await options.client.post("/v1/queues/\(queue)", QueueRequest(verb: verb), key: nil), options)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Have a dead job tried again.")
        @Argument(help: "The queue.") var queue: String
        @Argument(help: "The case's number.") var caseNumber: String
        @Argument(help: "The step instance, as `duban queue dead` shows it.") var step: Int
        @OptionGroup var change: ChangeOptions
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let request = QueueRequest(verb: "retry", caseNumber: caseNumber, step: step)
            try ReceiptView.show(try await options.client.post("/v1/queues/\(queue)", request, key: change.key), options)
        }
    }

    private static func show(_ queues: [QueueBody], _ options: GlobalOptions) throws {
        if options.json { return try Output.json(queues) }
        Output.table(
            ["QUEUE", "SLOTS", "RUNNING", "WAITING", "DEAD", "STATE"],
            queues.map {
                [$0.name, String($0.slots), String($0.running), String($0.waiting), String($0.dead), $0.isPaused ? "paused" : "open"]
            })
    }
}
