public import DubanModel

/// What a calendar is made of, before anybody has looked whether it makes sense.
public struct CalendarParts: Sendable {
    /// The name, such as `cn`.
    public var id: String
    /// What people read.
    public var title: LocalizedText
    /// The zone of the office.
    public var zone: ZoneRules
    /// The hours of business of each day of the week on which business is done.
    public var week: [Weekday: [WorkingCalendar.Hours]]
    /// The days that the weekly pattern has wrong, in the order of the file.
    public var exceptions: [WorkingCalendar.Exception]
    /// The years for which exceptions are published.
    public var years: Set<Int>
    /// Where a limit of a unit ends whose last day is a holiday, where that is not the usual rule of the unit.
    public var holidayRules: [Limit.Unit: HolidayRule]

    /// Parts.
    public init(
        id: String, title: LocalizedText, zone: ZoneRules, week: [Weekday: [WorkingCalendar.Hours]],
        exceptions: [WorkingCalendar.Exception], years: Set<Int>, holidayRules: [Limit.Unit: HolidayRule] = [:]
    ) {
        self.id = id
        self.title = title
        self.zone = zone
        self.week = week
        self.exceptions = exceptions
        self.years = years
        self.holidayRules = holidayRules
    }

    var publishedYears: ClosedRange<Int>? { years.min().flatMap { first in years.max().map { first...$0 } } }

    /// All that is wrong: no working day in the week, hours that end before they begin or overlap, a day that is listed twice or is
    /// both a holiday and a working day, an exception that says what the weekly pattern says already, a year between two others
    /// that has no exceptions.
    public var problems: [CalendarProblem] { weekProblems + exceptionProblems + yearProblems }

    private var weekProblems: [CalendarProblem] {
        var problems: [CalendarProblem] = []
        if week.values.allSatisfy(\.isEmpty) {
            problems.append(.init(place: .week, message: "no day of the week is a working day with hours of business"))
        }
        for (weekday, hours) in week.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            problems += CalendarParts.problems(of: hours) { .hours(weekday, $0) }
        }
        return problems
    }

    private static func problems(of hours: [WorkingCalendar.Hours], place: (Int) -> CalendarProblem.Place) -> [CalendarProblem] {
        var problems: [CalendarProblem] = []
        let day = 0...WorkingCalendar.Hours.minutesPerDay
        for (index, span) in hours.enumerated() {
            if span.from >= span.to || !day.contains(span.from) || !day.contains(span.to) {
                problems.append(.init(place: place(index), message: "\(span) must end after it begins, on the same day"))
            } else if index > 0, span.from < hours[index - 1].to {
                problems.append(
                    .init(place: place(index), message: "\(span) overlaps or comes before \(hours[index - 1]); put the hours in order"))
            }
        }
        return problems
    }

    private var exceptionProblems: [CalendarProblem] {
        var problems: [CalendarProblem] = []
        var seen: [CivilDate: Int] = [:]
        for (index, exception) in exceptions.enumerated() {
            func add(_ message: String) { problems.append(.init(place: .exception(index, exception.day), message: message)) }
            if let first = seen.updateValue(index, forKey: exception.day) {
                let isSame = exceptions[first].isWorking == exception.isWorking
                add("\(exception.day) is \(isSame ? "listed twice" : "both a holiday and a working day"); keep one of the two")
                continue
            }
            if let hours = exception.hours {
                problems += CalendarParts.problems(of: hours) { .exceptionHours(index, exception.day, $0) }
                if hours.isEmpty { add("\(exception.day) has no hours of business; list it under holidays") }
            }
            let weekday = exception.day.weekday
            let usual = week[weekday] ?? []
            if !exception.isWorking, usual.isEmpty {
                add("\(exception.day) is a \(weekday.rawValue), which is a day off already; leave it out")
            } else if exception.isWorking, !usual.isEmpty, exception.hours.map({ $0 == usual }) ?? true {
                add("\(exception.day) is a \(weekday.rawValue), which is such a working day already; leave it out")
            }
        }
        return problems
    }

    private var yearProblems: [CalendarProblem] {
        guard let published = publishedYears else { return [] }
        var problems: [CalendarProblem] = []
        if !(1...9_999).contains(published.lowerBound) || !(1...9_999).contains(published.upperBound) {
            problems.append(.init(place: .year(published.upperBound), message: "years are written from 1 to 9999"))
            return problems
        }
        for year in published where !years.contains(year) {
            let next = years.filter { $0 > year }.min() ?? year
            problems.append(
                .init(place: .year(next), message: "the year \(year) is missing, although years before and after it are listed"))
        }
        return problems
    }
}
