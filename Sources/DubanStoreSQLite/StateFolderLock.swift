public import DubanModel
import Foundation

/// Owns a state folder for the life of the process: a second daemon on the same folder is refused at once.
public final class StateFolderLock: Sendable {
    private let descriptor: Int32

    /// Makes the folder (mode 0700) where it is missing, and takes its lock.
    /// - Throws: A refusal with code `state-folder-in-use` where another process holds it.
    public init(folder: String) throws(Refusal) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Refusal(.storeFailure, "The state folder \(folder) cannot be made: \(error.localizedDescription).")
        }
        let path = folder + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Refusal(.storeFailure, "The lock \(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        // Where this is refused, the descriptor is closed by `deinit`: the lock is whole by here, and Swift lets go of it.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            throw Refusal(
                .stateFolderInUse,
                "Another duband (process \(holder.trimmingCharacters(in: .whitespacesAndNewlines))) runs on the state folder \(folder). Stop it first, or use another --state."
            )
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = write(descriptor, text, text.count)
    }

    deinit { close(descriptor) }
}
