public import DubanModel

extension WorkingCalendar {
    /// How much business time lies between two instants, in milliseconds that really pass; negative where `to` is earlier.
    public func workingMilliseconds(from: Instant, to: Instant) -> Int64 { time(until: to) - time(until: from) }

    /// The first instant at which so much business time has passed after `start`; with a negative amount, the last one before it
    /// from which so much passes until `start`.
    /// - Throws: `DeadlineError` where it lies beyond the years with which a calendar reckons.
    public func instant(workingMilliseconds amount: Int64, after start: Instant) throws(DeadlineError) -> Instant {
        guard amount != 0 else { return start }
        let today = day(of: start)
        try requireSupported(today)
        let (target, overflow) = time(until: start).addingReportingOverflow(amount)
        let first =
            overflow
            ? nil
            : firstDay(near: today.daysSinceEpoch) { day in
                amount > 0 ? sums.time(through: day) >= target : sums.time(through: day) > target
            }
        guard let first else { throw DeadlineError.outOfRange }
        return time(target - sums.time(through: first - 1), into: first, lingers: amount < 0)
    }

    /// Business time from a fixed day long ago until an instant.
    private func time(until instant: Instant) -> Int64 {
        let day = day(of: instant).daysSinceEpoch
        return hours(on: CivilDate(daysSinceEpoch: day)).reduce(sums.time(through: day - 1)) { sum, span in
            let from = zone.boundary(day: day, minute: span.from)
            guard from < instant.milliseconds else { return sum }
            return sum + min(zone.boundary(day: day, minute: span.to), instant.milliseconds) - from
        }
    }

    /// The instant at which so much of a day's business is done; `lingers` says whether the end of a span stands for the
    /// beginning of the next.
    private func time(_ amount: Int64, into day: Int, lingers: Bool) -> Instant {
        var left = amount
        for span in hours(on: CivilDate(daysSinceEpoch: day)) {
            let from = zone.boundary(day: day, minute: span.from)
            let length = zone.boundary(day: day, minute: span.to) - from
            if lingers ? left < length : left <= length { return Instant(milliseconds: from + left) }
            left -= length
        }
        return closing(of: CivilDate(daysSinceEpoch: day))
    }
}
