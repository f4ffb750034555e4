import ArgumentParser

/// `duban workflow`: what the authors of workflows need; most of it works without a daemon.
struct WorkflowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflow", abstract: "Write, check, test and simulate workflows; list and reload those in force.",
        subcommands: [
            WorkflowNewCommand.self, WorkflowCheckCommand.self, WorkflowTestCommand.self, WorkflowSimulateCommand.self,
            WorkflowMeasureCommand.self,
            WorkflowGraphCommand.self, WorkflowSchemaCommand.self, WorkflowTableCommand.self,
            WorkflowListCommand.self, WorkflowReloadCommand.self, WorkflowMigrateCommand.self,
        ])
}
