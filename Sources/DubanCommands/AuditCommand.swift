import ArgumentParser
import DubanModel
import Foundation

/// `duban audit …`: hands over to `duband`, which alone opens state folders.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Prove the history of a state folder, also of one whose daemon runs.",
        usage: "duban audit verify [--state FOLDER] [--anchor HASH] [--json]",
        discussion: "Handed over to `duband audit`, which lies beside duban or in /usr/sbin or /usr/bin.")

    @Argument(parsing: .captureForPassthrough, help: "What `duband audit` takes.") var arguments: [String] = []

    /// Where the daemon's executable may lie, besides where this one does.
    static let folders = ["/usr/sbin", "/usr/bin", "/usr/libexec/duban"]

    func run() throws {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let candidates = ([own] + AuditCommand.folders).map { $0 + "/duband" }
        guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw Refusal(.unavailable, "The daemon's executable is not found; looked for \(candidates.joined(separator: ", ")).")
        }
        var pointers = ([path, "audit"] + arguments).map { strdup($0) } + [nil]
        execv(path, &pointers)
        throw Refusal(.unavailable, "\(path) cannot be run: \(String(cString: strerror(errno))).")
    }
}
