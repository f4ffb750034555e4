public import DubanModel
import Foundation

/// When a limit ends.
public struct Due: Sendable, Hashable {
    /// The instant.
    public let instant: Instant
    /// Whether it lies beyond the last published year, so that it may still move.
    public let isProvisional: Bool
}

/// A time in which a clock ran; without an end it still runs.
public struct RunSpan: Sendable, Hashable {
    /// When it began to run.
    public let from: Instant
    /// When it stopped.
    public let to: Instant?

    /// A span.
    public init(from: Instant, to: Instant?) {
        self.from = from
        self.to = to
    }
}

/// Why no instant follows.
public struct DeadlineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was asked.
    public let description: String
}

extension WorkingCalendar {
    /// When a limit that starts at `start` ends.
    public func due(from start: Instant, limit: Limit) throws(DeadlineError) -> Due {
        try fires(budget: limit, spans: [RunSpan(from: start, to: nil)])
    }

    /// When a clock with this budget elapses, given the spans in which it ran; the last one still runs.
    ///
    /// A day counts where the clock stood at no time between that day's midnights: the day on which a clock starts or runs on
    /// is not counted (day one is the day after), and a day on which it stopped is the applicant's. Working hours count exactly.
    public func fires(budget: Limit, spans: [RunSpan]) throws(DeadlineError) -> Due {
        guard let last = spans.last, last.to == nil else {
            throw DeadlineError(description: "a clock that stands still elapses at no instant")
        }
        let stopped = spans.dropLast()
        switch budget.unit {
        case .workingDays:
            let used = stopped.reduce(0) { $0 + fullWorkingDays(in: $1) }
            return due(closing: day(max(1, budget.amount - used), workingDaysAfter: day(of: last.from)))
        case .calendarDays:
            let used = stopped.reduce(0) { $0 + fullDays(in: $1) }
            return due(closing: day(0, workingDaysAfter: day(of: last.from).adding(days: max(1, budget.amount - used))))
        case .calendarMonths:
            let start = day(of: spans[0].from)
            let standing = zip(spans, spans.dropFirst()).reduce(0) { sum, pair in
                sum + (pair.0.to.map { day(of: pair.1.from).daysSinceEpoch - day(of: $0).daysSinceEpoch } ?? 0)
            }
            return due(closing: day(0, workingDaysAfter: start.adding(months: budget.amount).adding(days: standing)))
        case .workingHours:
            let used = stopped.reduce(Int64(0)) { $0 + workingMilliseconds(from: $1.from, to: $1.to ?? $1.from) }
            let left = Int64(budget.amount) * 3_600_000 - used
            let instant = self.instant(workingMilliseconds: max(0, left), after: last.from)
            return Due(instant: instant, isProvisional: day(of: instant).year > lastPublishedYear)
        }
    }

    /// The instant that lies `limit` before `due`: where a reminder of a limit stands. For whole days it is the close of business.
    public func instant(_ limit: Limit, before due: Instant) throws(DeadlineError) -> Instant {
        switch limit.unit {
        case .workingDays: closing(of: day(-limit.amount, workingDaysAfter: day(of: due)))
        case .calendarDays: closing(of: day(of: due).adding(days: -limit.amount))
        case .calendarMonths: closing(of: day(of: due).adding(months: -limit.amount))
        case .workingHours: instant(workingMilliseconds: -Int64(limit.amount) * 3_600_000, after: due)
        }
    }

    /// The day in the zone of the office.
    public func day(of instant: Instant) -> CivilDate {
        let local = instant.milliseconds + offset(at: instant)
        return CivilDate(daysSinceEpoch: Int((local >= 0 ? local : local - 86_399_999) / 86_400_000))
    }

    /// The close of business of a day.
    public func closing(of day: CivilDate) -> Instant { instant(on: day, minute: hours.last?.to ?? 24 * 60) }

    /// A minute of a day in the zone of the office; one that daylight saving skips is as far after midnight as it would be.
    public func instant(on day: CivilDate, minute: Int) -> Instant {
        let naive = Instant(day: day, millisecondsOfDay: Int64(minute) * 60_000)
        let guess = Instant(milliseconds: naive.milliseconds - offset(at: naive))
        return Instant(milliseconds: naive.milliseconds - offset(at: guess))
    }

    /// ISO 8601 with the offset of the office at that instant.
    public func local(_ instant: Instant) -> String { instant.iso8601(offsetMinutes: Int(offset(at: instant) / 60_000)) }

    private func offset(at instant: Instant) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000))) * 1_000
    }

    private func due(closing day: CivilDate) -> Due { Due(instant: closing(of: day), isProvisional: day.year > lastPublishedYear) }

    /// Working days that lie whole in a span: neither the day on which it began nor the one on which it stopped.
    private func fullWorkingDays(in span: RunSpan) -> Int {
        guard let to = span.to else { return 0 }
        return max(0, workingDays(after: day(of: span.from), through: day(of: to).adding(days: -1)))
    }

    private func fullDays(in span: RunSpan) -> Int {
        guard let to = span.to else { return 0 }
        return max(0, day(of: to).daysSinceEpoch - day(of: span.from).daysSinceEpoch - 1)
    }
}

extension CivilDate {
    /// The same day so many months later, or the last of that month where it is shorter.
    public func adding(months: Int) -> CivilDate {
        let (year, month, day) = components
        let total = year * 12 + month - 1 + months
        let (newYear, newMonth) = (total >= 0 ? total / 12 : (total - 11) / 12, ((total % 12) + 12) % 12 + 1)
        let last = CivilDate.length(ofMonth: newMonth, year: newYear)
        return CivilDate(year: newYear, month: newMonth, day: min(day, last)) ?? self
    }
}
