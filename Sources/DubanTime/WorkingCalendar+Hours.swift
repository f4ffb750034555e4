public import DubanModel

extension WorkingCalendar {
    /// How much business time lies between two instants, in milliseconds; 0 where `to` is earlier.
    public func workingMilliseconds(from: Instant, to: Instant) -> Int64 {
        guard from < to else { return 0 }
        let (first, last) = (day(of: from), day(of: to))
        if first == last { return business(on: first, from: from, to: to) }
        let whole = first.adding(days: 1) < last ? workingDays(after: first, through: last.adding(days: -1)) : 0
        let usual = hours.reduce(Int64(0)) { $0 + Int64($1.to - $1.from) * 60_000 }
        return business(on: first, from: from, to: to) + Int64(whole) * usual + business(on: last, from: from, to: to)
    }

    /// The instant at which so much business time has passed after `start`; before it, where the time is negative.
    public func instant(workingMilliseconds amount: Int64, after start: Instant) -> Instant {
        amount >= 0 ? forward(amount, from: start) : backward(-amount, from: start)
    }

    private func forward(_ amount: Int64, from start: Instant) -> Instant {
        var left = amount
        var today = day(of: start)
        if isWorking(today) {
            for span in spans(on: today) where span.to > start {
                let begin = max(span.from, start)
                let length = span.to.milliseconds - begin.milliseconds
                if left <= length { return Instant(milliseconds: begin.milliseconds + left) }
                left -= length
            }
        }
        // Whole days in one step, so that a long limit costs no more than a short one.
        let usual = max(1, hours.reduce(Int64(0)) { $0 + Int64($1.to - $1.from) * 60_000 })
        let skip = Int(max(0, (left - 1) / usual))
        today = day(skip + 1, workingDaysAfter: today)
        left -= Int64(skip) * usual
        for span in spans(on: today) {
            let length = span.to.milliseconds - span.from.milliseconds
            if left <= length { return Instant(milliseconds: span.from.milliseconds + left) }
            left -= length
        }
        return closing(of: today)
    }

    private func backward(_ amount: Int64, from start: Instant) -> Instant {
        var left = amount
        var today = day(of: start)
        while true {
            if isWorking(today) {
                for span in spans(on: today).reversed() where span.from < start {
                    let end = min(span.to, start)
                    let length = end.milliseconds - span.from.milliseconds
                    if left <= length { return Instant(milliseconds: end.milliseconds - left) }
                    left -= length
                }
            }
            today = day(-1, workingDaysAfter: today)
        }
    }

    private func business(on day: CivilDate, from: Instant, to: Instant) -> Int64 {
        guard isWorking(day) else { return 0 }
        return spans(on: day).reduce(0) { sum, span in
            sum + max(0, min(span.to, to).milliseconds - max(span.from, from).milliseconds)
        }
    }

    private func spans(on day: CivilDate) -> [(from: Instant, to: Instant)] {
        hours.map { (instant(on: day, minute: $0.from), instant(on: day, minute: $0.to)) }
    }
}
