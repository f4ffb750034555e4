import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban inbox`: the tasks that wait for the caller.
struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "inbox", abstract: "Show the tasks that wait for you.")

    @Flag(help: "Show everybody's.") var all = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let tasks: [TaskBody] = try await options.client.get(["inbox"], query: ["all": all ? "true" : nil])
        if options.json { return try Output.json(tasks) }
        if tasks.isEmpty { return print(options.say(.nothingWaits)) }
        TaskList.show(tasks, options)
    }
}
