import Foundation

/// Receivers that said they are gone (410): kept in the plugin's own folder, so that nothing more is sent until an administrator removes
/// the file.
struct DisabledEndpoints: Sendable {
    let folder: String

    /// Whether a receiver is gone.
    func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Notes that a receiver is gone.
    func insert(_ name: String) {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = FileManager.default.createFile(atPath: path(name), contents: Data("The receiver answered 410 Gone. Remove this file to send again.\n".utf8))
    }

    /// Where that is noted.
    func path(_ name: String) -> String { "\(folder)/disabled-\(name.filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })" }
}
