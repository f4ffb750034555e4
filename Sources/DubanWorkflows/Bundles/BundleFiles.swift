import Crypto
public import DubanModel

/// The files of a bundle, named by their content.
public struct BundleFiles: Sendable, Hashable {
    /// Bytes by path relative to the bundle's folder.
    public let files: [String: [UInt8]]

    /// Files.
    public init(_ files: [String: [UInt8]]) { self.files = files }

    /// The SHA-256 over paths and bytes, in the order of the paths.
    public var hash: ContentHash { ContentHash(bytes: SHA256.hash(data: encoded)) ?? .zero }

    /// Canonical bytes: a record of hexadecimal contents as JSON, so that equal files give equal bytes.
    public var encoded: [UInt8] {
        DataValue.record(files.mapValues { .text($0.hexadecimal) }).json
    }

    /// Reads what `encoded` gave; `nil` for anything else.
    public init?(encoded: [UInt8]) {
        guard let fields = (try? JSONReader.read(encoded))?.fields else { return nil }
        var files: [String: [UInt8]] = [:]
        for (path, content) in fields {
            guard let bytes = content.textValue.flatMap({ [UInt8](hexadecimal: $0) }) else { return nil }
            files[path] = bytes
        }
        self.files = files
    }
}
