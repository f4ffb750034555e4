import Testing

@testable import DubanRunner

@Suite struct TokenBucketTests {
    @Test func take_afterTheBurst_waitsForTheRate() {
        var bucket = TokenBucket(perSecond: 10, burst: 3, now: .zero)
        for _ in 0..<3 { #expect(bucket.take(now: .zero) == true) }
        #expect(bucket.take(now: .zero) == false)
        #expect(bucket.wait(now: .zero) == .milliseconds(100))
        #expect(bucket.take(now: .milliseconds(99)) == false)
        #expect(bucket.take(now: .milliseconds(100)) == true)
    }

    @Test func tokens_ofALongQuietTime_areNoMoreThanTheBurst() {
        var bucket = TokenBucket(perSecond: 10, burst: 2, now: .zero)
        #expect(bucket.take(now: .seconds(3_600)) == true)
        #expect(bucket.take(now: .seconds(3_600)) == true)
        #expect(bucket.take(now: .seconds(3_600)) == false)
    }

    @Test func wait_isEnough_toTake() {
        var bucket = TokenBucket(perSecond: 7, burst: 1, now: .zero)
        var now = Duration.zero
        for _ in 0..<1_000 {
            now += bucket.wait(now: now)
            #expect(bucket.take(now: now) == true)
        }
        #expect(now > .seconds(142) && now < .seconds(143))
    }

    @Test func giveBack_letsAnotherStart() {
        var bucket = TokenBucket(perSecond: 1, burst: 1, now: .zero)
        #expect(bucket.take(now: .zero) == true)
        bucket.giveBack()
        #expect(bucket.take(now: .zero) == true)
    }
}
