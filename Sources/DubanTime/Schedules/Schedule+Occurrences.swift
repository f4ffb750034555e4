public import DubanModel

extension Schedule {
    /// The occurrence after one that was scheduled.
    /// - Parameter scheduled: The instant for which the last occurrence was scheduled, not the one at which it was noticed.
    /// - Returns: An instant that is later.
    public func occurrence(after scheduled: Instant, in calendar: WorkingCalendar) throws(DeadlineError) -> Instant {
        let today = calendar.day(of: scheduled)
        try calendar.requireSupported(today)
        switch rule {
        case .everyMinutes(let count): return Instant(milliseconds: scheduled.milliseconds + Int64(count) * 60_000)
        case .everyDays(let count): return try instant(on: today.adding(days: count), calendar)
        case .everyWorkingDays(let count): return try instant(on: calendar.day(count, workingDaysAfter: today), calendar)
        case .weekly(let weekdays):
            let first = try earliestNominal(today, calendar).daysSinceEpoch
            return try firstAfter(
                scheduled, calendar, (first...).lazy.map { CivilDate(daysSinceEpoch: $0) }.filter { weekdays.contains($0.weekday) })
        case .each(let period, let day):
            let (year, month, _) = try earliestNominal(today, calendar).components
            let first = (year * 12 + month - 1).quotientAndRemainderFloored(by: period.months).quotient
            return try firstAfter(
                scheduled, calendar, (first...).lazy.map { nominal(day, monthIndex: $0 * period.months, period.months, calendar) })
        }
    }

    /// The first occurrence after the schedule begins.
    public func firstOccurrence(after start: Instant, in calendar: WorkingCalendar) throws(DeadlineError) -> Instant {
        let today = calendar.day(of: start)
        switch rule {
        case .everyDays:
            let first = try instant(on: today, calendar)
            return first > start ? first : try instant(on: today.adding(days: 1), calendar)
        case .everyWorkingDays:
            let first = try instant(on: calendar.day(0, workingDaysAfter: today), calendar)
            return first > start ? first : try instant(on: calendar.day(1, workingDaysAfter: today), calendar)
        case .everyMinutes, .weekly, .each: return try occurrence(after: start, in: calendar)
        }
    }

    /// The occurrences after one that was scheduled and through an instant, such as those that a downtime missed.
    /// - Parameter count: At most so many, the earliest.
    public func occurrences(after scheduled: Instant, through end: Instant, atMost count: Int, in calendar: WorkingCalendar)
        throws(DeadlineError)
        -> [Instant]
    {
        var found: [Instant] = []
        var last = scheduled
        while found.count < count {
            last = try occurrence(after: last, in: calendar)
            guard last <= end else { break }
            found.append(last)
        }
        return found
    }

    /// The first of these days, each moved off a day off, whose instant is later than the scheduled one.
    private func firstAfter(_ scheduled: Instant, _ calendar: WorkingCalendar, _ days: some Sequence<CivilDate>) throws(DeadlineError)
        -> Instant
    {
        for day in days {
            let instant = try instant(on: moved(day, calendar), calendar)
            if instant > scheduled { return instant }
        }
        throw DeadlineError.outOfRange
    }

    /// No day before this one can be moved to a later day than `today`.
    private func earliestNominal(_ today: CivilDate, _ calendar: WorkingCalendar) throws(DeadlineError) -> CivilDate {
        ending == .nextWorkingDay && !calendar.isWorking(today) ? try calendar.day(-1, workingDaysAfter: today) : today
    }

    private func moved(_ day: CivilDate, _ calendar: WorkingCalendar) throws(DeadlineError) -> CivilDate {
        guard !calendar.isWorking(day) else { return day }
        switch ending {
        case .stays: return day
        case .nextWorkingDay: return try calendar.day(1, workingDaysAfter: day)
        case .previousWorkingDay: return try calendar.day(-1, workingDaysAfter: day)
        }
    }

    private func instant(on day: CivilDate, _ calendar: WorkingCalendar) throws(DeadlineError) -> Instant {
        try calendar.requireSupported(day)
        return calendar.instant(on: day, minute: minute ?? calendar.usualOpening(of: day))
    }

    /// The day of a period that begins with a month, counted from January of year 0.
    private func nominal(_ day: PeriodDay, monthIndex: Int, _ months: Int, _ calendar: WorkingCalendar) -> CivilDate {
        let first = date(monthIndex, 1)
        let last = date(monthIndex + months, 1).adding(days: -1)
        switch day {
        case .day(let number): return date(monthIndex, number)
        case .date(let month, let number): return date(monthIndex + month - 1, number)
        case .lastDay: return last
        case .lastWorkingDay: return (try? calendar.day(-1, workingDaysAfter: last.adding(days: 1))) ?? last
        case .workingDay(let number):
            let found = (try? calendar.day(number, workingDaysAfter: first.adding(days: -1))) ?? last
            return found <= last ? found : nominal(.lastWorkingDay, monthIndex: monthIndex, months, calendar)
        }
    }

    private func date(_ monthIndex: Int, _ day: Int) -> CivilDate {
        let (year, month) = monthIndex.quotientAndRemainderFloored(by: 12)
        let last = CivilDate.length(ofMonth: month + 1, year: year)
        return CivilDate(year: year, month: month + 1, day: min(day, last)) ?? WorkingCalendar.supportedDays.upperBound
    }
}

extension WorkingCalendar {
    /// The minute at which business opens on a day; on a day off, as on a usual working day.
    func usualOpening(of day: CivilDate) -> Int {
        hours(on: day).first?.from ?? WorkingCalendar.usualHours(week, weekday: day.weekdayIndex).first?.from ?? 0
    }
}
