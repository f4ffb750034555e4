import DubanEngine
import DubanModel
import DubanRunner
import DubanTestKit
import DubanWorkflows
import Foundation
import Logging
import Testing

/// The examples of docs/examples, as they stand there: each is examined, and does its job.
@Suite(.enabled(if: PluginKit.hasBubblewrap, "bubblewrap is not installed"), .timeLimit(.minutes(2)))
struct PluginExampleTests {
    private let kit: PluginKit

    init() throws { kit = try PluginKit("examples") }

    private static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }.path

    private func manifest(_ path: String) throws -> PluginManifest {
        let file = "\(Self.root)/docs/examples/\(path)"
        return try PluginManifest.load(Array(try Data(contentsOf: URL(fileURLWithPath: file))), file: file)
    }

    /// The example in Swift, which the package builds besides.
    private func swiftExample() throws -> PluginManifest {
        let manifest = try manifest("swift/stamp.yaml")
        let binaries = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        return PluginManifest(
            name: manifest.name, executable: "\(binaries)/duban-example-stamp", arguments: [], actions: manifest.actions, queue: manifest.queue)
    }

    private func example(_ name: String) throws -> PluginManifest { name == "swift" ? try swiftExample() : try manifest(name) }

    private static let all = ["swift", "exec-shell/stamp.yaml", "python/stamp.yaml", "python/count.yaml"]

    @Test(arguments: all) func example_isExaminedWithoutAFault(name: String) async throws {
        let examiner = PluginExaminer(
            try example(name), executableFolders: [], stateFolder: kit.folder.path("state"), logger: Logger(label: "test"))
        let findings = await examiner.examine()
        #expect(findings.filter { $0.verdict != .passed && $0.name != "malformed input" }.isEmpty, "\(findings)")
        #expect(!findings.isEmpty)
    }

    @Test(arguments: ["swift", "exec-shell/stamp.yaml", "python/stamp.yaml"]) func example_stamps(name: String) async throws {
        let manifest = try example(name)
        let job = PluginKit.job(plugin: manifest.name, action: "stamp", arguments: ["text": "received"])
        let reports = try await kit.hosting([manifest]) { [await $0.execute(job), await $0.execute(job)] }
        guard case .done(_, let files) = reports[0], let file = files.first else {
            Issue.record("\(reports)")
            return
        }
        let text = String(decoding: kit.folder.bytes("state/documents/\(file.path)"), as: UTF8.self)
        #expect(text == "received\nReceived 2026-03-02T01:00:00Z\n")
        #expect(reports[0] == reports[1], "the same job gives the same bytes")
        let wrong = try await kit.hosting([manifest]) {
            await $0.execute(PluginKit.job(plugin: manifest.name, action: "stamp", arguments: ["texts": "x"]))
        }
        #expect(wrong.code == "bad-arguments" && wrong.isWorthRetrying == false, "\(wrong)")
    }

    @Test(arguments: ["swift", "python/stamp.yaml"]) func example_stopsWhatIsCancelled(name: String) async throws {
        let manifest = try example(name)
        let report = try await kit.hosting([manifest]) { host in
            async let waiting = host.execute(PluginKit.job(1, plugin: manifest.name, action: "wait"))
            // Once this one is done, the other is in flight: the plugin takes its requests in order.
            _ = await host.execute(PluginKit.job(2, plugin: manifest.name, action: "stamp", arguments: ["text": "x"]))
            while host.standings.first?.inFlight != 1 { await Task.yield() }
            host.cancel(key: "CERT-2026-0001/3", attempt: 1)
            return await waiting
        }
        #expect(report.code == "cancelled")
    }

    @Test func example_thatCounts_counts() async throws {
        let report = try await kit.hosting([try example("python/count.yaml")]) {
            await $0.execute(PluginKit.job(plugin: "count-python", action: "count", arguments: ["text": "督办"]))
        }
        #expect(report.output == ["characters": 2])
    }
}
