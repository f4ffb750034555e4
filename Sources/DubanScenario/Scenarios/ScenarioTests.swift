public import DubanModel
public import DubanTime
public import DubanWorkflows
import Foundation

/// Plays the scenarios of a bundle.
public struct ScenarioTests: Sendable {
    /// How one scenario came out.
    public struct Outcome: Sendable {
        /// The file.
        public let file: String
        /// The scenario.
        public let name: String
        /// Its line.
        public let line: Int
        /// How many steps were played.
        public let steps: Int
        /// Why it failed; nothing where it came out as it says.
        public let failure: ScenarioFailure?
    }

    /// How all came out.
    public struct Report: Sendable {
        /// Each scenario.
        public internal(set) var outcomes: [Outcome] = []
        /// What they have played of the workflow.
        public internal(set) var coverage: Coverage
        /// Those that failed.
        public var failures: [Outcome] { outcomes.filter { $0.failure != nil } }
        /// Steps played in all.
        public var steps: Int { outcomes.reduce(0) { $0 + $1.steps } }
    }

    private let workflow: WorkflowDefinition
    private let others: [WorkflowDefinition]
    private let calendar: (calendar: WorkingCalendar, version: ContentHash)
    private let roster: Roster
    private let office: DataValue

    /// Tests of a workflow.
    /// - Parameters:
    ///   - others: The workflows that it calls.
    ///   - roster: Who works here, where a file does not say so.
    public init(
        _ workflow: WorkflowDefinition, others: [WorkflowDefinition] = [], calendar: (calendar: WorkingCalendar, version: ContentHash),
        roster: Roster,
        office: DataValue = .emptyRecord
    ) {
        self.workflow = workflow
        self.others = others
        self.calendar = calendar
        self.roster = roster
        self.office = office
    }

    /// Plays every scenario of these files, each in a hall of its own, as many at once as there are processors; the report keeps their order.
    /// - Parameter only: Plays only scenarios whose name has this in it.
    public func run(_ files: [ScenarioFile], only: String? = nil) async -> Report {
        let chosen = files.flatMap { file in
            file.scenarios.filter { scenario in only.map { scenario.name.contains($0) } ?? true }.map { (file, $0) }
        }
        var played: [Int: (outcome: Outcome, coverage: Coverage)] = [:]
        await withTaskGroup(of: (Int, Outcome, Coverage).self) { group in
            var waiting = chosen.indices[...]
            func playNext() {
                guard let index = waiting.popFirst() else { return }
                group.addTask {
                    let (outcome, coverage) = await self.play(chosen[index].1, of: chosen[index].0)
                    return (index, outcome, coverage)
                }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { playNext() }
            for await (index, outcome, coverage) in group {
                played[index] = (outcome, coverage)
                playNext()
            }
        }
        var report = Report(coverage: Coverage(workflow))
        for (outcome, coverage) in chosen.indices.compactMap({ played[$0] }) {
            report.outcomes.append(outcome)
            report.coverage.merge(coverage)
        }
        return report
    }

    /// A scenario at its beginning, in a hall of its own.
    func begin(_ scenario: Scenario, of file: ScenarioFile) throws -> ScenarioRun {
        let virtual = try VirtualHall(
            [workflow] + others, calendar: calendar.calendar, calendarVersion: calendar.version,
            roster: (file.staff ?? roster).withOutsiders(of: scenario), office: office, stubs: file.stubs,
            start: calendar.calendar.instant(of: file.start))
        return ScenarioRun(virtual, workflow)
    }

    private func play(_ scenario: Scenario, of file: ScenarioFile) async -> (Outcome, Coverage) {
        var coverage = Coverage(workflow)
        func outcome(_ played: Int, _ failure: ScenarioFailure?) -> Outcome {
            Outcome(file: file.name, name: scenario.name, line: scenario.line, steps: played, failure: failure)
        }
        let run: ScenarioRun
        do {
            run = try begin(scenario, of: file)
        } catch {
            return (outcome(0, ScenarioFailure(line: scenario.line, message: "\(error)")), coverage)
        }
        let virtual = run.virtual
        for (index, step) in scenario.steps.enumerated() {
            do throws(ScenarioFailure) {
                try await run.play(step)
            } catch {
                coverage.note(virtual.record.all)
                return (outcome(index, error), coverage)
            }
        }
        coverage.note(virtual.record.all)
        return (outcome(scenario.steps.count, nil), coverage)
    }
}

extension Roster {
    /// The roster with those outside the hall who send messages in a scenario: a bank, another office. They do nothing else.
    fileprivate func withOutsiders(of scenario: Scenario) -> Roster {
        let senders = Set(scenario.steps.compactMap { step in if case .message(let message) = step.verb { message.sender } else { nil } })
        let outsiders = senders.sorted().map({ StaffID($0) }).filter { self[$0] == nil }.map { id in
            StaffMember(
                id: id, name: LocalizedText(english: id.name, chinese: id.name), systemUser: nil, roles: ["integration"],
                office: "outside", supervisor: nil)
        }
        guard !outsiders.isEmpty else { return self }
        return Roster(hash: hash, members: Array(members.values) + outsiders, absences: absences)
    }
}
