/// A point in time, exact to the millisecond, independent of any zone.
public struct Instant: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let milliseconds: Int64

    /// The instant so many milliseconds after the epoch.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Midnight UTC of `day` and so many milliseconds.
    public init(day: CivilDate, millisecondsOfDay: Int64 = 0) {
        milliseconds = Int64(day.daysSinceEpoch) * Instant.millisecondsPerDay + millisecondsOfDay
    }

    /// The instant `duration` later; fractions of a millisecond are dropped.
    public static func + (left: Instant, right: Duration) -> Instant {
        let (seconds, attoseconds) = right.components
        return Instant(milliseconds: left.milliseconds + seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }

    /// The instant `duration` earlier.
    public static func - (left: Instant, right: Duration) -> Instant { left + (.zero - right) }

    /// The time from `right` to `left`.
    public static func - (left: Instant, right: Instant) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }

    /// The earlier instant comes first.
    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    static let millisecondsPerDay: Int64 = 86_400_000
}

extension Instant {
    /// Reads ISO 8601 with a zone: `2026-03-01T09:30:00.250Z`, `2026-03-01T17:30+08:00`; `nil` for anything else.
    public init?(_ text: String) {
        guard let separator = text.firstIndex(where: { $0 == "T" || $0 == "t" || $0 == " " }),
            let day = CivilDate(text[..<separator])
        else { return nil }
        var clock = text[text.index(after: separator)...]
        guard let offset = Instant.takeOffset(from: &clock), let time = Instant.millisecondsOfDay(clock) else { return nil }
        self.init(milliseconds: Instant(day: day, millisecondsOfDay: time).milliseconds - offset)
    }

    /// Removes the zone at the end and returns its offset in milliseconds.
    private static func takeOffset(from clock: inout Substring) -> Int64? {
        if clock.last == "Z" || clock.last == "z" {
            clock.removeLast()
            return 0
        }
        guard let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
        let parts = clock[clock.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = twoDigits(parts[0]), let minutes = twoDigits(parts[1]), hours <= 18, minutes <= 59 else {
            return nil
        }
        let negative = clock[sign] == "-"
        clock = clock[..<sign]
        return (hours * 60 + minutes) * 60_000 * (negative ? -1 : 1)
    }

    /// Exactly two digits: `Int64` alone would also read `+8` and `-0`.
    private static func twoDigits(_ text: Substring) -> Int64? {
        text.utf8.count == 2 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
    }

    private static func millisecondsOfDay(_ clock: Substring) -> Int64? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hours = twoDigits(parts[0]), let minutes = twoDigits(parts[1]), hours <= 23, minutes <= 59
        else { return nil }
        var total = (hours * 60 + minutes) * 60_000
        if parts.count == 3 {
            let second = parts[2].split(separator: ".", omittingEmptySubsequences: false)
            guard second.count <= 2, let seconds = twoDigits(second[0]), seconds <= 59 else { return nil }
            total += seconds * 1_000
            if second.count == 2 {
                let digits = second[1].prefix(3)
                guard second[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let fraction = Int64(digits) else { return nil }
                total += fraction * [100, 10, 1][digits.count - 1]
            }
        }
        return total
    }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC, such as `2026-03-01T09:30:00.250Z`; whole seconds are written without a fraction.
    public var description: String { iso8601(offsetMinutes: 0) }

    /// ISO 8601 at a fixed offset from UTC in minutes, such as `2026-03-01T17:30:00+08:00`.
    public func iso8601(offsetMinutes: Int) -> String {
        let local = milliseconds + Int64(offsetMinutes) * 60_000
        let days = Int((Double(local) / Double(Instant.millisecondsPerDay)).rounded(.down))
        let ofDay = Int(local - Int64(days) * Instant.millisecondsPerDay)
        let (hour, minute) = (ofDay / 3_600_000, ofDay / 60_000 % 60)
        let (second, fraction) = (ofDay / 1_000 % 60, ofDay % 1_000)
        let zone =
            offsetMinutes == 0
            ? "Z"
            : "\(offsetMinutes < 0 ? "-" : "+")\((abs(offsetMinutes) / 60).padded(to: 2)):\((abs(offsetMinutes) % 60).padded(to: 2))"
        let clock = "\(hour.padded(to: 2)):\(minute.padded(to: 2)):\(second.padded(to: 2))"
        let tail = fraction == 0 ? "" : ".\(fraction.padded(to: 3))"
        return "\(CivilDate(daysSinceEpoch: days))T\(clock)\(tail)\(zone)"
    }
}
