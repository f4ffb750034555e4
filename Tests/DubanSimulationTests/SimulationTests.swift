import Foundation
import Testing

/// The daemon's writer, queues and engine against crashes, failing disks, jumping clocks and plugins that misbehave. A seed that fails
/// is named; `DUBAN_SEED=N` runs it alone, and `make simulate` runs a thousand and more.
@Suite struct SimulationTests {
    private static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// The seeds of this run.
    private static var seeds: [UInt64] {
        if let seed = environment["DUBAN_SEED"].flatMap({ UInt64($0) }) { return [seed] }
        return Array(1...(environment["DUBAN_SEEDS"].flatMap { UInt64($0) } ?? 40))
    }

    @Test func simulation_crashesFaultsAndJumps_whatWentInComesOutOnce() throws {
        for seed in SimulationTests.seeds {
            let findings = try Simulation.run(seed: seed)
            #expect(findings.isEmpty, "seed \(seed): \(findings.joined(separator: "; ")); run it again with DUBAN_SEED=\(seed)")
        }
    }

    @Test func simulation_sameSeed_sameHistory() throws {
        #expect(try Simulation.run(seed: 7) == Simulation.run(seed: 7))
    }

    /// The canaries: a store that lies.
    @Test(arguments: SimulatedStore.Lie.allCases)
    func simulation_plantedBug_isCaught(lie: SimulatedStore.Lie) throws {
        let caught = try (1...UInt64(60)).first { try !Simulation.run(seed: $0, lie: lie).isEmpty }
        #expect(caught != nil)
    }
}
