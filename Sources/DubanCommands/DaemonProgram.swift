import DubanModel
import Foundation

/// The daemon's executable, to which verbs hand over that open a state folder: it alone does.
enum DaemonProgram {
    /// Where it may lie, besides where this one does.
    static let folders = ["/usr/sbin", "/usr/bin", "/usr/libexec/duban"]

    /// Runs it in this one's place.
    /// - Throws: A refusal where it is not found or cannot be run; otherwise it does not come back.
    static func become(_ arguments: [String]) throws(Refusal) {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let candidates = ([own] + folders).map { $0 + "/duband" }
        guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw Refusal(.unavailable, "The daemon's executable is not found; looked for \(candidates.joined(separator: ", ")).")
        }
        var pointers = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &pointers)
        throw Refusal(.unavailable, "\(path) cannot be run: \(String(cString: strerror(errno))).")
    }
}
