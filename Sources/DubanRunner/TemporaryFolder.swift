public import DubanModel
import Foundation

/// A folder under the system's temporary one that only this user can look into; it goes with the object.
public final class TemporaryFolder: Sendable {
    /// Where it lies.
    public let path: String

    /// Makes one whose name begins with `purpose` and cannot be guessed.
    /// - Throws: A refusal with code `unavailable` where none can be made.
    public init(_ purpose: String) throws(Refusal) {
        let parent = URL(fileURLWithPath: NSTemporaryDirectory()).path
        var template = Array("\(parent)/\(purpose).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Refusal(.unavailable, "No folder could be made in \(parent): \(String(cString: strerror(errno))).")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it and all that is in it.
    public func remove() { try? FileManager.default.removeItem(atPath: path) }

    deinit { remove() }
}
