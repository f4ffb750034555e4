import ArgumentParser
import DubanModel
import DubanWorkflows
import Foundation

/// `duban workflow check DIR`: proves what can be proved of a bundle, or of a folder of bundles as a set.
struct WorkflowCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a bundle, or a folder of bundles as one set; needs no daemon.",
        discussion: "Every finding has file, line, column and a code; docs/workflow-language.md lists cause and remedy of each.")
    @OptionGroup var bundle: BundleOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let (names, findings) = try check()
        if json {
            print(String(decoding: DataValue.list(findings.map(\.data)).json, as: UTF8.self))
        } else {
            for finding in findings { print("\(bundle.folder)/\(finding)") }
            for line in findings.isEmpty ? names : [] { print("✓ \(line)") }
        }
        if !findings.isEmpty { Foundation.exit(Refusal.Code.invalidDefinition.exitCode) }
    }

    /// What was checked, a line each, and what was found.
    private func check() throws -> ([String], [Finding]) {
        if FileManager.default.fileExists(atPath: bundle.path + "/workflow.yaml") || BundleFolder.names(in: bundle.path).isEmpty {
            let (workflows, _, findings) = try bundle.load()
            return (workflows.prefix(1).map { "\($0.name): \($0.steps.count) steps, \($0.hash)" }, findings)
        }
        let set = WorkflowSet.load(folder: bundle.path, roster: try bundle.roster())
        return (set.members.map { "\($0.definition.name): \($0.definition.steps.count) steps, \($0.definition.hash)" }, set.findings)
    }
}

extension Finding {
    /// As JSON has it.
    fileprivate var data: DataValue {
        [
            "file": .text(file), "line": .integer(Int64(line)), "column": .integer(Int64(column)), "code": .text(code),
            "message": .text(message),
        ]
    }
}
