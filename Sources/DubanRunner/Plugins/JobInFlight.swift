import DubanModel
import DubanPlugin
import Foundation
import Synchronization

/// One attempt at a job that a plugin works on: what it says meanwhile, and the files that come through the stream.
final class JobInFlight: Sendable {
    let key: String
    let attempt: Int
    /// When it began, on the monotonic clock.
    let startedAt: Duration
    /// Bytes of all its files at most.
    let fileLimit: Int
    private let onBeat: @Sendable () -> Void
    private let files = Mutex<[String: [UInt8]]>([:])

    init(key: String, attempt: Int, startedAt: Duration = .zero, fileLimit: Int = 64 << 20, onBeat: @escaping @Sendable () -> Void = {}) {
        self.key = key
        self.attempt = attempt
        self.startedAt = startedAt
        self.fileLimit = fileLimit
        self.onBeat = onBeat
    }

    /// The plugin gave a sign of life.
    func beat() { onBeat() }

    /// Takes a piece of a file.
    /// - Returns: False where the files became too large; what is no base64 counts as nothing, and shows in the file's hash.
    func append(_ piece: DataValue) -> Bool {
        guard let name = piece["name"].textValue, let bytes = piece["data"].textValue.flatMap({ Data(base64Encoded: $0) }) else { return true }
        return files.withLock { files in
            files[name, default: []] += bytes
            return files.values.reduce(0, { $0 + $1.count }) <= fileLimit
        }
    }

    /// The bytes of a file that came through the stream.
    func file(_ name: String) -> [UInt8]? { files.withLock { $0[name] } }
}
