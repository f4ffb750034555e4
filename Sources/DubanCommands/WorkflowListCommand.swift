import ArgumentParser
import DubanAPI
import DubanClient

/// `duban workflow list`: the workflows in force.
struct WorkflowListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the workflows in force.")
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let workflows: [WorkflowBody] = try await options.client.get(["workflows"])
        if options.json { return try Output.json(workflows) }
        if workflows.isEmpty { return print(options.say(.noWorkflow)) }
        Output.table(
            options.headings(.workflow, .name, .code, .steps, .version),
            workflows.map { [$0.name, $0.title[options.language], $0.code, String($0.steps), String($0.hash.prefix(12))] })
    }
}
