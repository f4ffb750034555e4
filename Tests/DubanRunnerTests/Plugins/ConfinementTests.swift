import DubanPlugin
import DubanTestKit
import DubanWorkflows
import Logging
import Testing

@testable import DubanRunner

/// Which plugins want a confinement by the daemon, on a machine that cannot give any: the packaged service, which may make no namespaces.
@Suite struct ConfinementTests {
    private let surroundings = PluginSurroundings(
        executableFolders: [], stateFolder: "/nowhere", logger: Logger(label: "test"), monotonic: VirtualMonotonicClock(),
        bubblewrap: Bubblewrap(verdict: .transient("plugin-unconfined", "No namespaces here.")))

    private func refusal(
        _ kind: PluginManifest.Kind, _ confinement: PluginManifest.Confinement = .bubblewrap
    ) async -> String? {
        let manifest = PluginManifest(
            name: "p", executable: "p", arguments: [], actions: ["go"], queue: .init(name: "p", slots: 1, retry: .standard), kind: kind,
            confinement: confinement)
        do throws(PluginFailure) {
            try await surroundings.checkConfinement(manifest)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func child_thatCannotBeConfined_isNotStarted() async {
        #expect(await refusal(.resident) == "plugin-unconfined")
        #expect(await refusal(.exec) == "plugin-unconfined")
    }

    @Test func child_whoseManifestForgoesIt_isStarted() async { #expect(await refusal(.exec, .none) == nil) }

    @Test func unit_isConfinedBySystemd_andWantsNothingOfUs() async {
        #expect(await refusal(.unit(socket: "/run/duban-plugin/p.sock")) == nil)
    }
}
