public import DubanModel

/// A file that a case made: a PDF for the applicant.
public struct Document: Sendable, Hashable {
    /// What it is, such as `certificate`.
    public let name: String
    /// The SHA-256 of its bytes, which names it in the state folder.
    public let hash: ContentHash
    /// Where it lies under the state folder's `documents`.
    public let path: String
    /// Its size.
    public let bytes: Int
    /// Its media type.
    public let mediaType: String
    /// A file.
    public init(name: String, hash: ContentHash, path: String, bytes: Int, mediaType: String) {
        self.name = name
        self.hash = hash
        self.path = path
        self.bytes = bytes
        self.mediaType = mediaType
    }
}
