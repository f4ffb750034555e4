import ArgumentParser
import DubanAPI
import DubanClient

/// `duban dev advance`: moves the virtual clock of a `--dev --clock` daemon.
struct DevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev", abstract: "For a daemon that runs with --dev.", subcommands: [Advance.self])

    struct Advance: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move the clock: to each deadline in order, and on. Takes a limit such as \"3 working days\".")
        @Argument(help: "By how much.") var limit: String?
        @Option(help: "To this instant instead.") var to: String?
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard (limit == nil) != (to == nil) else { throw ValidationError("say by how much, or --to which instant") }
        }

        func run() async throws {
            // Moving by an amount twice would move twice as far; moving to an instant would not.
            let clock: ClockBody = try await options.client.post(
                ["dev", "advance"], AdvanceRequest(limit: limit, to: to), key: nil, isRepeatable: limit == nil)
            if options.json { return try Output.json(clock) }
            print(options.say(.clockAt(Output.time(clock.now))))
        }
    }
}
