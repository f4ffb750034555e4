import DubanEngine
import DubanModel
import DubanStore
import DubanWorkflows
import Testing

@testable import DubanRunner

@Suite struct LaneTests {
    private func lane(slots: Int = 2, rate: QueueConfiguration.Rate? = nil, lease: Duration = .seconds(60)) -> Lane {
        Lane(QueueConfiguration(name: "q", slots: slots, retry: .standard, rate: rate, lease: lease), now: .zero)
    }

    private func job(_ number: Int64, priority: Int = 0, readyAt: Int64 = 0, attempt: Int = 1) -> StoredJob {
        let row = JobRow(
            caseID: JobReference.noCase, caseNumber: JobRow.noCaseNumber, step: StepID(Int(number)), queue: "q", plugin: "p", action: "a",
            arguments: .null, requestedAt: Instant(milliseconds: 0))
        return StoredJob(
            row: row, state: .ready, claim: JobClaim(epoch: 1, attempt: attempt), readyAt: Instant(milliseconds: readyAt),
            priority: priority)
    }

    @Test func slots_areAllThatRuns() {
        var lane = lane(slots: 2)
        #expect(lane.reserve(now: .zero) == true)
        #expect(lane.reserve(now: .zero) == true)
        #expect(lane.reserve(now: .zero) == false)
        lane.giveBack()
        #expect(lane.reserve(now: .zero) == true)
    }

    @Test func reserve_whileOthersWait_isRefused() {
        var lane = lane()
        lane.hold(job(1))
        #expect(lane.reserve(now: .zero) == false)
    }

    @Test func priority_isAHeadStart_thatALongWaitOvertakes() {
        var lane = lane(slots: 1)
        #expect(lane.reserve(now: .zero) == true)
        lane.hold(job(1, readyAt: 0))
        lane.hold(job(2, priority: 5, readyAt: 4 * 60_000))  // Five minutes' head start, four minutes later: goes first.
        lane.hold(job(3, priority: 5, readyAt: 6 * 60_000))  // Six minutes later: the first has waited longer than that.
        #expect((0..<3).compactMap { _ in lane.handOver(now: .zero)?.reference.number } == [2, 1, 3])
    }

    @Test func equalRanks_leaveInTheOrderInWhichTheyCame() {
        var lane = lane(slots: 100)
        for number in 1...50 { lane.hold(job(Int64(number))) }
        #expect(lane.claimable(now: .zero).map(\.reference.number) == Array(1...50))
    }

    @Test func handOver_thatCameToNothing_givesTheSlotBackToTheFinishedJob() {
        var lane = lane(slots: 1)
        #expect(lane.reserve(now: .zero) == true)
        #expect(lane.handOver(now: .zero) == nil)
        lane.takeBack(nil)
        #expect(lane.reserve(now: .zero) == false)
        lane.hold(job(1))
        let next = lane.handOver(now: .zero)
        #expect(next?.reference.number == 1)
        lane.takeBack(next)
        #expect(lane.waiting.count == 1)
        #expect(lane.claimable(now: .zero).isEmpty)
    }

    @Test func pause_startsNothing_andLetsWhatRunsEnd() {
        var lane = lane(slots: 1)
        #expect(lane.reserve(now: .zero) == true)
        lane.hold(job(1))
        lane.isPaused = true
        #expect(lane.handOver(now: .zero) == nil)
        #expect(lane.claimable(now: .zero).isEmpty)
        #expect(lane.isSettled)
        lane.isPaused = false
        #expect(lane.claimable(now: .zero).count == 1)
    }

    @Test func rate_holdsStartsUp_andSaysForHowLong() {
        var lane = lane(slots: 10, rate: .init(perSecond: 2, burst: 1))
        for number in 1...3 { lane.hold(job(Int64(number))) }
        #expect(lane.claimable(now: .zero).count == 1)
        #expect(lane.throttled(now: .zero) == .milliseconds(500))
        #expect(lane.claimable(now: .milliseconds(500)).count == 1)
    }

    @Test func lease_withoutASignOfLife_ends_andALateReportIsStale() {
        var lane = lane(lease: .seconds(10))
        lane.started(job(1), now: .zero)
        lane.started(job(2), now: .zero)
        lane.beat(job(1).reference, now: .seconds(9))
        #expect(lane.expired(now: .seconds(10)).map(\.reference.number) == [2])
        #expect(lane.ended(job(2)) == false)
        #expect(lane.ended(job(1)) == true)
        #expect(lane.ended(job(1)) == false)
    }

    @Test func report_ofAnEarlierAttempt_isStale() {
        var lane = lane()
        lane.started(job(1, attempt: 2), now: .zero)
        #expect(lane.ended(job(1, attempt: 1)) == false)
        #expect(lane.ended(job(1, attempt: 2)) == true)
    }

    // MARK: The window

    @Test func window_thatIsFull_leavesTheRestToTheStore_andAsksForIt() {
        var lane = lane(slots: 1)
        for number in 0..<Lane.windowLimit + 100 { lane.hold(job(Int64(number), readyAt: Int64(number))) }
        #expect(lane.waiting.count == Lane.windowLimit)
        #expect(lane.wantsMore() == false)
        #expect(lane.reserve(now: .zero) == false)
        while lane.waiting.count >= Lane.lowWater { _ = lane.waiting.pop() }
        #expect(lane.wantsMore() == true)
        #expect(lane.wantsMore() == false)  // It is being read.
        lane.hold(job(90_000, readyAt: 90_000))  // Came meanwhile: the reading may not have it.
        lane.refill((0..<100).map { job(Int64(Lane.windowLimit + $0), readyAt: Int64(Lane.windowLimit + $0)) }, isAll: true)
        #expect(lane.horizon == 90_000)
        #expect(!lane.isSettled)
    }

    @Test func window_takesAnUrgentJobIn_althoughItIsFull() {
        var lane = lane(slots: 1)
        for number in 0..<Lane.windowLimit + 1 { lane.hold(job(Int64(number), readyAt: Int64(1_000_000 + number))) }
        _ = lane.waiting.pop()
        lane.hold(job(99_999, priority: 100, readyAt: 1_000_000))
        #expect(lane.waiting.pop()?.reference.number == 99_999)
    }

    @Test func refill_ofJobsThatAreHeld_holdsThemOnce() {
        var lane = lane()
        lane.hold(job(1))
        lane.recall()
        #expect(lane.wantsMore() == true)
        lane.refill([job(1), job(2)], isAll: true)
        #expect(lane.waiting.count == 2)
        #expect(lane.horizon == nil)
    }
}
