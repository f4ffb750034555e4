import Crypto
import DubanPlugin
import DubanWorkflows
import Foundation

/// Where a plugin works: its own folder, the folder in which it leaves files, its secrets; and, where the daemon runs as root, the user
/// as whom it works.
struct PluginPlace {
    /// Its own folder.
    let folder: String
    /// Where one process of it leaves files.
    let outbox: String
    /// Where its secrets lie while it runs; `nil` without any.
    let credentials: String?
    /// As whom it works; `nil` for the daemon's own user.
    let user: UInt32?

    /// Makes the folders for one process.
    /// - Parameters:
    ///   - number: Which process of the plugin it is since the daemon started.
    ///   - isRoot: Whether the daemon can give a plugin another user.
    /// - Throws: `plugin-unavailable`.
    init(_ manifest: PluginManifest, stateFolder: String, number: Int, isRoot: Bool = geteuid() == 0) throws(PluginFailure) {
        folder = "\(stateFolder)/plugins/\(manifest.name)"
        outbox = "\(folder)/out/\(number)"
        credentials = manifest.credentials.isEmpty ? nil : "\(stateFolder)/plugins/.credentials-\(manifest.name)-\(number)"
        user = isRoot && manifest.confinement == .bubblewrap ? PluginPlace.user(of: folder) : nil
        do {
            try FileManager.default.createDirectory(
                atPath: "\(stateFolder)/plugins", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for path in [folder, "\(folder)/out", outbox] { try make(path) }
            if let credentials { try write(manifest.credentials, to: credentials) }
        } catch let failure as PluginFailure {
            throw failure
        } catch {
            throw .transient("plugin-unavailable", "The folder \(folder) cannot be made: \(error)")
        }
    }

    private func make(_ path: String) throws {
        if !FileManager.default.fileExists(atPath: path) {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
        if let user, chown(path, user, user) != 0 { throw CocoaError(.fileWriteNoPermission) }
    }

    private func write(_ secrets: [String: String], to folder: String) throws {
        try make(folder)
        for (name, source) in secrets {
            guard let secret = FileManager.default.contents(atPath: source) else {
                throw PluginFailure.transient("plugin-unavailable", "The credential \"\(name)\" cannot be read from \(source).")
            }
            let path = "\(folder)/\(name)"
            guard FileManager.default.createFile(atPath: path, contents: secret, attributes: [.posixPermissions: 0o400]) else {
                throw CocoaError(.fileWriteUnknown)
            }
            if let user, chown(path, user, user) != 0 { throw CocoaError(.fileWriteNoPermission) }
        }
    }

    /// Removes what only one process needed.
    func clear() {
        try? FileManager.default.removeItem(atPath: outbox)
        if let credentials { try? FileManager.default.removeItem(atPath: credentials) }
    }

    /// Removes what an earlier daemon left behind.
    static func clearAll(stateFolder: String, manifests: some Sequence<PluginManifest>) {
        let manager = FileManager.default
        for manifest in manifests { try? manager.removeItem(atPath: "\(stateFolder)/plugins/\(manifest.name)/out") }
        for name in (try? manager.contentsOfDirectory(atPath: "\(stateFolder)/plugins")) ?? [] where name.hasPrefix(".credentials-") {
            try? manager.removeItem(atPath: "\(stateFolder)/plugins/\(name)")
        }
    }

    /// Users of systemd's range for dynamic ones: each plugin of each daemon gets one of its own, always the same.
    private static let users = UInt32(61_184)...65_519

    private static func user(of folder: String) -> UInt32 {
        let digest = Array(SHA256.hash(data: Array(folder.utf8)))
        let number = digest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return users.lowerBound + number % UInt32(users.count)
    }
}
