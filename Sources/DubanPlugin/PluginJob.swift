public import DubanModel
import Foundation

/// A job as a plugin gets it.
public struct PluginJob: Sendable {
    /// The stable idempotency key, the same for each attempt.
    public let key: String
    /// Which attempt it is, from 1.
    public let attempt: Int
    /// When the job was asked for; the same for each attempt.
    public let at: Instant
    /// What is asked for.
    public let action: String
    /// The arguments.
    public let arguments: DataValue
    /// The folder in which files may be left; empty where the daemon shares none, so use `leave`.
    public let folder: String
    /// The folder of finished documents, readable; empty where it is not granted.
    public let documents: String
    let channel: JobChannel

    /// Tells how far the job is. It is a sign of life as well: the job's lease begins anew.
    /// - Parameters:
    ///   - percent: From 0 to 100.
    ///   - message: In words; no private value.
    public func progress(_ percent: Int, _ message: String? = nil) {
        var fields: [String: DataValue] = ["id": .integer(channel.id), "percent": .integer(Int64(percent))]
        fields["message"] = message.map { .text($0) }
        channel.output.write(.notification(method: "progress", parameters: .record(fields)))
    }

    /// Writes a line to the daemon's journal, under the plugin's name and the job's key.
    /// - Parameter message: In words; no private value.
    public func log(_ level: PluginLogLevel, _ message: String) {
        channel.output.write(
            .notification(
                method: "log", parameters: ["id": .integer(channel.id), "level": .text(level.rawValue), "message": .text(message)]))
    }

    /// Leaves a file for the daemon, which lands it in the documents folder under the hash of its bytes.
    /// - Parameters:
    ///   - bytes: At most what the manifest allows a file.
    ///   - name: What it is, such as `certificate`; one of a name a job.
    ///   - mediaType: Such as `application/pdf`.
    ///   - suffix: The end of its file name, such as `pdf`.
    /// - Throws: A failure that is worth retrying where it cannot be written.
    public func leave(_ bytes: [UInt8], as name: String, mediaType: String, suffix: String) throws(PluginFailure) -> JobOutput.File {
        guard !folder.isEmpty else {
            send(bytes, as: name)
            return JobOutput.File(name: name, path: nil, hash: nil, bytes: bytes.count, mediaType: mediaType, suffix: suffix)
        }
        let path = "\(getpid())-\(channel.id)-\(channel.nextFile()).\(suffix)"
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
        } catch {
            throw .transient("not-written", "The file could not be written under \(folder); check the space left, and the file limit.")
        }
        return JobOutput.File(name: name, path: path, hash: nil, bytes: bytes.count, mediaType: mediaType, suffix: suffix)
    }

    /// Without a shared folder the bytes go through the stream, a piece a message.
    private func send(_ bytes: [UInt8], as name: String) {
        var rest = bytes[...]
        repeat {
            let piece = Data(rest.prefix(PluginJob.pieceLength))
            rest = rest.dropFirst(PluginJob.pieceLength)
            channel.output.write(
                .notification(
                    method: "file",
                    parameters: ["id": .integer(channel.id), "name": .text(name), "data": .text(piece.base64EncodedString())]))
        } while !rest.isEmpty
    }

    /// Bytes of a file in one message.
    static let pieceLength = 384 << 10
}

/// How much a line of a plugin's log matters.
public enum PluginLogLevel: String, Sendable, CaseIterable {
    /// For who looks for a fault.
    case debug
    /// What happens.
    case info
    /// What somebody may want to know.
    case notice
    /// What somebody should look at.
    case warning
    /// What went wrong.
    case error
}
