import DubanModel
import Foundation

/// Writes files that are there whole or not at all, and stay there when the power goes: written beside, flushed, named, and the name
/// flushed with its folder.
enum DurableFile {
    /// Writes a file that only its owner reads, and the folder that it lies in, where that is missing.
    /// - Throws: A refusal with code `store-failure`; then nothing lies under the path that was not there before.
    static func write(_ bytes: [UInt8], to path: String) throws(Refusal) {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            if !FileManager.default.fileExists(atPath: folder) {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                try synchronize((folder as NSString).deletingLastPathComponent)
            }
            let beside = path + ".new"
            try fill(beside, bytes)
            guard rename(beside, path) == 0 else { throw failure() }
            try synchronize(folder)
        } catch {
            throw Refusal(
                .storeFailure, "The file \(path) could not be written (\(error)). Nothing was changed; check the space left and the disk.")
        }
    }

    private static func fill(_ path: String, _ bytes: [UInt8]) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: bytes)
        try file.synchronize()
        try file.close()
    }

    private static func synchronize(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private static func failure() -> Failure { Failure(description: String(cString: strerror(errno))) }

    private struct Failure: Error, CustomStringConvertible { let description: String }
}
