/// An instant, exact to the nanosecond, from 0001-01-01T00:00:00Z to the last nanosecond of 9999.
public struct CELTimestamp: Sendable, Hashable, Comparable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    public let seconds: Int64
    /// Nanoseconds after them, from 0 to 999,999,999.
    public let nanoseconds: Int32

    /// The instant; `nil` outside the years 1 to 9999.
    /// - Parameters:
    ///   - seconds: Seconds since 1970 UTC.
    ///   - nanoseconds: Nanoseconds after them; from 0 to 999,999,999.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard CELTimestamp.range.contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The instant so many milliseconds after 1970 UTC; the nearest one that exists for a number outside the years 1 to 9999.
    public init(milliseconds: Int64) {
        let limit = CELTimestamp.range
        let seconds = Int64(floorDivided: milliseconds, by: 1_000)
        self.seconds = min(max(seconds, limit.lowerBound), limit.upperBound)
        nanoseconds = limit.contains(seconds) ? Int32(milliseconds - seconds * 1_000) * 1_000_000 : 0
    }

    /// Milliseconds since 1970 UTC, rounded down.
    public var milliseconds: Int64 { seconds * 1_000 + Int64(nanoseconds) / 1_000_000 }

    /// The earlier instant comes first.
    public static func < (left: CELTimestamp, right: CELTimestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The instant a span later; `nil` outside the years 1 to 9999.
    func adding(_ span: Duration) -> CELTimestamp? {
        guard let nanoseconds = span.nanoseconds else { return nil }
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let sum = Int64(self.nanoseconds) + rest
        let carry = Int64(floorDivided: sum, by: 1_000_000_000)
        return CELTimestamp(seconds: seconds + whole + carry, nanoseconds: Int32(sum - carry * 1_000_000_000))
    }

    /// The span from another instant to this one; `nil` where it is longer than a duration can be.
    func since(_ other: CELTimestamp) -> Duration? {
        let (product, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = product.addingReportingOverflow(Int64(nanoseconds - other.nanoseconds))
        return overflow || overflows ? nil : .nanoseconds(sum)
    }

    static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
}

extension CELTimestamp: CustomStringConvertible {
    /// RFC 3339 in UTC, with as many digits of a fraction as there are: `2009-02-13T23:31:30.25Z`.
    public var description: String {
        let fields = CivilFields(seconds: seconds)
        let date = "\(fields.year.padded(4))-\(fields.month.padded(2))-\(fields.day.padded(2))"
        return "\(date)T\(fields.hour.padded(2)):\(fields.minute.padded(2)):\(fields.second.padded(2))\(fraction(nanoseconds))Z"
    }

    /// Reads RFC 3339: `2009-02-13T23:31:30Z`, `1972-01-01T10:00:20.021-05:00`; `nil` for anything else.
    public init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(digits: 4), scanner.take("-"), let month = scanner.number(digits: 2), scanner.take("-"),
            let day = scanner.number(digits: 2), scanner.take("T") || scanner.take("t"), let hour = scanner.number(digits: 2),
            scanner.take(":"), let minute = scanner.number(digits: 2), scanner.take(":"), let second = scanner.number(digits: 2),
            let nanoseconds = scanner.fraction(), let offset = scanner.offset(), scanner.isAtEnd,
            hour < 24, minute < 60, second < 60,
            let days = CivilFields.days(year: year, month: month, day: day)
        else { return nil }
        self.init(
            seconds: Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset), nanoseconds: Int32(nanoseconds))
    }
}

/// `.25` for 250,000,000 nanoseconds, nothing for none.
func fraction(_ nanoseconds: Int32) -> String {
    guard nanoseconds != 0 else { return "" }
    var digits = Int(nanoseconds).padded(9)
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
}

extension Int {
    /// The number with zeros before it, so that it has at least so many digits.
    func padded(_ digits: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}

extension Int64 {
    /// Division that rounds down, also below zero.
    init(floorDivided number: Int64, by divisor: Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        self = remainder < 0 ? quotient - 1 : quotient
    }
}

/// Reads the parts of a timestamp.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == letter.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int? {
        var number = 0
        for _ in 0..<digits {
            guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
            number = number * 10 + Int(first - 0x30)
            rest.removeFirst()
        }
        return number
    }

    /// Nanoseconds of `.25`; digits beyond the ninth are dropped.
    mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        var (nanoseconds, digits) = (0, 0)
        while let first = rest.first, (0x30...0x39).contains(first) {
            if digits < 9 { nanoseconds = nanoseconds * 10 + Int(first - 0x30) }
            digits += 1
            rest.removeFirst()
        }
        guard digits > 0 else { return nil }
        for _ in digits..<max(9, digits) { nanoseconds *= 10 }
        return nanoseconds
    }

    /// Seconds of `Z` or `+08:00`.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : (take("-") ? -1 : 0)
        guard sign != 0, let hours = number(digits: 2), take(":"), let minutes = number(digits: 2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
