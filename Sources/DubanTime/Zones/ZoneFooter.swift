import DubanModel

/// The recurring rule of a zone for all time after its last listed change: a POSIX `TZ` text such as
/// `EST5EDT,M3.2.0,M11.1.0`, with the extensions of RFC 9636 section 3.3.1.
struct ZoneFooter: Sendable, Hashable {
    /// The offset of standard time, in milliseconds east of UTC.
    let standard: Int64
    /// Daylight saving time, where the zone still has it.
    let daylight: Daylight?

    /// When daylight saving begins and ends each year.
    struct Daylight: Sendable, Hashable {
        let offset: Int64
        let begins: YearDay
        let ends: YearDay
    }

    /// A time of each year, on the wall clock before the change.
    struct YearDay: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// The so manieth day from 1, where 29 February is never counted.
            case julian(Int)
            /// The so manieth day from 0, where 29 February is counted.
            case ordinal(Int)
            /// The first (1) to last (5) weekday (0 is Sunday) of a month.
            case weekday(Int, week: Int, month: Int)
        }
        let day: Day
        let milliseconds: Int64

        /// Milliseconds from 1970-01-01T00:00 on the wall clock.
        func local(year: Int) -> Int64 { Int64(date(year: year)) * millisecondsPerDay + milliseconds }

        private func date(year: Int) -> Int {
            switch day {
            case .julian(let number):
                let isLeap = CivilDate.length(ofMonth: 2, year: year) == 29
                return first(month: 1, year: year) + number - 1 + (isLeap && number >= 60 ? 1 : 0)
            case .ordinal(let number): return first(month: 1, year: year) + number
            case .weekday(let weekday, let week, let month):
                let first = first(month: month, year: year)
                let ofFirst = (first + 4).quotientAndRemainderFloored(by: 7).remainder  // 1970-01-01 was a Thursday.
                let day = (weekday - ofFirst + 7) % 7 + (week - 1) * 7
                return first + (day < CivilDate.length(ofMonth: month, year: year) ? day : day - 7)
            }
        }

        private func first(month: Int, year: Int) -> Int { CivilDate(year: year, month: month, day: 1)?.daysSinceEpoch ?? 0 }
    }

    /// Beyond the year 30,000 nobody sets a clock; what is asked of such instants must only not overflow. In milliseconds.
    private static let horizon: Int64 = 900_000_000_000_000

    /// The stretch around an instant; it begins no earlier than the last listed change.
    func stretch(at milliseconds: Int64, after last: Int64) -> ZoneRules.Stretch {
        guard let daylight, milliseconds < ZoneFooter.horizon else { return .init(from: last, to: Int64.max, offset: standard) }
        let day = milliseconds.quotientAndRemainderFloored(by: millisecondsPerDay).quotient
        let year = CivilDate(daysSinceEpoch: Int(day)).year
        var from = last
        var offset = daylight.begins.local(year: year - 1) < daylight.ends.local(year: year - 1) ? standard : daylight.offset
        for year in (year - 1)...(year + 1) {
            let begin = (daylight.begins.local(year: year) - standard, daylight.offset)
            let end = (daylight.ends.local(year: year) - daylight.offset, standard)
            for (instant, new) in begin.0 < end.0 ? [begin, end] : [end, begin] {
                if instant > milliseconds { return .init(from: from, to: instant, offset: offset) }
                from = max(from, instant)
                offset = new
            }
        }
        return .init(from: from, to: Int64.max, offset: offset)
    }
}

extension ZoneFooter {
    /// Reads the text; `nil` where it is none.
    init?(_ text: String) {
        var scanner = FooterScanner(text)
        guard scanner.name(), let standard = scanner.offset() else { return nil }
        self.standard = -standard
        if scanner.isAtEnd {
            daylight = nil
            return
        }
        guard scanner.name() else { return nil }
        let offset = scanner.peeks(",") ? -standard + 3_600_000 : scanner.offset().map { -$0 }
        guard let offset, scanner.take(","), let begins = scanner.yearDay(), scanner.take(","), let ends = scanner.yearDay(),
            scanner.isAtEnd
        else { return nil }
        daylight = Daylight(offset: offset, begins: begins, ends: ends)
    }
}

/// Reads the parts of a POSIX `TZ` text.
private struct FooterScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    func peeks(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peeks(character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// An abbreviation: three letters or more, or anything between angle brackets.
    mutating func name() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let letters = rest.prefix { (0x41...0x5A).contains($0 & 0xDF) }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    mutating func number() -> Int64? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits.count > 4 ? nil : Int64(Substring(digits))
    }

    /// `[+-]hh[:mm[:ss]]` in milliseconds.
    mutating func offset() -> Int64? {
        let negative = take("-")
        if !negative { _ = take("+") }
        guard var total = number().map({ $0 * 3_600 }) else { return nil }
        for unit: Int64 in [60, 1] where take(":") {
            guard let part = number() else { return nil }
            total += part * unit
        }
        return (negative ? -total : total) * 1_000
    }

    /// `Jn`, `n` or `Mm.w.d`, each with `/time`, which is 02:00 otherwise.
    mutating func yearDay() -> ZoneFooter.YearDay? {
        let day: ZoneFooter.YearDay.Day
        if take("M") {
            guard let month = number(), (1...12).contains(month), take("."), let week = number(), (1...5).contains(week), take("."),
                let weekday = number(), (0...6).contains(weekday)
            else { return nil }
            day = .weekday(Int(weekday), week: Int(week), month: Int(month))
        } else if take("J") {
            guard let number = number(), (1...365).contains(number) else { return nil }
            day = .julian(Int(number))
        } else {
            guard let number = number(), (0...365).contains(number) else { return nil }
            day = .ordinal(Int(number))
        }
        guard take("/") else { return .init(day: day, milliseconds: 7_200_000) }
        return offset().map { .init(day: day, milliseconds: $0) }
    }
}
