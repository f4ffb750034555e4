/// Where a limit ends whose last day is a day off. A limit in working days cannot end on one.
public enum HolidayRule: String, Sendable, Hashable, CaseIterable {
    /// On the next working day: the usual rule of a limit in calendar days, months or years (Civil Code 民法典 §203; Civil
    /// Procedure Law 民事诉讼法 §85).
    case nextWorkingDay = "next working day"
    /// On the working day before it, for what must not wait until after the holiday.
    case previousWorkingDay = "working day before"
    /// On the day itself, at 24:00: the usual rule of a fixed date.
    case stays = "stays"
}

extension WorkingCalendar {
    /// Where a limit ends whose last day is a day off: what the limit says, else what the calendar says of its unit, else the
    /// next working day; a fixed date stays.
    public func holidayRule(of limit: Limit) -> HolidayRule {
        if let ending = limit.ending { return ending }
        guard let unit = limit.unit else { return .stays }
        return holidayRules[unit] ?? .nextWorkingDay
    }
}
