import ArgumentParser
import DubanModel
import DubanScenario
import DubanWorkflows
import Foundation

/// `duban workflow test DIR`: plays the scenarios that stand beside a bundle.
struct WorkflowTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Play a bundle's scenarios, tests/*.yaml; needs no daemon.",
        discussion: "Each scenario has a hall of its own, with the real engine on a clock that only moves when it says so.")
    @OptionGroup var bundle: BundleOptions
    @Option(help: "Play only scenarios whose name has this in it.") var only: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (workflows, tests, findings) = try bundle.load()
        guard let workflow = workflows.first, findings.isEmpty else { throw Refusal("The bundle \(bundle.folder)", findings: findings) }
        let files = try scenarios(tests)
        guard let roster = try bundle.roster() ?? files.lazy.compactMap(\.staff).first else {
            throw Refusal(.invalidRequest, "Nobody works in these scenarios: name a roster with --staff, or list members under \"staff\".")
        }
        let runner = ScenarioTests(workflow, others: Array(workflows.dropFirst()), calendar: try bundle.workingCalendar(), roster: roster)
        let clock = ContinuousClock()
        let start = clock.now
        let report = await runner.run(files, only: only)
        let view = ScenarioView(report, clock.now - start)
        if json { print(String(decoding: view.data.json, as: UTF8.self)) } else { view.show(bundle.folder) }
        if !report.failures.isEmpty { Foundation.exit(Refusal.Code.invalidDefinition.exitCode) }
    }

    private func scenarios(_ tests: [String: [UInt8]]) throws -> [ScenarioFile] {
        var files: [ScenarioFile] = []
        var findings: [Finding] = []
        for (name, bytes) in tests.sorted(by: { $0.key < $1.key }) where name.hasSuffix(".yaml") {
            let (file, found) = ScenarioLoader.load(bytes, name: name)
            findings += found
            if let file { files.append(file) }
        }
        guard findings.isEmpty else { throw Refusal("The tests of \(bundle.folder)", findings: findings) }
        guard !files.isEmpty else { throw Refusal(.invalidRequest, "There is no scenario: write \(bundle.folder)/tests/NAME.yaml.") }
        return files
    }
}

/// Shows how scenarios came out.
struct ScenarioView {
    private let report: ScenarioTests.Report
    private let time: Duration

    init(_ report: ScenarioTests.Report, _ time: Duration) {
        self.report = report
        self.time = time
    }

    func show(_ folder: String) {
        let width = report.outcomes.map { Output.width(of: $0.name) }.max() ?? 0
        for outcome in report.outcomes {
            let name = outcome.name + String(repeating: " ", count: width - Output.width(of: outcome.name))
            guard let failure = outcome.failure else {
                print("✓ \(name)  \(outcome.steps) steps")
                continue
            }
            print("✗ \(name)  \(folder)/\(outcome.file):\(failure.line)")
            for line in failure.message.split(separator: "\n") { print("    \(line)") }
        }
        let passed = report.outcomes.count - report.failures.count
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        print(
            "\(passed) of \(report.outcomes.count) scenarios, \(report.steps) steps in \(String(format: "%.2f", seconds)) s (\(Int(Double(report.steps) / max(seconds, 0.001))) a second)"
        )
        print(
            "played: "
                + parts.map { "\($0.name) \($0.parts.played.intersection($0.parts.all).count) of \($0.parts.all.count)" }.joined(
                    separator: ", "))
        for (name, parts) in parts where !parts.missing.isEmpty { print("  \(name) not played: \(parts.missing.joined(separator: ", "))") }
    }

    private var parts: [(name: String, parts: Coverage.Parts)] {
        [("steps", report.coverage.steps), ("actions", report.coverage.actions), ("rows", report.coverage.rows)]
    }

    /// As JSON has it.
    var data: DataValue {
        let outcomes = report.outcomes.map { outcome -> DataValue in
            [
                "scenario": .text(outcome.name), "file": .text(outcome.file),
                "line": .integer(Int64(outcome.failure?.line ?? outcome.line)),
                "steps": .integer(Int64(outcome.steps)), "failure": outcome.failure.map { .text($0.message) } ?? .null,
            ]
        }
        let missing = parts.map { ($0.name, DataValue.list($0.parts.missing.map { .text($0) })) }
        return ["scenarios": .list(outcomes), "not_played": .record(Dictionary(missing, uniquingKeysWith: { first, _ in first }))]
    }
}
