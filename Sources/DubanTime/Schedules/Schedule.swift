public import DubanModel

/// When something recurs, such as `monthly on the last working day`.
///
/// The next occurrence is always reckoned from the one that was scheduled, never from the present: a timer that fires early, late
/// or twice gets the same answer, and nothing drifts.
public struct Schedule: Sendable, Hashable {
    /// What recurs.
    public enum Rule: Sendable, Hashable {
        /// So many minutes after the last, day and night.
        case everyMinutes(Int)
        /// So many days after the last.
        case everyDays(Int)
        /// So many working days after the last.
        case everyWorkingDays(Int)
        /// On these days of each week.
        case weekly(Set<Weekday>)
        /// On a day of each month, quarter or year.
        case each(Period, PeriodDay)
    }

    /// A stretch of the calendar.
    public enum Period: String, Sendable, Hashable, CaseIterable {
        /// A month.
        case month = "monthly"
        /// January to March, and so on.
        case quarter = "quarterly"
        /// A year.
        case year = "yearly"

        var months: Int {
            switch self {
            case .month: 1
            case .quarter: 3
            case .year: 12
            }
        }
    }

    /// A day of a period. One that the period lacks is its last: day 31 is 30 April, and 29 February is the 28th in most years.
    public enum PeriodDay: Sendable, Hashable {
        /// A day of the first month, from 1.
        case day(Int)
        /// A date of the year.
        case date(month: Int, day: Int)
        /// The last day.
        case lastDay
        /// The so manieth working day, from 1.
        case workingDay(Int)
        /// The last working day.
        case lastWorkingDay
    }

    /// What recurs.
    public let rule: Rule
    /// The minute after midnight at which it happens; `nil` for when business opens. It has no meaning for minutes.
    public let minute: Int?
    /// Where an occurrence goes that would be on a day off.
    public let ending: HolidayRule

    init(rule: Rule, minute: Int?, ending: HolidayRule) {
        self.rule = rule
        self.minute = minute
        self.ending = ending
    }

    /// No schedule counts more than this of a unit.
    public static let maximumAmount = 10_000
}

extension Schedule: CustomStringConvertible {
    /// As it is read.
    public var description: String {
        let time = minute.map { " at \(WorkingCalendar.Hours.clock($0))" } ?? ""
        return switch ending {
        case .stays: recurrence + time
        case .nextWorkingDay: recurrence + " or the next working day" + time
        case .previousWorkingDay: recurrence + " or the working day before" + time
        }
    }

    private var recurrence: String {
        switch rule {
        case .everyMinutes(let count): count == 1 ? "every minute" : "every \(count) minutes"
        case .everyDays(let count): count == 1 ? "every day" : "every \(count) days"
        case .everyWorkingDays(let count): count == 1 ? "every working day" : "every \(count) working days"
        case .weekly(let weekdays):
            "every "
                + Weekday.allCases.filter { weekdays.contains($0) }.map { $0.rawValue.prefix(1).uppercased() + $0.rawValue.dropFirst() }
                .joined(separator: " and ")
        case .each(let period, let day): "\(period.rawValue) on \(day)"
        }
    }
}

extension Schedule.PeriodDay: CustomStringConvertible {
    /// As it is read.
    public var description: String {
        switch self {
        case .day(let day): "day \(day)"
        case .date(let month, let day): "\(month.padded(to: 2))-\(day.padded(to: 2))"
        case .lastDay: "the last day"
        case .workingDay(1): "the first working day"
        case .workingDay(let number): "working day \(number)"
        case .lastWorkingDay: "the last working day"
        }
    }
}
