// The notices plugin: e-mail, webhooks, text messages and letters. `--config FILE` says how they go out.
import DubanNotices
import DubanPlugin
import Foundation

let words = CommandLine.arguments
let path = words.firstIndex(of: "--config").flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil } ?? "/etc/duban/notices.yaml"
do {
    let folder = ProcessInfo.processInfo.environment["HOME"] ?? FileManager.default.currentDirectoryPath
    try await NoticesPlugin(try NoticesConfiguration.load(path), folder: folder).server.serve()
} catch let failure as PluginFailure {
    FileHandle.standardError.write(Data("duban-plugin-notices: \(failure.message)\n".utf8))
    exit(78)
}
