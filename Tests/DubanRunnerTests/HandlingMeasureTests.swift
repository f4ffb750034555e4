import DubanEngine
import DubanModel
import DubanRunner
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Testing

/// What a simulation reckons with, measured from what happened.
struct HandlingMeasureTests {
    private let workflow: WorkflowDefinition
    private let hall: HallFixture

    init() throws {
        workflow = try Fixture.permit()
        hall = try HallFixture([workflow])
    }

    private func measure(_ name: String = "permit") throws -> HandlingMeasure {
        var measure = HandlingMeasure(calendar: try Fixture.calendar().0)
        try measure.measure(name, in: hall.store.reader)
        return measure
    }

    private func pass(_ time: Duration) { hall.clock.advance(to: hall.clock.now() + time) }

    /// A case whose intake is taken up at once and takes so long.
    private func handle(_ time: Duration, waitsBefore wait: Duration = .zero) async throws {
        let receipt = try await hall.open(workflow, submits: false)
        pass(wait)
        _ = try await hall.act(receipt, at: "intake", "claim")
        pass(time)
        _ = try await hall.act(receipt, at: "intake", "done")
    }

    @Test func task_countsFromBeingTakenUp_notFromBeingThere() async throws {
        try await handle(.seconds(10 * 60), waitsBefore: .seconds(20 * 60))
        let file = try measure().file
        #expect(file.contains("  intake: {time: \"10 min\"}"), "\(file)")
    }

    @Test func times_ofSeveralCases_areMedianAndNinthTenth() async throws {
        for minutes in [5, 5, 5, 5, 5, 5, 5, 5, 30, 30] { try await handle(.seconds(minutes * 60)) }
        let file = try measure().file
        #expect(file.contains("  intake: {time: \"5 min, 90 % within 30 min\"}"), "\(file)")
        #expect(file.hasPrefix("# Measured from 10 cases"))
    }

    @Test func task_overNight_countsBusinessTimeAlone() async throws {
        // From Monday 09:00 to Tuesday 09:00: a day of business of 7.5 hours.
        try await handle(.seconds(86_400))
        let file = try measure().file
        #expect(file.contains("  intake: {time: \"450 min\"}"), "\(file)")
    }

    @Test func file_measured_isReadByTheSimulation() async throws {
        try await handle(.seconds(600))
        #expect(Handling.load(Array(try measure().file.utf8), file: "handling.yaml", for: workflow).findings == [])
    }

    @Test func workflow_withoutCases_hasNone() async throws {
        try await handle(.seconds(600))
        #expect(try measure().hasCases)
        #expect(try !measure("other").hasCases)
    }
}
