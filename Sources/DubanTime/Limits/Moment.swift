public import DubanModel

/// A point in time as people write it: an instant with its offset, or a day or a reading of the wall clock in the office's zone.
public enum Moment: Sendable, Hashable {
    /// An instant.
    case instant(Instant)
    /// A reading of the wall clock: a day, and milliseconds after its midnight.
    case local(CivilDate, milliseconds: Int64)
    /// A day.
    case day(CivilDate)
}

extension WorkingCalendar {
    /// The instant that somebody means who writes this in the zone of the office: a day begins at its midnight; of two the earlier
    /// is meant, and a reading that the clocks skip is read with the offset before the jump.
    public func instant(of moment: Moment) -> Instant {
        switch moment {
        case .instant(let instant): instant
        case .day(let day): midnight(of: day)
        case .local(let day, let milliseconds):
            Instant(milliseconds: zone.meant(local: Int64(day.daysSinceEpoch) * millisecondsPerDay + milliseconds))
        }
    }
}

extension Moment: CustomStringConvertible {
    /// Reads ISO 8601 (GB/T 7408) in its extended form: `2026-03-02T09:00:00+08:00`, `2026-03-02T09:00`, `2026-03-02`. The offset
    /// may be `Z`, `+08:00`, `+0800` or `+08`; a space may stand for the `T`; 24:00 is the end of the day. Fractions of a
    /// millisecond are dropped.
    /// - Throws: `MomentError`.
    public init(_ text: String) throws(MomentError) {
        guard text.utf8.count <= 64 else { throw MomentError(text: String(text.prefix(32)) + "…", reason: .form) }
        var scanner = MomentScanner(text)
        guard let (year, month, day) = scanner.date() else { throw MomentError(text: text, reason: .form) }
        guard let date = CivilDate(year: year, month: month, day: day), year >= 1 else { throw MomentError(text: text, reason: .noSuchDay) }
        if scanner.isAtEnd {
            self = .day(date)
            return
        }
        guard scanner.takeSeparator(), let milliseconds = scanner.time() else { throw MomentError(text: text, reason: .form) }
        if scanner.isAtEnd {
            self = .local(date, milliseconds: milliseconds)
            return
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { throw MomentError(text: text, reason: .form) }
        self = .instant(Instant(milliseconds: Int64(date.daysSinceEpoch) * millisecondsPerDay + milliseconds - offset))
    }

    /// As it is read.
    public var description: String {
        switch self {
        case .instant(let instant): return instant.description
        case .day(let day): return day.description
        case .local(let day, let milliseconds):
            let midnight = Instant(day: day).milliseconds
            guard milliseconds < millisecondsPerDay else { return "\(day)T24:00:00" }
            return String(Instant(milliseconds: midnight + milliseconds).description.dropLast())
        }
    }
}

/// Reads the parts of a moment, byte by byte.
private struct MomentScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func digits(_ count: Int) -> Int? {
        var number = 0
        for byte in rest.prefix(count) {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        guard rest.count >= count else { return nil }
        rest = rest.dropFirst(count)
        return number
    }

    mutating func date() -> (Int, Int, Int)? {
        guard let year = digits(4), take(0x2D), let month = digits(2), take(0x2D), let day = digits(2) else { return nil }
        return (year, month, day)
    }

    mutating func takeSeparator() -> Bool { take(0x54) || take(0x74) || take(0x20) }

    /// `hh:mm[:ss[.f]]` in milliseconds; a leap second counts as the second after it.
    mutating func time() -> Int64? {
        guard let hour = digits(2), take(0x3A), let minute = digits(2), hour <= 24, minute <= 59 else { return nil }
        var total = Int64(hour * 60 + minute) * 60_000
        if take(0x3A) {
            guard let second = digits(2), second <= 60 else { return nil }
            total += Int64(second) * 1_000
            if take(0x2E) || take(0x2C) {
                let fraction = rest.prefix { (0x30...0x39).contains($0) }
                guard !fraction.isEmpty else { return nil }
                for (byte, weight) in zip(fraction, [100, 10, 1] as [Int64]) { total += Int64(byte - 0x30) * weight }
                rest = rest.dropFirst(fraction.count)
            }
        }
        return total <= millisecondsPerDay ? total : nil
    }

    /// `Z` or `±hh[[:]mm]` in milliseconds.
    mutating func offset() -> Int64? {
        if take(0x5A) || take(0x7A) { return 0 }
        let negative = take(0x2D)
        guard negative || take(0x2B), let hour = digits(2), hour <= 23 else { return nil }
        var minutes = hour * 60
        if !rest.isEmpty {
            _ = take(0x3A)
            guard let minute = digits(2), minute <= 59 else { return nil }
            minutes += minute
        }
        return Int64(minutes) * 60_000 * (negative ? -1 : 1)
    }
}
