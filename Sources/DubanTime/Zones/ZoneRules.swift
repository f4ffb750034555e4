public import DubanModel

/// Which offset from UTC holds when in one zone of the IANA time zone database.
///
/// The offsets are a table of changes, searched by halving, and beyond its last change the recurring rule of the zone
/// (RFC 9636): a value without a lock or a cache, unlike Foundation's `TimeZone`, and as new as the system's own database.
public struct ZoneRules: Sendable, Hashable {
    /// The name in the database, such as `Asia/Shanghai`.
    public let id: String
    /// When the offset changes, in milliseconds since the epoch, ascending.
    let changes: [Int64]
    /// The offset before the first change, and the one after each, in milliseconds east of UTC.
    let offsets: [Int64]
    /// What holds after the last change.
    let footer: ZoneFooter?

    /// A zone whose offset never changes.
    /// - Parameter offsetMinutes: minutes east of UTC.
    public init(id: String, offsetMinutes: Int) {
        self.init(id: id, changes: [], offsets: [Int64(offsetMinutes) * 60_000], footer: nil)
    }

    init(id: String, changes: [Int64], offsets: [Int64], footer: ZoneFooter?) {
        self.id = id
        self.changes = changes
        self.offsets = offsets
        self.footer = footer
    }

    /// Coordinated Universal Time.
    public static let utc = ZoneRules(id: "UTC", offsetMinutes: 0)

    /// The offset at an instant, in milliseconds east of UTC.
    public func offset(at instant: Instant) -> Int64 { stretch(at: instant.milliseconds).offset }

    /// A time in which one offset holds, in milliseconds; the end is not part of it.
    struct Stretch: Sendable, Hashable {
        let from: Int64
        let to: Int64
        let offset: Int64
    }

    func stretch(at milliseconds: Int64) -> Stretch {
        let index = changes.partitioningIndex { $0 > milliseconds }
        let from = index > 0 ? changes[index - 1] : Int64.min
        guard index == changes.count else { return Stretch(from: from, to: changes[index], offset: offsets[index]) }
        guard let footer else { return Stretch(from: from, to: Int64.max, offset: offsets[index]) }
        return footer.stretch(at: milliseconds, after: from)
    }

    /// What a reading of the wall clock stands for.
    enum Reading: Sendable, Hashable {
        /// One instant.
        case once(Int64)
        /// Two, since the clocks were set back over it.
        case twice(first: Int64, second: Int64)
        /// None, since the clocks were set forward over it, at this instant, from this offset.
        case never(change: Int64, offsetBefore: Int64)
    }

    /// No offset is farther from UTC than this, so that a change farther away cannot concern a reading (RFC 9636: 26 hours).
    private static let reach: Int64 = 26 * 3_600_000

    /// What the wall clock's reading stands for.
    /// - Parameter local: milliseconds from 1970-01-01T00:00 as the wall clock counts them.
    func reading(local: Int64) -> Reading {
        var current = stretch(at: local - ZoneRules.reach)
        if current.to > local + ZoneRules.reach { return .once(local - current.offset) }
        var first: Int64?
        var last: Int64?
        var skipped: (change: Int64, offset: Int64)?
        while true {
            let candidate = local - current.offset
            if candidate >= current.from, candidate < current.to {
                if first == nil { first = candidate }
                last = candidate
            }
            if current.to > local + ZoneRules.reach { break }
            let next = stretch(at: current.to)
            if candidate >= current.to, local - next.offset < next.from { skipped = (current.to, current.offset) }
            current = next
        }
        if let first, let last { return first == last ? .once(first) : .twice(first: first, second: last) }
        return skipped.map { .never(change: $0.change, offsetBefore: $0.offset) } ?? .once(local - current.offset)
    }

    /// The instant at which a span of business that is written with this reading begins or ends: the earlier of two; where the
    /// reading is skipped, the instant of the jump. So later readings never give earlier instants, and spans never overlap.
    func boundary(local: Int64) -> Int64 {
        switch reading(local: local) {
        case .once(let instant), .twice(let instant, _), .never(let instant, _): instant
        }
    }

    /// The instant that somebody means who writes down this reading: the earlier of two; one that is skipped is read with the
    /// offset before the jump (RFC 5545 section 3.3.5).
    func meant(local: Int64) -> Int64 {
        switch reading(local: local) {
        case .once(let instant), .twice(let instant, _): instant
        case .never(_, let offset): local - offset
        }
    }

    /// The day that an instant belongs to: the last whose midnight has come. In milliseconds since the epoch, and days since it.
    func day(at milliseconds: Int64) -> Int {
        let stretch = stretch(at: milliseconds)
        let (days, rest) = milliseconds.quotientAndRemainderFloored(by: millisecondsPerDay)
        var day = Int(days + (rest + stretch.offset).quotientAndRemainderFloored(by: millisecondsPerDay).quotient)
        // Only where the clocks were set a short while ago may the wall clock show another day than has begun.
        guard stretch.from > Int64.min, milliseconds - stretch.from < 2 * ZoneRules.reach else { return day }
        while midnight(of: day) > milliseconds { day -= 1 }
        while midnight(of: day + 1) <= milliseconds { day += 1 }
        return day
    }

    /// When a day begins, in milliseconds since the epoch.
    func midnight(of day: Int) -> Int64 { boundary(local: Int64(day) * millisecondsPerDay) }
}

/// Milliseconds in a day of 24 hours.
let millisecondsPerDay: Int64 = 86_400_000

extension BinaryInteger {
    /// Quotient and remainder with a remainder that is never negative, for a positive divisor.
    func quotientAndRemainderFloored(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Array {
    /// The first index whose element fits, in an array where all that fit come last; O(log count).
    func partitioningIndex(where fits: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if fits(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
