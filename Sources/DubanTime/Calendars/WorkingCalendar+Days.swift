public import DubanModel

extension WorkingCalendar {
    /// How many working days lie between two days, the first not counted, the last counted; negative where `last` is earlier.
    public func workingDays(after first: CivilDate, through last: CivilDate) -> Int {
        sums.days(through: last.daysSinceEpoch) - sums.days(through: first.daysSinceEpoch)
    }

    /// The working day that is `count` working days after `day`; `day` itself is not counted. With a negative count, the
    /// working day so many before it. With 0, `day` itself where it is a working day, else the next.
    /// - Throws: `DeadlineError` where the day lies beyond the years with which a calendar reckons.
    public func day(_ count: Int, workingDaysAfter day: CivilDate) throws(DeadlineError) -> CivilDate {
        try requireSupported(day)
        let start = day.daysSinceEpoch
        let (target, overflow) = sums.days(through: count > 0 ? start : start - 1).addingReportingOverflow(count > 0 ? count : count + 1)
        guard !overflow, let found = firstDay(near: start, where: { sums.days(through: $0) >= target }) else {
            throw DeadlineError.outOfRange
        }
        return CivilDate(daysSinceEpoch: found)
    }

    /// The day to which an instant belongs in the zone of the office: the last whose midnight has come.
    public func day(of instant: Instant) -> CivilDate { CivilDate(daysSinceEpoch: zone.day(at: instant.milliseconds)) }

    /// The day that an instant closes, where it is the end of a limit: midnight closes the day before it.
    public func day(closedBy end: Instant) -> CivilDate { day(of: Instant(milliseconds: end.milliseconds - 1)) }

    /// When a day begins.
    public func midnight(of day: CivilDate) -> Instant { instant(on: day, minute: 0) }

    /// The opening of business of a day; on a day off its midnight.
    public func opening(of day: CivilDate) -> Instant { instant(on: day, minute: hours(on: day).first?.from ?? 0) }

    /// The close of business of a day; on a day off its end, 24:00.
    ///
    /// Civil Code 民法典 §203: the last day ends at 24:00 or, where there are hours of business, when business closes.
    public func closing(of day: CivilDate) -> Instant { instant(on: day, minute: hours(on: day).last?.to ?? Hours.minutesPerDay) }

    /// A minute of a day in the zone of the office; the earlier of two where the clocks are set back over it, and the instant of the
    /// jump where they are set forward over it.
    public func instant(on day: CivilDate, minute: Int) -> Instant {
        Instant(milliseconds: zone.boundary(day: day.daysSinceEpoch, minute: minute))
    }

    /// ISO 8601 (GB/T 7408) with the offset of the office at that instant. An offset with seconds, as local mean times have them,
    /// is written without; the instant stays exact.
    public func local(_ instant: Instant) -> String {
        instant.iso8601(offsetMinutes: Int(zone.offset(at: instant).quotientAndRemainderFloored(by: 60_000).quotient))
    }

    /// The first day, near or far from `start`, that fits, in a calendar in which all that fit come last; `nil` where none does.
    /// Steps are doubled and then halved: O(log distance).
    func firstDay(near start: Int, where fits: (Int) -> Bool) -> Int? {
        var step = 1
        var (low, high) = (start, start)
        if fits(start) {
            repeat {
                high = low
                low -= step
                step *= 2
            } while low >= firstSupported - 1 && fits(low)
            if low < firstSupported - 1 {
                low = firstSupported - 1
                if fits(low) { return nil }
            }
        } else {
            repeat {
                low = high
                high += step
                step *= 2
                if low >= lastSupported { return nil }
            } while high <= lastSupported && !fits(high)
            high = min(high, lastSupported)
            if !fits(high) { return nil }
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if fits(middle) { high = middle } else { low = middle }
        }
        return high
    }

    var firstSupported: Int { WorkingCalendar.supportedDays.lowerBound.daysSinceEpoch }
    var lastSupported: Int { WorkingCalendar.supportedDays.upperBound.daysSinceEpoch }

    func requireSupported(_ day: CivilDate) throws(DeadlineError) {
        guard WorkingCalendar.supportedDays.contains(day) else { throw DeadlineError.outOfRange }
    }
}

extension CivilDate {
    /// The same day so many months later, or the last of that month where it is shorter (Civil Code 民法典 §202).
    public func adding(months: Int) -> CivilDate {
        let (year, month, day) = components
        let (years, index) = (year * 12 + month - 1 + months).quotientAndRemainderFloored(by: 12)
        let last = CivilDate.length(ofMonth: index + 1, year: years)
        return CivilDate(year: years, month: index + 1, day: min(day, last)) ?? self
    }
}
