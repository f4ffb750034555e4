import DubanModel
import DubanPlugin
import Foundation
import Subprocess
import SystemPackage

/// The action `sms`: a template's words, by a program of the office's that knows its provider. Number and text go over standard input,
/// since everybody can read the process list.
struct TextMessageAction: Sendable {
    let configuration: NoticesConfiguration.SMS
    var source = NoticesConfiguration.standardSource

    func run(_ job: PluginJob) async throws -> JobOutput {
        let notice = Notice(job, from: source)
        let language = try notice.language()
        let to = try notice.text("to")
        guard to.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x20 }) else {
            throw PluginFailure.permanent("bad-arguments", "\"to\" is no telephone number.")
        }
        let text = try notice.template().text(language, notice.data)
        let message: DataValue = ["key": .text(notice.key), "to": .text(to), "text": .text(text)]
        guard let program = configuration.command.first else {
            throw PluginFailure.permanent("plugin-misconfigured", "sms.command is empty.")
        }
        let status = try await run(program, message.json + [0x0A])
        switch status {
        case .exited(0): return JobOutput(output: ["channel": "sms"])
        case .exited(let code) where TextMessageAction.permanent.contains(code):
            throw PluginFailure.permanent(code == 67 ? "no-recipient" : "sms-refused", "The program for text messages ended with \(code).")
        default: throw PluginFailure.transient("unavailable", "The program for text messages ended (\(status)).")
        }
    }

    /// Codes of sysexits(3) that another attempt does not mend.
    private static let permanent: Set<Int32> = [64, 65, 66, 67, 70, 72, 77, 78]

    /// Bytes of a message at most: what a pipe holds, so that it is whole before the program starts, whether that reads it or not.
    private static let limit = 60 << 10

    private static func pipe(holding bytes: [UInt8]) throws -> FileDescriptor {
        guard bytes.count <= limit else {
            throw PluginFailure.permanent("bad-arguments", "The text message is larger than \(limit) bytes.")
        }
        let (reading, writing) = try FileDescriptor.pipe()
        try writing.closeAfter { _ = try writing.writeAll(bytes) }
        return reading
    }

    private func run(_ program: String, _ input: [UInt8]) async throws -> TerminationStatus {
        let limit = Duration.seconds(configuration.timeout ?? 30)
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
        let arguments = Arguments(Array(configuration.command.dropFirst()))
        return try await withThrowingTaskGroup(of: TerminationStatus.self) { [options] group in
            group.addTask {
                do {
                    return try await Subprocess.run(
                        .path(FilePath(program)), arguments: arguments, platformOptions: options,
                        input: .fileDescriptor(try TextMessageAction.pipe(holding: input), closeAfterSpawningProcess: true),
                        output: .discarded, error: .discarded
                    ).terminationStatus
                } catch is CancellationError {
                    throw CancellationError()
                } catch let failure as PluginFailure {
                    throw failure
                } catch {
                    throw PluginFailure.transient("unavailable", "The program for text messages cannot be run: \(program).")
                }
            }
            group.addTask {
                try await Task.sleep(for: limit)
                throw PluginFailure.transient("unavailable", "The program for text messages did not end within \(limit).")
            }
            defer { group.cancelAll() }
            guard let status = try await group.next() else { throw CancellationError() }
            return status
        }
    }
}
