import DubanModel
import DubanTestKit
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("2026-03-01T09:30:00.250Z", 1_772_357_400_250),
        ("2026-03-01T17:30+08:00", 1_772_357_400_000), ("2026-03-01t09:30:00z", 1_772_357_400_000),
        ("2026-03-01 09:30:00Z", 1_772_357_400_000),
        ("2026-03-01T04:00:00-05:30", 1_772_357_400_000), ("2026-02-28T23:30-10:00", 1_772_357_400_000), ("1970-01-01T00:00:00.5Z", 500),
        ("1970-01-01T00:00:00.05Z", 50), ("1970-01-01T00:00:00.123456789Z", 123), ("1969-12-31T12:00-12:00", 0),
    ])
    func instant_withZone_countsMillisecondsFromTheEpoch(text: String, milliseconds: Int64) throws {
        #expect(try #require(Instant(text)).milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-03-01T09:30", "2026-03-01T09:30:00", "2026-03-01T9:30Z", "2026-03-01T24:00Z", "2026-03-01T23:60Z",
        "2026-03-01T23:59:60Z", "2026-02-30T00:00Z", "2026-03-01T09:30:00.Z", "2026-03-01T09:30:00,5Z", "2026-03-01T09:30:00.2x5Z",
        "2026-03-01T09:30+0800", "2026-03-01T09:30+8:00", "2026-03-01T09:30+08:0", "2026-03-01T09:30+19:00", "2026-03-01T09:30+08:60",
        "2026-03-01T09:30+08:00:00", "2026-03-01T+9:30Z", "2026-03-01T09:+3Z", "2026-03-01T09:30:-0Z", "2026-03-01T-0:30Z", "2026-03-01TZ",
        "2026-03-01T09:30:00.²Z", "2026-03-01T09:30:00.123²Z", "2026-03-01T09:30Zjunk", "2026-03-01T09:30ZZ",
    ])
    func instant_notIso8601WithZone_isNone(text: String) { #expect(Instant(text) == nil) }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_772_357_400_250, "2026-03-01T09:30:00.250Z"),
        (-86_400_000, "1969-12-31T00:00:00Z"), (-86_400_001, "1969-12-30T23:59:59.999Z"), (1_000, "1970-01-01T00:00:01Z"),
        (7, "1970-01-01T00:00:00.007Z"),
    ])
    func description_ofAnInstant_isUtcWithMillisecondsWhereThereAreAny(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).description == text)
    }

    @Test(arguments: [(480, "1970-01-01T08:00:00+08:00"), (-90, "1969-12-31T22:30:00-01:30"), (0, "1970-01-01T00:00:00Z")])
    func iso8601_atAnOffset_namesTheSameInstant(minutes: Int, text: String) {
        let epoch = Instant(milliseconds: 0)
        #expect(epoch.iso8601(offsetMinutes: minutes) == text)
        #expect(Instant(text) == epoch)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func description_ofAnyInstantOfFourDigitYears_readsBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let range = Int64(-62_135_596_800_000)...253_402_300_799_999
        for _ in 0..<2_000 {
            let instant = Instant(milliseconds: .random(in: range, using: &random))
            let offset = Int.random(in: -1_080...1_080, using: &random)
            let isNear = instant.milliseconds - range.lowerBound < 100_000_000 || range.upperBound - instant.milliseconds < 100_000_000
            try #require(Instant(instant.description) == instant, "seed \(seed), \(instant.milliseconds) ms")
            if !isNear { try #require(Instant(instant.iso8601(offsetMinutes: offset)) == instant, "seed \(seed), \(instant) at \(offset)") }
        }
    }

    @Test func arithmetic_withDurations_isExactToTheMillisecond() {
        let start = Instant(milliseconds: 1_000)
        #expect(start + .milliseconds(250) == Instant(milliseconds: 1_250))
        #expect(start - .seconds(2) == Instant(milliseconds: -1_000))
        #expect(start + .microseconds(999) == start)
        #expect(Instant(milliseconds: 5) - Instant(milliseconds: 8) == .milliseconds(-3))
        #expect(Instant(milliseconds: -1) < Instant(milliseconds: 0))
    }

    @Test func instant_ofADay_isItsMidnightInUtc() throws {
        let day = try #require(CivilDate("2026-03-01"))
        #expect(Instant(day: day).description == "2026-03-01T00:00:00Z")
        #expect(Instant(day: day, millisecondsOfDay: 61_000).description == "2026-03-01T00:01:01Z")
    }
}
