import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanWorkflows
import Testing

@testable import DubanScenario

/// Whatever the scenarios do with every kind of step: what is stored of a case folds to the state in which it is, a snapshot says the same
/// as the events, and tasks and clocks are what the state says.
struct FoldTests {
    @Test(arguments: Story.all)
    func cases_afterEachScenario_areTheFoldOfTheirEvents(_ story: Story) async throws {
        let (tests, files) = try story.tests()
        for file in files {
            for scenario in file.scenarios {
                let run = try tests.begin(scenario, of: file)
                for step in scenario.steps {
                    do { try await run.play(step) } catch { break }
                    try check(run, "\(file.name): \(scenario.name)")
                }
            }
        }
    }

    private func check(_ run: ScenarioRun, _ place: Comment) throws {
        for summary in try run.reader.cases(CaseFilter(limit: 1_000)) {
            let id = try run.hall.caseID(of: summary.number)
            let state = try run.hall.state(of: id)
            var folded = CaseState(id: id)
            for decision in try run.reader.decisions(of: id) {
                let actor = try #require(Actor(decision.actor), place)
                for event in try Event.decode(decision.events) { folded.apply(event, at: decision.at, by: actor) }
            }
            #expect(folded == state, place)
            #expect(try CaseState(decoding: state.encoded) == state, place)
            let tasks = try run.reader.tasks(of: id).map(\.step).sorted { $0.sequence < $1.sequence }
            #expect(tasks == state.steps.filter { $0.task != nil }.map(\.id).sorted { $0.sequence < $1.sequence }, place)
        }
    }
}
