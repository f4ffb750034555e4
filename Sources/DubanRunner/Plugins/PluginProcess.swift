import CLinux
import DubanModel
import DubanPlugin
import DubanWorkflows
import Foundation
import Logging
import Subprocess
import Synchronization
import SystemPackage

/// One process of a plugin, spawned and spoken to over its standard input and output; standard error is its log.
struct PluginProcess {
    let manifest: PluginManifest
    let executable: String
    let folder: String
    let session: PluginSession
    let logger: Logger

    /// Runs the process until it ends; never throws: however it ends, those who wait are told.
    func run() async {
        var options = PlatformOptions()
        options.processGroupID = 0  // A group of its own, so that nothing it starts outlives it.
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)), arguments: Arguments(manifest.arguments), environment: .custom(environment),
                workingDirectory: FilePath(folder), platformOptions: options, input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                if let limit = manifest.memoryLimit {
                    _ = clinux_limit_memory(execution.processIdentifier.value, UInt64(limit))
                }
                await converse(execution)
            }
            session.end(crashed("ended (\(result.terminationStatus))"))
        } catch {
            session.end(crashed("could not be run: \(error)"))
        }
    }

    private typealias Running = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

    /// Talks until the conversation has ended or the plugin closed its output; then the process goes, with all that it started. Nothing
    /// else counts as an end: a plugin that reads nothing any more, or closed its standard error, may still answer.
    private func converse(_ execution: Running) async {
        await withTaskGroup { group in
            group.addTask {
                do {
                    try await session.writeAll { try await execution.standardInputWriter.write(Array($0)) }
                    try await execution.standardInputWriter.finish()
                } catch {
                    // Its end is seen by the reader, or by who waits for an answer.
                }
            }
            group.addTask { try? await log(execution.standardError) }
            await withTaskGroup { first in
                first.addTask { await read(execution) }
                first.addTask { await session.ended() }
                await first.next()
                first.cancelAll()
            }
            try? execution.send(signal: .kill, toProcessGroup: true)
            session.stopWriting()
        }
    }

    /// Reads until the plugin closes its output; why it did is known once the process has ended.
    private func read(_ execution: Running) async {
        do {
            for try await buffer in execution.standardOutput {
                try session.received(buffer.withUnsafeBytes { Array($0) })
            }
        } catch let failure as PluginFailure {
            session.end(failure)
        } catch {
            session.end(crashed("could not be read: \(error)"))
        }
    }

    private func log(_ output: SubprocessOutputSequence) async throws {
        var splitter = FrameSplitter(limit: 8_192)
        for try await buffer in output {
            for case .line(let line) in splitter.push(buffer.withUnsafeBytes { Array($0) }) where !line.isEmpty {
                logger.info("\(String(decoding: line, as: UTF8.self))", metadata: ["plugin": .string(manifest.name)])
            }
        }
    }

    private var environment: [Environment.Key: String] {
        let own = ProcessInfo.processInfo.environment
        return [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": own["LANG"] ?? "C.UTF-8", "HOME": folder,
            "LD_LIBRARY_PATH": own["LD_LIBRARY_PATH"] ?? "", "XDG_CACHE_HOME": folder + "/cache",
        ]
    }

    private func crashed(_ how: String) -> PluginFailure {
        PluginFailure(code: "plugin-crashed", message: "Plugin \(manifest.name) \(how).", isWorthRetrying: true)
    }
}
