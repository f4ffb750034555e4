import ArgumentParser
import DubanEngine
import DubanModel
import DubanRunner
import DubanWorkflows
import Foundation

/// `duban plugin test`: has a plugin do one job without a case; needs no daemon.
struct PluginTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Have a plugin do one job that belongs to no case, and print what came of it.",
        discussion: "It runs the plugin's program in its own confinement, on a folder of its own, and needs no daemon.")

    @OptionGroup var plugin: PluginOptions
    @ArgumentParser.Argument(help: "What it is asked for.") var action: String
    @Option(help: "The arguments: a file with JSON, or - for standard input.") var data: String?
    @Option(help: "Where files that it makes are put.") var output: String = "."

    func run() async throws {
        let manifest = try plugin.manifest(declaring: action)
        let arguments = try data.map { try DocumentFile.read($0) } ?? .emptyRecord
        let action = self.action
        let target = URL(fileURLWithPath: output).path
        let report = try await PluginScratch.with { folder in
            let host = PluginHost(
                [manifest], executableFolders: PluginOptions.executableFolders, stateFolder: folder, logger: PluginScratch.logger)
            return try await withThrowingTaskGroup(of: JobReport?.self) { group in
                group.addTask {
                    try await host.run()
                    return nil
                }
                let job = ExecutableJob(
                    key: "TEST/\(UInt32.random(in: .min ... .max))", attempt: 1, plugin: manifest.name, action: action,
                    at: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)), arguments: arguments)
                let report = await host.execute(job)
                group.cancelAll()
                try await group.waitForAll()
                if case .done(_, let files) = report { try PluginTestCommand.keep(files.map(\.path), from: host.documentsFolder, to: target) }
                return report
            }
        }
        print(String(decoding: PluginTestCommand.data(report, target).json, as: UTF8.self))
        if case .failed = report { Foundation.exit(Refusal.Code.invalidData.exitCode) }
    }

    private static func keep(_ paths: [String], from folder: String, to target: String) throws {
        for path in paths {
            let place = "\(target)/\(URL(fileURLWithPath: path).lastPathComponent)"
            try? FileManager.default.removeItem(atPath: place)
            try FileManager.default.copyItem(atPath: "\(folder)/\(path)", toPath: place)
        }
    }

    private static func data(_ report: JobReport, _ target: String) -> DataValue {
        switch report {
        case .failed(let code, let message, let isWorthRetrying):
            ["failed": ["code": .text(code), "message": .text(message), "retry": .bool(isWorthRetrying)]]
        case .done(let output, let files):
            [
                "output": output,
                "files": .list(
                    files.map { file -> DataValue in
                        [
                            "name": .text(file.name), "path": .text("\(target)/\(URL(fileURLWithPath: file.path).lastPathComponent)"),
                            "bytes": .integer(Int64(file.bytes)), "mediaType": .text(file.mediaType),
                        ]
                    }),
            ]
        }
    }
}
