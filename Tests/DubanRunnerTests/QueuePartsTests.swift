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
