import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Testing

@testable import DubanRunner

@Suite struct PeriodicJobTests {
    private static let workflow = """
        duban: 1
        workflow: short
        title: {en: Short, zh: 短}
        code: S
        steps:
          intake: {title: {en: Intake, zh: 受理}, task: clerk, limit: 1 working day, then: done}
          done: {title: {en: Done, zh: 办结}, end: done}
        """

    private func fixture() throws -> HallFixture { try HallFixture([try Fixture.workflow("short", PeriodicJobTests.workflow)]) }

    private func hourly(_ missed: PeriodicJob.Missed) throws -> PeriodicJob {
        PeriodicJob(
            name: "hourly", schedule: try Schedule("every hour"), missed: missed, queue: "q", plugin: "p", action: "a", arguments: ["x": 1])
    }

    private func scheduled(_ fixture: HallFixture) throws -> [String] {
        try fixture.store.reader.jobs(JobFilter()).compactMap { $0.row.arguments["scheduled"].textValue }
    }

    @Test func occurrence_noticedLate_isFollowedByTheScheduledInstant_notByNow() async throws {
        let fixture = try fixture()
        let job = try hourly(.once)
        _ = try await fixture.writer.operate(.occur(job), by: .clock)
        #expect(try scheduled(fixture).isEmpty)
        fixture.clock.advance(to: Fixture.monday + .seconds(3_600 + 1_200))  // Twenty minutes late.
        _ = try await fixture.writer.operate(.occur(job), by: .clock)
        #expect(try scheduled(fixture) == [(Fixture.monday + .seconds(3_600)).description])
        let next = try fixture.store.reader.nextSerial(Writer.counter(of: job))
        #expect(next == (Fixture.monday + .seconds(7_200)).milliseconds)
        _ = try await fixture.writer.operate(.occur(job), by: .clock)
        #expect(try scheduled(fixture).count == 1)
    }

    @Test(arguments: [(PeriodicJob.Missed.all, 5), (.once, 1), (.skip, 0)])
    func downtime_ofFiveHours_isMadeUpForAsThePolicySays(_ missed: PeriodicJob.Missed, _ count: Int) async throws {
        let fixture = try fixture()
        let job = try hourly(missed)
        _ = try await fixture.writer.operate(.occur(job), by: .clock)
        fixture.clock.advance(to: Fixture.monday + .seconds(5 * 3_600 + 600))
        _ = try await fixture.writer.operate(.occur(job), by: .clock)
        #expect(try scheduled(fixture).count == count)
    }
}
