import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel
import DubanWorkflows
import Foundation

/// `duban workflow`: checks, lists and reloads workflows, and shows their tables.
struct WorkflowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflow", abstract: "Check, list, reload and migrate workflows, and show their decision tables.",
        subcommands: [Check.self, List.self, Reload.self, WorkflowTableCommand.self, WorkflowMigrateCommand.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check a bundle; needs no daemon.")
        @ArgumentParser.Argument(help: "The bundle's folder.") var folder: String
        @Option(help: "The roster against which roles are checked.") var staff: String?
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let roster = try staff.map { path in
                guard let data = FileManager.default.contents(atPath: path) else {
                    throw Refusal(.invalidRequest, "The roster \(path) cannot be read.")
                }
                return try RosterLoader.load(Array(data), file: path)
            }
            let url = URL(fileURLWithPath: folder)
            let (definition, findings) = WorkflowLoader.load(url.lastPathComponent, try BundleFolder.read(url.path), roster: roster)
            if json {
                let list = findings.map { finding -> DataValue in
                    [
                        "file": .text(finding.file), "line": .integer(Int64(finding.line)), "column": .integer(Int64(finding.column)),
                        "code": .text(finding.code), "message": .text(finding.message),
                    ]
                }
                print(String(decoding: DataValue.list(list).json, as: UTF8.self))
            } else {
                for finding in findings { print("\(folder)/\(finding)") }
                if let definition { print("✓ \(definition.name): \(definition.steps.count) steps, \(definition.hash)") }
            }
            if !findings.isEmpty { Foundation.exit(Refusal.Code.invalidDefinition.exitCode) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the workflows in force, and older versions under which cases are open.")
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
                            String(version.hash.prefix(12)), String(version.openCases),
                            options.say(version.isInForce ? .inForceMark : .olderMark),
                        ]
                    }
                })
        }
    }

    struct Reload: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put workflows and roster in force as they stand in their files; open cases keep their workflow's version.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let names: [String] = try await options.client.post(["workflows", "reload"], [String: String](), key: nil)
            if options.json { return try Output.json(names) }
            print(options.say(.inForce(names.joined(separator: ", "))))
        }
    }
}
