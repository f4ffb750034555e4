import Crypto
import DubanEngine
import DubanModel
import DubanPlugin
import Foundation

/// Brings the files that a job left into the documents folder, each under the hash of its bytes. No plugin is believed: what it says of a
/// file is compared, no symbolic link is followed, and the bytes are copied, so that a plugin cannot change them afterwards.
struct DocumentLanding {
    /// The documents folder.
    let folder: String
    /// Bytes of one file at most.
    let limit: Int
    /// Whether the daemon's group may read the documents: so plugins read them to which that is granted, where they work as users of
    /// their own (`PluginCommand`). The state folder above is the daemon's alone in any case.
    var isShared = false

    /// Lands the files that a result names.
    /// - Parameters:
    ///   - outbox: Where the plugin left them; `nil` where it shares no folder with the daemon.
    ///   - sent: The bytes of a file that came through the stream.
    /// - Throws: `plugin-nonsense` where a file is not as the plugin says, `not-written` where it cannot be written.
    func land(_ result: DataValue, plugin: String, outbox: String?, sent: (String) -> [UInt8]?) throws(PluginFailure) -> [Document] {
        var documents: [Document] = []
        let files = result["files"]
        guard files.isNull || files.items != nil else {
            throw .permanent("plugin-nonsense", "Plugin \(plugin) gave \"files\" that are no list.")
        }
        for item in files.items ?? [] {
            let path = item["path"].textValue
            guard let name = item["name"].textValue, !name.isEmpty, let type = item["mediaType"].textValue,
                let bytes = path.flatMap({ path in outbox.flatMap { read(path, in: $0) } }) ?? (path == nil ? sent(name) : nil),
                let hash = ContentHash(bytes: SHA256.hash(data: bytes)), agrees(item, bytes.count, hash)
            else {
                throw .transient(
                    "plugin-nonsense", "Plugin \(plugin) names a file that is not as it says: \(path ?? item["name"].textValue ?? "?").")
            }
            let suffix = DocumentLanding.suffix(item["suffix"].textValue ?? path.map { URL(fileURLWithPath: $0).pathExtension } ?? "")
            let place = "\(hash.description.prefix(2))/\(hash).\(suffix)"
            do { try write(bytes, to: place) } catch {
                throw .transient("not-written", "The document could not be written under \(folder) (\(error)); check the space left.")
            }
            documents.append(Document(name: name, hash: hash, path: place, bytes: bytes.count, mediaType: type))
            if let path, let outbox { unlink("\(outbox)/\(path)") }
        }
        return documents
    }

    /// Whether what the plugin says of a file, where it says it, is so.
    private func agrees(_ item: DataValue, _ count: Int, _ hash: ContentHash) -> Bool {
        let saidCount = item["bytes"].isNull || item["bytes"].integerValue == Int64(count)
        return saidCount && (item["sha256"].isNull || item["sha256"].textValue == hash.description)
    }

    /// Letters and digits, at most eight.
    private static func suffix(_ text: String) -> String {
        let isPlain = (1...8).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        return isPlain ? text : "bin"
    }

    // MARK: Reading

    /// The bytes of a plain file below a folder; `nil` where it is none, is too large, or a symbolic link stands on the way.
    private func read(_ path: String, in outbox: String) -> [UInt8]? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains(where: { ["", ".", ".."].contains($0) }), let last = parts.last else { return nil }
        var descriptor = open(outbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for part in parts.dropLast() {
            guard descriptor >= 0 else { return nil }
            let next = openat(descriptor, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(descriptor)
            descriptor = next
        }
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Not blocking, since the plugin may have put a named pipe there.
        let file = openat(descriptor, last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit,
            let data = try? handle.read(upToCount: limit + 1), data.count <= limit
        else { return status.st_size == 0 && status.st_mode & S_IFMT == S_IFREG ? [] : nil }
        return Array(data)
    }

    // MARK: Writing

    /// Writes the file beside its place, flushes it, names it, and flushes the name: it is there whole or not at all. A file that is
    /// there already has the same bytes, since its name says so.
    private func write(_ bytes: [UInt8], to path: String) throws {
        let (target, directory) = ("\(folder)/\(path)", "\(folder)/\(path.prefix(2))")
        guard !FileManager.default.fileExists(atPath: target) else { return }
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if isShared { for path in [folder, directory] { chmod(path, 0o750) } }
        let beside = "\(directory)/.\(UUID().uuidString)"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0, fchmod(descriptor, isShared ? 0o640 : 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: bytes)
            try file.synchronize()
            try file.close()
            guard rename(beside, target) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            unlink(beside)
            throw error
        }
        for path in [directory, folder] {
            let parent = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard parent >= 0 else { throw CocoaError(.fileWriteUnknown) }
            defer { close(parent) }
            guard fsync(parent) == 0 else { throw CocoaError(.fileWriteUnknown) }
        }
    }
}
