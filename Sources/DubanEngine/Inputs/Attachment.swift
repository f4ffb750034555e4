public import DubanModel

/// A file that somebody added to a case; kept sealed under the case's key.
public struct Attachment: Sendable, Hashable {
    /// What people call it, sealed: a file name may hold a person's name.
    public let name: DataValue
    /// The SHA-256 of the sealed bytes, which names the file in the state folder.
    public let hash: ContentHash
    /// The size of the sealed bytes.
    public let bytes: Int
    /// The paper that it is a copy of, where it is one.
    public let material: String?
    /// Its pages.
    public let pages: Int
    /// A file.
    public init(name: DataValue, hash: ContentHash, bytes: Int, material: String?, pages: Int) {
        self.name = name
        self.hash = hash
        self.bytes = bytes
        self.material = material
        self.pages = pages
    }
}
