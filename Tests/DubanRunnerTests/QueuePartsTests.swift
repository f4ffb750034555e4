import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanWorkflows
import Testing

@testable import DubanRunner

/// The parts of the queues that are values: no clock, no thread.
@Suite struct QueuePartsTests {
    private func job(_ number: Int, priority: Int = 0, at seconds: Int64 = 0, attempt: Int = 0) -> StoredJob {
        let row = JobRow(
            caseID: CaseID(1), caseNumber: CaseNumber("C"), step: StepID(number), queue: "work", plugin: "p", action: "a",
            arguments: .emptyRecord,
            requestedAt: Fixture.monday)
        return StoredJob(
            row: row, state: .ready, claim: JobClaim(epoch: 1, attempt: attempt), readyAt: Fixture.monday + .seconds(seconds),
            priority: priority)
    }

    // MARK: Back-off

    private let policy = RetryPolicy(attempts: 6, first: .seconds(2), factor: 3, maximum: .seconds(60))

    @Test(arguments: [(1, 2), (2, 6), (3, 18), (4, 54), (5, 60)])
    func delay_ofEachAttempt_growsUpToTheMaximum(attempt: Int, seconds: Int) {
        #expect(BackOff.delay(after: attempt, policy, jitter: 1) == .seconds(seconds))
        #expect(BackOff.delay(after: attempt, policy, jitter: 0) == .seconds(seconds) / 2)
    }

    @Test(arguments: [6, 7, 100]) func delay_afterTheLastAttempt_isNone(attempt: Int) {
        #expect(BackOff.delay(after: attempt, policy, jitter: 0.5) == nil)
    }

    @Test func delay_ofAPolicyOfOneAttempt_isNone() {
        #expect(BackOff.delay(after: 1, RetryPolicy(attempts: 1, first: .seconds(1), factor: 2, maximum: .seconds(9)), jitter: 0) == nil)
    }

    // MARK: The heap

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func heap_ofManyJobs_givesThemByRankAndThenInTheirOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var heap = JobHeap()
        var model: [StoredJob] = []
        for number in 1...200 {
            let job = job(number, priority: Int.random(in: -2...2, using: &random), at: Int64.random(in: 0...200, using: &random))
            heap.push(job)
            heap.push(job)  // A second time is no second job.
            model.append(job)
            if number % 7 == 0, let victim = model.randomElement(using: &random) {
                heap.remove(victim.reference)
                model.removeAll { $0.reference == victim.reference }
                #expect(!heap.contains(victim.reference))
            }
        }
        #expect(heap.count == model.count)
        var popped: [Int] = []
        while let job = heap.pop() { popped.append(job.row.step.sequence) }
        let expected = model.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(
            \.element.row.step.sequence)
        #expect(popped == expected, "seed \(seed)")
        #expect(heap.isEmpty)
    }

    // MARK: The rate limit

    @Test func bucket_afterAQuietTime_letsABurstThroughAndThenTheRate() {
        var bucket = TokenBucket(perSecond: 4, burst: 3, now: .zero)
        let burst = (0..<4).map { _ in bucket.take(now: .zero) }
        let wait = bucket.wait(now: .zero)
        let later = [249, 250, 250].map { bucket.take(now: .milliseconds($0)) }
        let muchLater = (0..<4).map { _ in bucket.take(now: .seconds(100)) }
        #expect(burst == [true, true, true, false])
        #expect(wait == .milliseconds(250))
        #expect(later == [false, true, false])
        #expect(muchLater == [true, true, true, false], "a long quiet time is worth a burst")
    }

    @Test func bucket_thatGotATokenBack_letsOneMoreThrough() {
        var bucket = TokenBucket(perSecond: 1, burst: 1, now: .zero)
        var taken = [bucket.take(now: .zero)]
        bucket.giveBack()
        taken.append(bucket.take(now: .zero))
        bucket.giveBack()
        bucket.giveBack()
        taken += [bucket.take(now: .zero), bucket.take(now: .zero)]
        #expect(taken == [true, true, true, false], "never more than a burst")
    }

    @Test func bucket_whoseWaitIsOver_hasAToken() {
        var random = SeededGenerator(seed: 7)
        var bucket = TokenBucket(perSecond: 3.7, burst: 1, now: .zero)
        var now = Duration.zero
        var misses = 0
        for _ in 0..<500 {
            now += bucket.wait(now: now)
            if !bucket.take(now: now) { misses += 1 }
            now += .nanoseconds(Int64.random(in: 0...400_000_000, using: &random))
        }
        #expect(misses == 0)
    }
}

/// A lane: the slots of one queue, and who waits for them.
@Suite struct LaneTests {
    private func job(_ number: Int, at seconds: Int64 = 0, attempt: Int = 0) -> StoredJob {
        let row = JobRow(
            caseID: CaseID(1), caseNumber: CaseNumber("C"), step: StepID(number), queue: "work", plugin: "p", action: "a",
            arguments: .emptyRecord, requestedAt: Fixture.monday)
        return StoredJob(
            row: row, state: .ready, claim: JobClaim(epoch: 1, attempt: attempt), readyAt: Fixture.monday + .seconds(seconds))
    }

    private func lane(slots: Int = 1) -> Lane { Lane(QueueConfiguration(name: "work", slots: slots, retry: .standard), now: .zero) }

    @Test func slot_ofALane_isTakenOnceAndGivenBack() {
        var lane = lane()
        var taken = [lane.reserve(now: .zero), lane.reserve(now: .zero)]
        lane.giveBack()
        taken.append(lane.reserve(now: .zero))
        #expect(taken == [true, false, true])
        #expect(!lane.isSettled)
    }

    @Test func slot_whileSomebodyWaits_isNotReservedPastThem() {
        var lane = lane(slots: 2)
        lane.hold(job(1))
        let isReserved = lane.reserve(now: .zero)
        let claimed = lane.claimable(now: .zero).map(\.row.step.sequence)
        #expect(!isReserved)
        #expect(claimed == [1] && lane.taken == 1)
    }

    @Test func slot_thatIsHandedOver_staysTakenAndCanBeTakenBack() {
        var lane = lane()
        _ = lane.reserve(now: .zero)
        lane.hold(job(1))
        let next = lane.handOver(now: .zero)
        #expect(next?.row.step.sequence == 1 && lane.taken == 1)
        lane.takeBack(next)
        #expect(lane.taken == 1 && lane.waiting.count == 1)
        let again = [lane.handOver(now: .zero), lane.handOver(now: .zero)].map { $0 != nil }
        #expect(again == [true, false] && lane.taken == 0)
        lane.takeBack(nil)
        #expect(lane.taken == 1)
    }

    @Test func lane_thatIsPaused_handsNothingOver() {
        var lane = lane()
        _ = lane.reserve(now: .zero)
        lane.hold(job(1))
        lane.isPaused = true
        let next = lane.handOver(now: .zero)
        let claimed = lane.claimable(now: .zero)
        #expect(next == nil && claimed.isEmpty)
        #expect(lane.taken == 0 && lane.isSettled)
    }

    @Test func report_ofAnAttempt_countsOnceAndOnlyUnderItsClaim() {
        var lane = lane()
        lane.started(job(1, attempt: 2), now: .zero)
        let counts = [1, 2, 2].map { lane.ended(job(1, attempt: $0)) }
        #expect(counts == [false, true, false])
    }

    @Test func lease_ofAnAttempt_endsUnlessItGivesASignOfLife() {
        var lane = lane(slots: 2)
        let lease = QueueConfiguration.standardLease
        lane.started(job(1), now: .zero)
        lane.started(job(2), now: .zero)
        lane.beat(job(2).reference, now: .seconds(10))
        #expect(lane.nextDeadline == lease)
        let (early, late) = (lane.expired(now: lease - .seconds(1)), lane.expired(now: lease))
        #expect(early.isEmpty && late.map(\.row.step.sequence) == [1])
        #expect(lane.nextDeadline == lease + .seconds(10))
    }

    /// Jobs beyond the window wait in the store; nothing that waits is lost or overtaken.
    @Test func window_thatIsFull_leavesTheRestToTheStore() {
        var lane = lane()
        for number in 1...Lane.windowLimit + 1 { lane.hold(job(number, at: Int64(number))) }
        let isReserved = lane.reserve(now: .zero)
        #expect(lane.waiting.count == Lane.windowLimit && lane.horizon != nil)
        #expect(!isReserved, "somebody waits")
        while lane.waiting.count >= Lane.lowWater { _ = lane.waiting.pop() }
        let wants = [lane.wantsMore(), lane.wantsMore()]
        #expect(wants == [true, false], "it asks once")
        lane.hold(job(99_999))  // Comes while the store is being read, and may not be among what was read.
        lane.refill([job(Lane.windowLimit + 1)], isAll: true)
        let wantsAgain = lane.wantsMore()
        #expect(wantsAgain, "the store is asked again for what came meanwhile")
        lane.refill([job(99_999)], isAll: true)
        #expect(lane.horizon == nil && lane.waiting.contains(job(99_999).reference))
    }
}
