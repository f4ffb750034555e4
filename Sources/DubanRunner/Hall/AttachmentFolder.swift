import DubanModel
import Foundation

/// Sealed files of cases, named by the hash of their sealed bytes.
struct AttachmentFolder {
    private let root: String

    init(_ stateFolder: String) { root = stateFolder + "/attachments" }

    /// Keeps a file, so that it is there whole or not at all.
    func store(_ bytes: [UInt8], named hash: ContentHash) throws(Refusal) {
        let name = hash.description
        let path = "\(root)/\(name.prefix(2))/\(name)"
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try DurableFile.write(bytes, to: path)
    }
}
