import ArgumentParser
import DubanAPI
import DubanClient

/// `duban queue`: shows the queues, and keeps them.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Show and keep the queues.",
        subcommands: [List.self, Dead.self, Pause.self, Drain.self, Resume.self, Hurry.self, Retry.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how the queues stand (the default).")
        @OptionGroup var options: GlobalOptions

        @Flag(help: "Show them anew at each change, until interrupted.") var watch = false

        func run() async throws {
            guard watch else { return try QueueCommand.show(try await options.client.get(["queues"]), options) }
            try await QueueWatch.follow(options) { try QueueCommand.show($0.queues, options) }
        }
    }

    struct Dead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the jobs that failed for good.")
        @Argument(help: "The queue.") var queue: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let jobs: [JobBody] = try await options.client.get(["queues", queue, "dead"])
            if options.json { return try Output.json(jobs) }
            if jobs.isEmpty { return print(options.say(.noDeadJob)) }
            Output.table(
                options.headings(.caseNumber, .instance, .action, .attempts, .code, .message),
                jobs.map { [$0.caseNumber, String($0.step), $0.action, String($0.attempt), $0.errorCode ?? "", $0.errorMessage ?? ""] })
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a queue start no more jobs; those that run end.")
        @Argument(help: "The queue.") var queue: String
        @OptionGroup var options: GlobalOptions
        func run() async throws { try await QueueCommand.change(queue, "pause", options) }
    }

    struct Drain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Pause a queue, and wait until none of its jobs runs.")
        @Argument(help: "The queue.") var queue: String
        @OptionGroup var options: GlobalOptions
        func run() async throws { try await QueueCommand.change(queue, "drain", options) }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a paused queue start jobs again.")
        @Argument(help: "The queue.") var queue: String
        @OptionGroup var options: GlobalOptions
        func run() async throws { try await QueueCommand.change(queue, "resume", options) }
    }

    struct Hurry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Try jobs that wait for their back-off now.")
        @Argument(help: "The queue.") var queue: String
        @OptionGroup var options: GlobalOptions
        func run() async throws { try await QueueCommand.change(queue, "hurry", options) }
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
            try ReceiptView.show(try await options.client.post(["queues", queue], request, key: change.key), options)
        }
    }

    private static func change(_ queue: String, _ verb: String, _ options: GlobalOptions) async throws {
        try show(try await options.client.post(["queues", queue], QueueRequest(verb: verb), key: nil), options)
    }

    private static func show(_ queues: [QueueBody], _ options: GlobalOptions) throws {
        if options.json { return try Output.json(queues) }
        if queues.isEmpty { return print(options.say(.noQueue)) }
        Output.table(
            options.headings(.queue, .slots, .running, .waiting, .dead, .state),
            queues.map {
                [
                    $0.name, String($0.slots), String($0.running), String($0.waiting), String($0.dead),
                    options.say($0.isPaused ? .paused : .open),
                ]
            })
    }
}
