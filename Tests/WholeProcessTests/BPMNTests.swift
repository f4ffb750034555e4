import Foundation
import Testing

/// A Python that has SpiffWorkflow.
private let pythonWithBPMN: String? = {
    let candidates = ["/tmp/bpmn/bin/python", "/usr/bin/python3"]
    return candidates.first { candidate in
        guard FileManager.default.isExecutableFile(atPath: candidate), let scratch = try? Scratch() else { return false }
        defer { scratch.end() }
        return (try? Program.run(candidate, ["-c", "import SpiffWorkflow.bpmn"], scratch: scratch))?.code == 0
    }
}()

/// The BPMN of every shipped bundle against the OMG's schema, in a reader of somebody else's.
@Suite(
    "BPMN pictures in another tool", .blocking,
    .enabled(if: pythonWithBPMN != nil, "SpiffWorkflow is needed: python3 -m venv /tmp/bpmn && /tmp/bpmn/bin/pip install SpiffWorkflow"))
struct BPMNTests {
    @Test func bundles_drawn_areValidAndLoad() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let python = try #require(pythonWithBPMN)
        let result = try Program.run(python, [Place.root + "/.ci/bpmn", Place.duban], scratch: scratch)
        #expect(result.code == 0, "\(result)")
        #expect(result.text.contains("✓ certificate-issuance: valid") && result.text.contains("✓ staff-evaluation: loaded"), "\(result)")
    }
}
