import ArgumentParser
import DubanModel
import Foundation

/// `duban audit …`: hands over to `duband`, which alone opens state folders.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Prove the history of a state folder; `duban audit verify --state FOLDER`.")

    @Argument(parsing: .captureForPassthrough, help: "What `duband audit` takes.") var arguments: [String] = []

    func run() throws {
        let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent(
            "duband")
        let path = FileManager.default.isExecutableFile(atPath: beside.path) ? beside.path : "/usr/bin/duband"
        let words = [path, "audit"] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        execv(path, &pointers)
        throw Refusal(.unavailable, "\(path) cannot be run: \(String(cString: strerror(errno))).")
    }
}
