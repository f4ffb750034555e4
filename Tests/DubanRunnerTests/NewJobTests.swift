import DubanEngine
import DubanModel
import DubanStore
import Testing

@testable import DubanRunner

@Suite struct NewJobTests {
    private let now = Instant(milliseconds: 10_000_000)

    private func key(_ uniqueness: NewJob.Uniqueness, action: String = "a", _ arguments: DataValue = ["x": 1], at: Instant? = nil)
        -> [UInt8]?
    {
        NewJob(queue: "q", plugin: "p", action: action, arguments: arguments, uniqueness: uniqueness).order(1, at: at ?? now).uniqueKey
    }

    @Test func uniqueKey_byName_ignoresArguments() {
        #expect(key(.init(key: "k")) == key(.init(key: "k"), ["x": 2]))
        #expect(key(.init(key: "k")) != key(.init(key: "other")))
    }

    @Test func uniqueKey_byArguments_tellsThemApart() {
        #expect(key(.init(byArguments: true)) == key(.init(byArguments: true)))
        #expect(key(.init(byArguments: true)) != key(.init(byArguments: true), ["x": 2]))
        #expect(key(.init(byArguments: true)) != key(.init(byArguments: true), action: "b"))
    }

    @Test func uniqueKey_byPeriod_changesWithThePeriod_andStaysTakenToItsEnd() {
        let hourly = NewJob.Uniqueness(period: .seconds(3_600))
        #expect(key(hourly) == key(hourly, at: now + .seconds(60)))
        #expect(key(hourly) != key(hourly, at: now + .seconds(3_600)))
        let order = NewJob(queue: "q", plugin: "p", action: "a", uniqueness: hourly).order(1, at: now)
        #expect(order.uniqueUntil == Instant(milliseconds: 10_800_000))
    }

    @Test func order_forAnInstantThatIsPast_runsAtOnce() {
        #expect(NewJob(queue: "q", plugin: "p", action: "a", runAt: now - .seconds(1)).order(1, at: now).runAt == nil)
        #expect(NewJob(queue: "q", plugin: "p", action: "a", runAt: now + .seconds(1)).order(1, at: now).runAt == now + .seconds(1))
    }

    @Test func outcome_isKeptAndReadBack() {
        let outcome = JobOutcome([
            .init(key: "JOB/1", result: "enqueued"), .init(key: "JOB/2", result: "already-done", message: "It ended."),
        ])
        #expect(WriterAnswer(stored: WriterAnswer.jobs(outcome).stored ?? []) == .jobs(outcome))
    }
}
