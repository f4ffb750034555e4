// The notices plugin: e-mail, webhooks, text messages and letters. How they go out says `--config FILE`, otherwise the credential
// notices.yaml, otherwise /etc/duban/notices.yaml.
import DubanNotices
import DubanPlugin
import Foundation

let words = CommandLine.arguments
let environment = ProcessInfo.processInfo.environment
let named = words.firstIndex(of: "--config").flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
let credential = environment["CREDENTIALS_DIRECTORY"].map { $0 + "/notices.yaml" }.flatMap {
    FileManager.default.fileExists(atPath: $0) ? $0 : nil
}
do {
    let configuration = try NoticesConfiguration.load(named ?? credential ?? "/etc/duban/notices.yaml")
    let folder = environment["HOME"] ?? FileManager.default.currentDirectoryPath
    try await NoticesPlugin(configuration, folder: folder).server.serve()
} catch let failure as PluginFailure {
    FileHandle.standardError.write(Data("duban-plugin-notices: \(failure.message)\n".utf8))
    exit(78)
}
