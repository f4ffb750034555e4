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
        let tasks: [TaskBody] = try await options.client.get("/v1/inbox" + (all ? "?all=true" : ""))
        if options.json { return try Output.json(tasks) }
        if tasks.isEmpty { return print(options.text("Nothing waits.", "没有待办。")) }
        Output.table(
            options.language == .chinese
                ? ["待办", "办件", "环节", "承办", "动作", "时限", "灯"] : ["TASK", "CASE", "STEP", "HOLDER", "ACTIONS", "DUE", "LIGHT"],
            tasks.map { task in
                [
                    String(task.number), task.caseNumber, task.title[options.language], task.holder ?? "–",
                    (task.actions + (task.holder == nil ? ["claim"] : ["release"])).joined(separator: " "), Output.time(task.due),
                    Output.light(task.light),
                ]
            })
    }
}
