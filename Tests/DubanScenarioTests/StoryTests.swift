import DubanModel
import DubanTime
import DubanWorkflows
import Foundation
import Testing

@testable import DubanScenario

/// Plays the scenarios beside every shipped bundle, and those of `Kinds`, where each kind of step has a bundle of its own. A case is added
/// by adding a file.
struct StoryTests {
    @Test(arguments: Story.all)
    func bundle_played_comesOutAsItSays(_ story: Story) async throws {
        let report = try await story.play()
        for outcome in report.failures {
            Issue.record(
                "\(story.folder.lastPathComponent)/\(outcome.file):\(outcome.failure?.line ?? 0) \(outcome.name): \(outcome.failure?.message ?? "")"
            )
        }
        #expect(!report.outcomes.isEmpty)
    }

    @Test func kinds_ofSteps_eachHaveABundleThatUsesThem() throws {
        let texts = try Story.kinds.map { try String(contentsOf: $0.folder.appendingPathComponent("workflow.yaml"), encoding: .utf8) }
        for kind in [
            "task", "choose", "decide", "job", "notice", "wait", "publicity", "record", "lookup", "parallel", "each", "call", "schedule",
            "end",
        ] {
            #expect(texts.contains { $0.contains("\(kind): ") }, "no bundle uses \(kind)")
        }
    }
}

/// A bundle with scenarios.
struct Story: CustomTestStringConvertible, Sendable {
    let folder: URL
    var testDescription: String { folder.lastPathComponent }

    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let root = tests.appendingPathComponent("../..").standardizedFileURL
    static let kinds = bundles(in: tests.appendingPathComponent("Kinds"))
    static let shipped = bundles(in: root.appendingPathComponent("workflows"))
    static let all = kinds + shipped

    /// The bundles of each folder, loaded and checked once.
    private static let sets = Dictionary(
        Set(all.map { $0.folder.deletingLastPathComponent().path }).map { ($0, WorkflowSet.load(folder: $0)) }, uniquingKeysWith: { $1 })

    private static func bundles(in folder: URL) -> [Story] {
        BundleFolder.names(in: folder.path).map { Story(folder: folder.appendingPathComponent($0)) }
    }

    func play() async throws -> ScenarioTests.Report {
        let (tests, files) = try tests()
        return await tests.run(files)
    }

    /// The bundle's tests with their files.
    func tests() throws -> (tests: ScenarioTests, files: [ScenarioFile]) {
        let (own, others, files, office) = try parts()
        return (ScenarioTests(own, others: others, calendar: office.calendar, roster: office.roster), files)
    }

    /// Whether any scenario fails with this definition in the bundle's place.
    func isFoundOut(_ definition: WorkflowDefinition) async throws -> Bool {
        let (_, others, files, office) = try parts()
        for file in files {
            for scenario in file.scenarios {
                let report = await ScenarioTests(definition, others: others, calendar: office.calendar, roster: office.roster)
                    .run([file], only: scenario.name)
                if !report.failures.isEmpty { return true }
            }
        }
        return false
    }

    private typealias Office = (calendar: (calendar: WorkingCalendar, version: ContentHash), roster: Roster)

    private func parts() throws -> (own: WorkflowDefinition, others: [WorkflowDefinition], files: [ScenarioFile], office: Office) {
        let roster = try RosterLoader.load(try bytes("config/staff.yaml"), file: "staff.yaml")
        let (calendar, version) = try CalendarLoader.load(try bytes("config/calendars/cn.yaml"), file: "cn.yaml")
        let folder = self.folder.deletingLastPathComponent()
        let set = Story.sets[folder.path] ?? WorkflowSet.load(folder: folder.path)
        guard let own = set.members.first(where: { $0.definition.name == self.folder.lastPathComponent })?.definition else {
            throw Refusal("The bundles in \(folder.path)", findings: set.findings)
        }
        let tests = BundleFolder.contents(of: self.folder.path).tests
        let files = try tests.sorted { $0.key < $1.key }.map { name, bytes in
            let (file, findings) = ScenarioLoader.load(bytes, name: name)
            guard let file else { throw Refusal(name, findings: findings) }
            return file
        }
        let others = set.members.map(\.definition).filter { $0.name != own.name }
        return (own, others, files, ((calendar, version), roster))
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: Story.root.appendingPathComponent(path))) }
}
