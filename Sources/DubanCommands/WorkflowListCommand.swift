import ArgumentParser
import DubanAPI
import DubanClient

/// `duban workflow list`: the workflows in force.
struct WorkflowListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the workflows in force, and older versions under which cases are open.")
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let workflows: [WorkflowBody] = try await options.client.get(["workflows"])
        if options.json { return try Output.json(workflows) }
        if workflows.isEmpty { return print(options.say(.noWorkflow)) }
        Output.table(
            options.headings(.workflow, .name, .code, .steps, .version, .openCases, .state),
            workflows.flatMap { workflow in
                workflow.versions.map { version in
                    [
                        workflow.name, workflow.title[options.language], workflow.code, String(workflow.steps),
                        String(version.hash.prefix(12)),
                        String(version.openCases), options.say(version.isInForce ? .inForceMark : .olderMark),
                    ]
                }
            })
    }
}
