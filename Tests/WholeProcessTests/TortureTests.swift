import Foundation
import Testing

/// The short form of `make torture`: the same script over the binaries under test, with the same seed each time. Its oracle is outside
/// the daemon: what clients were answered and which attempts the plugin began (quality.md, P1 to P3, P8). Poison jobs take their time limits
/// thrice; here `BadPluginTests` stands for them.
@Suite(
    "Torture of the real daemon, the short form", .blocking,
    .enabled(if: Place.has("python3") && Place.has("strace"), "python3 and strace are needed; `make deps` installs them"), .serialized)
struct TortureTests {
    @Test(arguments: [
        "SIGKILL at random", "SIGKILL at each nth fdatasync", "SIGKILL at each nth pwrite64",
        "nothing is told or overwritten before the disk confirmed it", "an fdatasync that fails ends the process", "a full disk refuses",
    ])
    func daemon_tormented_losesNothingAndDoesNothingTwice(scenario: String) throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let words = ["--brief", "--seed", "1", "--only", scenario, Place.binaries]
        let result = try Program.run(Place.root + "/.ci/torture", words, scratch: scratch)
        #expect(result.code == 0, "\(result)")
        #expect(result.text.contains("1 passed, 0 failed"), "the scenario ran: \(result)")
    }
}
