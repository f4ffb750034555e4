import DubanModel
import Foundation

/// Sealed files of cases, named by the hash of their sealed bytes.
struct AttachmentFolder {
    private let root: String

    init(_ stateFolder: String) { root = stateFolder + "/attachments" }

    /// Keeps a file: written beside, flushed, then named, so that it is there whole or not at all.
    func store(_ bytes: [UInt8], named hash: ContentHash) throws(Refusal) {
        let name = hash.description
        let folder = "\(root)/\(name.prefix(2))"
        let path = "\(folder)/\(name)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard !FileManager.default.fileExists(atPath: path) else { return }
            let beside = path + ".new"
            guard FileManager.default.createFile(atPath: beside, contents: nil, attributes: [.posixPermissions: 0o600]) else {
                throw CocoaError(.fileWriteUnknown)
            }
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: beside))
            try file.write(contentsOf: bytes)
            try file.synchronize()
            try file.close()
            guard rename(beside, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw Refusal(.storeFailure, "The attachment could not be kept under \(folder); check the space left. Nothing was changed.")
        }
    }
}
