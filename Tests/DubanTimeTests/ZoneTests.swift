import DubanModel
import Foundation
import Testing

@testable import DubanTime

/// Zones against Foundation, and where the clocks are set.
struct ZoneTests {
    static let zones = [
        "Asia/Shanghai", "America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia",
        "Asia/Kathmandu", "America/Sao_Paulo", "America/St_Johns", "Africa/Cairo", "Asia/Gaza", "America/Nuuk", "Antarctica/Troll", "UTC",
    ]

    @Test(arguments: zones)
    func offset_atRandomInstants_isFoundations(_ id: String) throws {
        let rules = try ZoneDatabase.system.rules(id)
        let foundation = try #require(TimeZone(identifier: id))
        var generator = SeededGenerator(seed: 7)
        // Both databases agree on these years; rules of some zones for later years differ with their age.
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: 0..<1_700_000_000, using: &generator)
            let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            #expect(rules.offset(at: Instant(milliseconds: seconds * 1_000)) == Int64(expected) * 1_000, "\(id) \(seconds)")
        }
    }

    @Test(arguments: ["America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago"])
    func offset_inTheFarFuture_followsTheRecurringRule(_ id: String) throws {
        let rules = try ZoneDatabase.system.rules(id)
        // 400 years later the same weekday has the same date, and so the same rule.
        for day in stride(from: 0, to: 146_097, by: 11) {
            let at = Int64(25_600 + day) * millisecondsPerDay + 41_000_000
            #expect(rules.stretch(at: at).offset == rules.stretch(at: at + 146_097 * millisecondsPerDay).offset)
        }
        let year2500 = (0..<365).map { rules.stretch(at: Instant(day: CivilDate(daysSinceEpoch: 193_580 + $0)).milliseconds).offset }
        #expect(Set(year2500).count == 2)
    }

    /// The wall clock's reading, what it stands for as a boundary of business, and what somebody means who writes it.
    static let readings: [(zone: String, local: String, boundary: String, meant: String)] = [
        // Set forward from 02:00 to 03:00.
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00:00Z", "2026-03-08T07:30:00Z"),
        ("Europe/London", "2026-03-29T01:15", "2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z"),
        // Half an hour only.
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:30:00Z", "2026-10-03T15:40:00Z"),
        ("Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30:00Z", "2026-10-03T15:30:00Z"),
        // Set back: the first of two.
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z", "2026-11-01T05:30:00Z"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z", "2026-04-04T14:45:00Z"),
        // Midnight itself is skipped.
        ("America/Sao_Paulo", "2017-10-15T00:00", "2017-10-15T03:00:00Z", "2017-10-15T03:00:00Z"),
        // A whole day is skipped: 30 December 2011 has no instant of its own.
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"),
        ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"),
        ("Asia/Shanghai", "2026-03-02T09:00", "2026-03-02T01:00:00Z", "2026-03-02T01:00:00Z"),
    ]

    @Test(arguments: readings)
    func reading_whereTheClocksAreSet_standsForOneInstant(_ zone: String, _ local: String, _ boundary: String, _ meant: String) throws {
        let rules = try ZoneDatabase.system.rules(zone)
        guard case .local(let day, let milliseconds) = try Moment(local) else { return #expect(Bool(false), "\(local) is local") }
        let reading = Int64(day.daysSinceEpoch) * millisecondsPerDay + milliseconds
        #expect(Instant(milliseconds: rules.boundary(local: reading)).description == boundary)
        #expect(Instant(milliseconds: rules.meant(local: reading)).description == meant)
    }

    @Test(arguments: zones)
    func boundary_ofLaterReadings_isNeverEarlier(_ id: String) throws {
        let rules = try ZoneDatabase.system.rules(id)
        for change in rules.changes.suffix(60) where change > Int64.min {
            var last = Int64.min
            for minute in stride(from: Int64(-3_000), through: 3_000, by: 7) {
                let instant = rules.boundary(local: change + minute * 60_000)
                #expect(instant >= last, "\(id) \(change)")
                last = instant
            }
        }
    }

    @Test func day_whereMidnightComesTwice_isTheLastThatBegan() throws {
        // On 1 November 2009 the clocks of Newfoundland went back at 00:01, so that the date changed twice.
        let rules = try ZoneDatabase.system.rules("America/St_Johns")
        let change = try instant("2009-11-01T02:31:00Z").milliseconds
        let sunday = try day("2009-11-01").daysSinceEpoch
        #expect(rules.midnight(of: sunday) == change - 60_000)
        #expect(rules.day(at: change - 60_001) == sunday - 1)
        for minute: Int64 in [-1, 0, 30, 59, 60, 61] { #expect(rules.day(at: change + minute * 60_000) == sunday, "\(minute)") }
    }

    @Test func offset_ofLocalMeanTime_isKnownToTheSecond() throws {
        let shanghai = try ZoneDatabase.system.rules("Asia/Shanghai")
        #expect(shanghai.offset(at: try instant("1850-06-01T00:00:00Z")) == (8 * 3_600 + 5 * 60 + 43) * 1_000)
        // A long time before and after anybody counts.
        #expect(shanghai.offset(at: Instant(milliseconds: Int64.min)) == (8 * 3_600 + 5 * 60 + 43) * 1_000)
        #expect(shanghai.offset(at: Instant(milliseconds: Int64.max)) == 8 * 3_600_000)
        let york = try ZoneDatabase.system.rules("America/New_York")
        #expect([-18_000_000, -14_400_000].contains(york.offset(at: Instant(milliseconds: Int64.max / 2))))
        #expect(york.day(at: Int64.max) > 0 && york.day(at: Int64.min) < 0)
    }

    static let unknown: [(id: String, nearest: String?)] = [
        ("Asia/Shangai", "Asia/Shanghai"), ("asia/shanghai", "Asia/Shanghai"), ("../../etc/passwd", nil), ("Asia", nil), ("", nil),
        ("tzdata.zi", nil),
    ]

    @Test(arguments: unknown)
    func rules_ofAnUnknownZone_areRefusedWithTheNearestName(_ id: String, _ nearest: String?) throws {
        let error = #expect(throws: ZoneError.self) { try ZoneDatabase.system.rules(id) }
        if let nearest { #expect(error == .unknown(id, nearest: nearest)) }
    }

    @Test func rules_withoutADatabase_areRefused() throws {
        let none = ZoneDatabase(folders: ["/nowhere"])
        #expect(throws: ZoneError.noDatabase) { try none.rules("Asia/Shanghai") }
        #expect(try none.rules("UTC") == .utc)
    }

    @Test func file_cutOrGarbledAnywhere_isRefusedOrRead() throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/America/New_York")))
        for length in 0..<bytes.count {
            #expect(throws: ZoneError.self) { try ZoneFile.read(Array(bytes.prefix(length)), id: "cut") }
        }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            var garbled = bytes
            for _ in 0..<4 { garbled[Int.random(in: 0..<garbled.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator) }
            if let rules = try? ZoneFile.read(garbled, id: "garbled") {
                _ = rules.day(at: 1_700_000_000_000)
                _ = rules.meant(local: 4_000_000_000_000)
            }
        }
    }

    static let footers: [(text: String, at: String, offset: Int64)] = [
        ("CST-8", "2030-07-01T00:00:00Z", 480), ("<+0330>-3:30", "2030-07-01T00:00:00Z", 210),
        ("EST5EDT,M3.2.0,M11.1.0", "2040-03-11T06:59:59Z", -300), ("EST5EDT,M3.2.0,M11.1.0", "2040-03-11T07:00:00Z", -240),
        ("EST5EDT,M3.2.0,M11.1.0", "2040-11-04T05:59:59Z", -240), ("EST5EDT,M3.2.0,M11.1.0", "2040-11-04T06:00:00Z", -300),
        // Summer over the turn of the year, and half an hour only.
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2041-01-01T00:00:00Z", 660),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2041-07-01T00:00:00Z", 630),
        // Times of the day beyond a day, and negative ones.
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2041-03-30T00:00:00Z", 180), ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2041-07-01T00:00:00Z", -60),
        // Ireland's winter is its daylight saving, an hour back.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2041-07-01T00:00:00Z", 60), ("IST-1GMT0,M10.5.0,M3.5.0/1", "2041-01-01T00:00:00Z", 0),
        // All the year round; by the day of the year with and without 29 February.
        ("XXX3EDT4,0/0,J365/23", "2041-07-01T00:00:00Z", -240), ("AAA0BBB,J60,J300", "2040-03-01T03:00:00Z", 60),
        ("AAA0BBB,59,300", "2040-02-29T03:00:00Z", 60),
    ]

    @Test(arguments: footers)
    func footer_atAnInstant_hasItsOffset(_ text: String, _ at: String, _ minutes: Int64) throws {
        let footer = try #require(ZoneFooter(text))
        #expect(footer.stretch(at: try instant(at).milliseconds, after: 0).offset == minutes * 60_000)
    }

    @Test(arguments: [
        "", "X5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "<+03-3",
        "EST5EDT,M3.2.0,M11.1.0x",
    ])
    func footer_thatIsNone_isNotRead(_ text: String) { #expect(ZoneFooter(text) == nil) }
}
