import Testing

@testable import DubanRunner

@Suite struct TokenBucketTests {
    @Test func take_afterTheBurst_waitsForTheRate() {
        var bucket = TokenBucket(perSecond: 10, burst: 3, now: .zero)
        for _ in 0..<3 {
            let taken = bucket.take(now: .zero)
            #expect(taken)
        }
        let found1 = bucket.take(now: .zero)
        #expect(!found1)
        let found2 = bucket.wait(now: .zero)
        #expect(found2 == .milliseconds(100))
        let found3 = bucket.take(now: .milliseconds(99))
        #expect(!found3)
        let found4 = bucket.take(now: .milliseconds(100))
        #expect(found4)
    }

    @Test func tokens_ofALongQuietTime_areNoMoreThanTheBurst() {
        var bucket = TokenBucket(perSecond: 10, burst: 2, now: .zero)
        let found5 = bucket.take(now: .seconds(3_600))
        #expect(found5)
        let found6 = bucket.take(now: .seconds(3_600))
        #expect(found6)
        let found7 = bucket.take(now: .seconds(3_600))
        #expect(!found7)
    }

    @Test func wait_isEnough_toTake() {
        var bucket = TokenBucket(perSecond: 7, burst: 1, now: .zero)
        var now = Duration.zero
        for _ in 0..<1_000 {
            now += bucket.wait(now: now)
            let found8 = bucket.take(now: now)
            #expect(found8)
        }
        #expect(now > .seconds(142) && now < .seconds(143))
    }

    @Test func giveBack_letsAnotherStart() {
        var bucket = TokenBucket(perSecond: 1, burst: 1, now: .zero)
        let found9 = bucket.take(now: .zero)
        #expect(found9)
        bucket.giveBack()
        let found10 = bucket.take(now: .zero)
        #expect(found10)
    }
}
