import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import Logging
import Testing

@testable import DubanRunner

@Suite(.timeLimit(.minutes(1))) struct TimerServiceTests {
    private let store = MemoryStore()
    private let clock = VirtualWallClock(Fixture.monday)
    private let fired = Collected<TimerRow>()

    private func timer(_ id: Int64 = 1, clock: Int = 1, _ rung: Rung = .due, after seconds: Int64) -> TimerRow {
        TimerRow(caseID: CaseID(id), clock: ClockID(clock), rung: rung, due: Fixture.monday + .seconds(seconds))
    }

    private func schedule(_ timers: TimerRow...) throws {
        try store.transact { session in for timer in timers { try session.perform(.schedule(timer), of: timer.caseID, claim: nil) } }
    }

    /// A service whose rungs are taken off when they fire, apart from those that are refused.
    private func service(
        refusing: Set<TimerRow> = [], clock: (any WallClock)? = nil, others: [TimerService.DueWork] = [],
        then next: @escaping @Sendable (TimerRow) -> TimerRow? = { _ in nil }
    ) -> TimerService {
        let (store, fired) = (self.store, self.fired)
        return TimerService(
            reader: store.reader, clock: clock ?? self.clock, heartbeat: Heartbeat("timers", clock: VirtualMonotonicClock()),
            logger: Logger(label: "test"), others: others
        ) { timers in
            timers.map { timer in
                fired.append(timer)
                if refusing.contains(timer) { return Refusal(.duplicateKey, "It stands there already.") }
                try? store.transact { session in
                    try session.perform(.unschedule(clock: timer.clock, rung: timer.rung), of: timer.caseID, claim: nil)
                    if let next = next(timer) { try session.perform(.schedule(next), of: next.caseID, claim: nil) }
                }
                return nil
            }
        }
    }

    @Test func rungs_thatAreDue_fireInTheOrderOfTheirInstants() async throws {
        let timers = [timer(1, .due, after: 30), timer(1, .remind, after: 10), timer(2, after: 20), timer(3, after: 31)]
        for timer in timers { try schedule(timer) }
        let service = service()
        try await service.fireDue()
        #expect(fired.all.isEmpty, "none is due yet")
        clock.advance(to: Fixture.monday + .seconds(30))
        try await service.fireDue()
        #expect(fired.all == [timers[1], timers[2], timers[0]])
        #expect(try service.earliest() == Fixture.monday + .seconds(31))
    }

    /// What one firing schedules in the past is fired in the same round.
    @Test func rung_thatAnotherOneSchedules_firesInTheSameRound() async throws {
        let second = timer(2, after: -5)
        try schedule(timer(1, after: -10))
        let service = service(then: { $0.caseID == CaseID(1) ? second : nil })
        try await service.fireDue()
        #expect(fired.all.map(\.caseID.rawValue) == [1, 2])
    }

    @Test func rungs_moreThanAWindow_fireAllInOneRound() async throws {
        let count = TimerService.window * 2 + 500
        try store.transact { session in
            for id in 1...count { try session.perform(.schedule(timer(Int64(id), after: -1)), of: CaseID(Int64(id)), claim: nil) }
        }
        try await service().fireDue()
        #expect(fired.all.count == count)
        #expect(Set(fired.all).count == count)
        #expect(try store.reader.earliestTimer() == nil)
    }

    // MARK: Rungs that cannot be decided

    @Test func rung_thatIsRefused_doesNotKeepTheOthersFromFiring() async throws {
        let stuck = timer(1, after: -100)
        try schedule(stuck, timer(2, after: -50), timer(3, after: 60))
        let service = service(refusing: [stuck])
        #expect(try await service.fireDue().map(\.code) == [.duplicateKey])
        #expect(fired.all == [stuck, timer(2, after: -50)])
        // It is not the next that is waited for, so that the loop does not spin; it is tried again with the next round.
        #expect(try service.earliest() == Fixture.monday + .seconds(60))
        clock.advance(to: Fixture.monday + .seconds(60))
        try await service.fireDue()
        #expect(fired.all.suffix(2) == [stuck, timer(3, after: 60)])
        #expect(try service.earliest() == nil)
    }

    @Test func rungs_thatAreRefusedByTheWindow_doNotHideTheOthers() async throws {
        let stuck = (1...TimerService.window + 5).map { timer(Int64($0), after: -100) }
        try store.transact { session in for timer in stuck { try session.perform(.schedule(timer), of: timer.caseID, claim: nil) } }
        try schedule(timer(5_000, after: -1))
        try await service(refusing: Set(stuck)).fireDue()
        #expect(fired.all.count == stuck.count + 1)
        #expect(fired.all.last == timer(5_000, after: -1))
    }

    /// Something else that is still due after it was done is tried again soon, but not as fast as the loop can turn.
    @Test func otherWork_thatStaysDue_isTriedAgainAfterAWhile() async throws {
        let rounds = Collected<Bool>()
        let work = TimerService.DueWork(
            earliest: { Fixture.monday - .seconds(5) },
            fire: {
                rounds.append(true)
                return rounds.all.count < 3
            })
        let service = service(others: [work])
        try await service.fireDue()
        #expect(rounds.all.count == 3, "it is asked as long as there may be more")
        try service.plan()
        #expect(service.armed == Fixture.monday + TimerService.shortestWait)
    }

    // MARK: Planning

    @Test func plan_withoutAnything_goesRoundForTheWatchdog() throws {
        let service = service()
        try service.plan()
        #expect(service.armed == Fixture.monday + TimerService.longestWait)
    }

    @Test func plan_withARung_isItsInstant() throws {
        let service = service()
        try schedule(timer(after: 5))
        try service.plan()
        #expect(service.armed == Fixture.monday + .seconds(5))
        service.scheduled(Fixture.monday + .seconds(7))
        #expect(service.armed == Fixture.monday + .seconds(5))
        service.scheduled(Fixture.monday + .seconds(2))
        #expect(service.armed == Fixture.monday + .seconds(2))
    }

    /// A rung that is scheduled while the store is being read is in what was read or in what was told, whichever comes first.
    @Test func rung_scheduledWhileThePlanReads_isNotLost() throws {
        let box = Collected<TimerService>()
        let due = Fixture.monday + .seconds(3)
        let told = TimerService.DueWork(
            earliest: {
                box.all.first?.scheduled(due)  // After the rungs were read, before the timer is set.
                return nil
            }, fire: { false })
        let service = service(others: [told])
        box.append(service)
        try service.plan()
        #expect(service.armed == due)
    }

    /// On the system's own clock: a rung that is due fires, one that is scheduled while the service waits fires too, and it stops.
    @Test func service_thatRuns_firesAndStops() async throws {
        let service = service(clock: SystemWallClock())
        let past = SystemWallClock().now() - .seconds(60)
        let (first, second) = (
            TimerRow(caseID: CaseID(1), clock: ClockID(1), rung: .due, due: past),
            TimerRow(caseID: CaseID(2), clock: ClockID(1), rung: .due, due: past)
        )
        try schedule(first)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            #expect(await fired.first(1) == [first])
            try schedule(second)
            service.scheduled(second.due)
            #expect(await fired.first(2) == [first, second])
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
