import DubanModel
import DubanRunner
import DubanTestKit
import DubanWorkflows
import Foundation
import Logging

/// A host with plugins of the test's own, over real processes.
struct PluginKit {
    let folder: ScratchFolder

    /// Whether plugins can be confined on this machine at all.
    static let hasBubblewrap = FileManager.default.isExecutableFile(atPath: "/usr/bin/bwrap")

    init(_ name: String = "plugins") throws { folder = try ScratchFolder(name) }

    /// A plugin that is a script, run once a job.
    func exec(
        _ script: String, name: String = "p", limits: PluginLimits = PluginLimits(time: .seconds(20), grace: .milliseconds(200)),
        confinement: PluginManifest.Confinement = .bubblewrap, grants: PluginGrants = PluginGrants(), credentials: [String: String] = [:],
        slots: Int = 4
    ) throws -> PluginManifest {
        try manifest(name, script, .exec, limits, confinement, grants, credentials, slots)
    }

    /// A plugin that is a script, which serves many jobs.
    func resident(
        _ script: String, name: String = "p", limits: PluginLimits = PluginLimits(time: .seconds(20), grace: .milliseconds(200)),
        confinement: PluginManifest.Confinement = .bubblewrap, slots: Int = 4
    ) throws -> PluginManifest {
        try manifest(name, script, .resident, limits, confinement, PluginGrants(), [:], slots)
    }

    private func manifest(
        _ name: String, _ script: String, _ kind: PluginManifest.Kind, _ limits: PluginLimits, _ confinement: PluginManifest.Confinement,
        _ grants: PluginGrants, _ credentials: [String: String], _ slots: Int
    ) throws -> PluginManifest {
        let path = try folder.script("program-\(name)", script)
        return PluginManifest(
            name: name, executable: path, arguments: [], actions: ["go"], queue: .init(name: name, slots: slots, retry: .standard),
            kind: kind, limits: limits, confinement: confinement, grants: grants, credentials: credentials)
    }

    /// Runs a host while `body` runs; returns once every process of it has ended.
    func hosting<Result: Sendable>(
        _ manifests: [PluginManifest], _ body: @escaping @Sendable (PluginHost) async throws -> Result
    ) async throws -> Result {
        let host = PluginHost(
            manifests, executableFolders: [folder.path], stateFolder: folder.path("state"), logger: Logger(label: "test"))
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await host.run()
                return nil
            }
            let result = try await body(host)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    /// Has one job done by one plugin.
    func report(of manifest: PluginManifest, _ arguments: DataValue = .emptyRecord) async throws -> JobReport {
        try await hosting([manifest]) { await $0.execute(PluginKit.job(plugin: manifest.name, arguments: arguments)) }
    }

    /// A job.
    static func job(
        _ number: Int = 1, plugin: String = "p", action: String = "go", attempt: Int = 1, arguments: DataValue = .emptyRecord
    ) -> ExecutableJob {
        ExecutableJob(
            key: "CERT-2026-000\(number)/3", attempt: attempt, plugin: plugin, action: action, at: Fixture.monday, arguments: arguments)
    }

    /// The part of a script that reads requests, and answers `initialize`; `body` is what it does with a job whose id is `$id`.
    static func serving(_ body: String) -> String {
        """
        while read -r line; do
          id=${line#*\\"id\\":}; id=${id%%,*}; id=${id%%\\}*}
          case "$line" in
            *'"method":"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"protocol":1,"name":"p","version":"7"}}' ;;
            *'"method":"shutdown"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{}}'; exit 0 ;;
            *) \(body) ;;
          esac
        done
        """
    }
}

extension JobReport {
    /// The code of a failure; `nil` for what was done.
    var code: String? { if case .failed(let code, _, _) = self { code } else { nil } }

    /// Whether a failure is worth retrying.
    var isWorthRetrying: Bool? { if case .failed(_, _, let isWorthRetrying) = self { isWorthRetrying } else { nil } }

    /// What a failure says.
    var message: String { if case .failed(_, let message, _) = self { message } else { "" } }

    /// What a job gave.
    var output: DataValue { if case .done(let output, _) = self { output } else { .null } }
}
