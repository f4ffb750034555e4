import CLinux
import Dispatch
import DubanPlugin
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// One process of a plugin, spawned and spoken to over its standard input and output; standard error is its log.
struct PluginProcess: Sendable {
    let name: String
    let command: PluginCommand
    let environment: [String: String]
    let folder: String
    let log: PluginLog

    /// Runs the process until `stream` wants no more or it closes its output; then it goes, with all that it started.
    /// - Returns: How it ended, and what of its output was nonsense.
    func run(_ stream: any PluginStream) async -> (status: TerminationStatus?, failure: PluginFailure?) {
        var options = PlatformOptions()
        options.processGroupID = 0  // A group of its own, so that nothing it starts outlives it.
        do {
            let (input, output, error) = (try PluginProcess.pipe(), try PluginProcess.pipe(), try PluginProcess.pipe())
            let (closing, closed) = AsyncStream.makeStream(of: PluginFailure?.self)
            let link = PluginLink(
                input: output.readEnd.rawValue, output: input.writeEnd.rawValue, stream: stream, label: "duban.plugin.\(name)"
            ) {
                closed.yield($0)
                closed.finish()
            }
            let words = PluginLink(
                input: error.readEnd.rawValue, output: error.readEnd.rawValue, stream: log, label: "duban.plugin.\(name).log"
            ) { _ in }
            link.start()
            words.start()
            defer {
                link.stop()
                words.stop()
            }
            let life = Mutex(Life())
            let result = try await Subprocess.run(
                .path(FilePath(command.words[0])), arguments: Arguments(Array(command.words.dropFirst())),
                environment: .custom(Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
                workingDirectory: FilePath(folder), platformOptions: options,
                input: .fileDescriptor(input.readEnd, closeAfterSpawningProcess: true),
                output: .fileDescriptor(output.writeEnd, closeAfterSpawningProcess: true),
                error: .fileDescriptor(error.writeEnd, closeAfterSpawningProcess: true)
            ) { execution in
                let group = execution.processIdentifier.value
                life.withLock { $0.group = group }
                let end = await PluginProcess.first(closing, stream)
                link.stop()
                life.withLock { $0.failure = end.failure }
                // One that closed its output is about to end, with an exit code of its own; anything else is not wanted any more.
                guard end.isClosed else { return PluginProcess.kill(group) }
                DispatchQueue.global().asyncAfter(deadline: .now() + PluginProcess.lastWords.interval) {
                    life.withLock { if !$0.isOver { PluginProcess.kill(group) } }
                }
            }
            let failure = life.withLock { life in
                life.isOver = true
                if let group = life.group { PluginProcess.kill(group) }  // What it started may live on without it.
                return life.failure
            }
            await words.finish()
            return (result.terminationStatus, failure)
        } catch {
            return (nil, .transient("plugin-crashed", "Plugin \(name) could not be run: \(error)"))
        }
    }

    /// A pipe whose ends no other process gets: one that held an end would keep this one's end of output from being seen.
    private static func pipe() throws -> (readEnd: FileDescriptor, writeEnd: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
        return (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    }

    /// How long a process that closed its output may take to end, so that its exit code is its own.
    static let lastWords = Duration.milliseconds(500)

    private static func first(
        _ closing: AsyncStream<PluginFailure?>, _ stream: any PluginStream
    ) async -> (isClosed: Bool, failure: PluginFailure?) {
        await withTaskGroup(of: (Bool, PluginFailure?).self) { group in
            group.addTask {
                for await failure in closing { return (failure == nil, failure) }
                return (false, nil)
            }
            group.addTask {
                await stream.ended()
                return (false, nil)
            }
            let first = await group.next() ?? (false, nil)
            group.cancelAll()
            return (first.0, first.1)
        }
    }

    private static func kill(_ group: pid_t) { _ = Foundation.kill(-group, SIGKILL) }
}

/// What is known of a process.
private struct Life {
    var group: pid_t?
    var isOver = false
    var failure: PluginFailure?
}
