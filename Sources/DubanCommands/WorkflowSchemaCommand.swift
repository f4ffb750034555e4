import ArgumentParser
import DubanModel
import DubanScenario
import DubanWorkflows

/// `duban workflow schema`: the JSON Schema with which editors complete and check the files of a bundle.
struct WorkflowSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of workflow.yaml, of tables, or of scenario tests.",
        discussion: "Editors with a YAML language server take it from the first line of a file: # yaml-language-server: $schema=PATH")

    enum Kind: String, ExpressibleByArgument, CaseIterable { case workflow, table, tests }

    @ArgumentParser.Argument(help: "Of which file: workflow, table or tests.") var kind = Kind.workflow

    func run() {
        switch kind {
        case .workflow: print(WorkflowSchema.workflow.prettyJSON, terminator: "")
        case .table: print(WorkflowSchema.table.prettyJSON, terminator: "")
        case .tests: print(ScenarioSchema.tests.prettyJSON, terminator: "")
        }
    }
}
