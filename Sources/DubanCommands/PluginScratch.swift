import DubanRunner
import Logging

/// A folder for a plugin that no daemon keeps, and what it says on standard error.
enum PluginScratch {
    static var logger: Logger { Logger(label: "duban-plugin") { StreamLogHandler.standardError(label: $0) } }

    /// Runs a body over a fresh folder.
    static func with<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = try TemporaryFolder("duban-plugin")
        defer { folder.remove() }
        return try await body(folder.path)
    }
}
