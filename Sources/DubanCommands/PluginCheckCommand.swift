import ArgumentParser
import DubanModel
import DubanRunner
import Foundation

/// `duban plugin check`: drives a plugin through what the protocol promises; needs no daemon.
struct PluginCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Examine a plugin: handshake, versions, unknown methods, nonsense, oversized frames, parallel jobs, shutdown.",
        discussion: "It runs the plugin's program in its own confinement, on a folder of its own, and needs no daemon.")

    @OptionGroup var plugin: PluginOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let manifest = try plugin.manifest()
        let findings = try await PluginScratch.with { folder in
            await PluginExaminer(
                manifest, executableFolders: PluginOptions.executableFolders, stateFolder: folder, logger: PluginScratch.logger
            ).examine()
        }
        if json {
            let list = findings.map { finding -> DataValue in
                ["name": .text(finding.name), "verdict": .text(finding.verdict.rawValue), "detail": .text(finding.detail)]
            }
            print(String(decoding: DataValue.list(list).json, as: UTF8.self))
        } else {
            let signs: [PluginFinding.Verdict: String] = [.passed: "✓", .failed: "✗", .remark: "·"]
            Output.rows(findings.map { [signs[$0.verdict] ?? "?", $0.name, $0.detail] }, indent: 0)
        }
        if findings.contains(where: { $0.verdict == .failed }) { Foundation.exit(Refusal.Code.invalidData.exitCode) }
    }
}
