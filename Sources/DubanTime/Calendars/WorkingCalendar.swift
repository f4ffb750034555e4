public import DubanModel

/// Which days are working days, and when business is done on them.
///
/// Everything is derived from four sums: working days and business time up to the end of any day, each the weekly pattern in
/// closed form plus what the exceptions, found by halving, add to it. So no question costs more for a long span than for a short one.
public struct WorkingCalendar: Sendable {
    /// The name, such as `cn`.
    public let id: String
    /// What people read.
    public let title: LocalizedText
    /// The zone of the office, in which days begin and business closes.
    public let zone: ZoneRules
    /// The years for which the exceptions are published; `nil` for a calendar that is a weekly pattern and nothing else. What lies
    /// after them is provisional.
    public let publishedYears: ClosedRange<Int>?
    /// The days that the weekly pattern has wrong, in order.
    public let exceptions: [Exception]
    /// Where a limit of a unit ends whose last day is a holiday; a limit may say otherwise.
    public let holidayRules: [Limit.Unit: HolidayRule]

    /// The business hours of each day of the week, Monday first; none on a day off.
    let week: [[Hours]]
    let sums: CalendarSums

    /// A calendar.
    /// - Throws: A refusal that lists every finding of `CalendarParts.problems`.
    public init(_ parts: CalendarParts) throws(Refusal) {
        let problems = parts.problems
        guard problems.isEmpty else {
            throw Refusal(
                .invalidDefinition,
                "Calendar \(parts.id) cannot be used: \(problems.count == 1 ? "1 finding" : "\(problems.count) findings").",
                problems: problems.map { .init(path: $0.place.description, message: $0.message) })
        }
        id = parts.id
        title = parts.title
        zone = parts.zone
        publishedYears = parts.publishedYears
        holidayRules = parts.holidayRules
        week = Weekday.allCases.map { parts.week[$0] ?? [] }
        let skipped = WorkingCalendar.skippedDays(parts.zone)
        exceptions = (parts.exceptions.filter { !skipped.contains($0.day) } + skipped.map(Exception.init(skipped:))).sorted {
            $0.day < $1.day
        }
        sums = CalendarSums(week: week, exceptions: exceptions, zone: zone)
    }

    /// A calendar with the same hours on each working day.
    /// - Throws: A refusal that lists every finding.
    public init(
        id: String, title: LocalizedText, zone: String, weekly: Set<Weekday>, hours: [Hours], exceptions: [Exception],
        lastPublishedYear: Int
    ) throws(Refusal) {
        let rules: ZoneRules
        do {
            rules = try ZoneDatabase.system.rules(zone)
        } catch {
            throw Refusal(.invalidDefinition, "Calendar \(id) cannot be used: \(error).")
        }
        let first = exceptions.map(\.day.year).min() ?? lastPublishedYear
        try self.init(
            CalendarParts(
                id: id, title: title, zone: rules, week: Dictionary(uniqueKeysWithValues: weekly.map { ($0, hours) }),
                exceptions: exceptions, years: Set(min(first, lastPublishedYear)...lastPublishedYear)))
    }

    /// The last year for which the exceptions are published; what lies after it is provisional.
    public var lastPublishedYear: Int { publishedYears?.upperBound ?? WorkingCalendar.supportedDays.upperBound.year }

    /// Whether what is known of a day is what was announced, not only what the weekly pattern says.
    public func isPublished(_ day: CivilDate) -> Bool { publishedYears?.contains(day.year) ?? true }

    /// Whether business is done on a day.
    public func isWorking(_ day: CivilDate) -> Bool { !hours(on: day).isEmpty }

    /// What was announced for a day that the weekly pattern has wrong.
    public func exception(on day: CivilDate) -> Exception? {
        let index = exceptions.partitioningIndex { $0.day >= day }
        return index < exceptions.count && exceptions[index].day == day ? exceptions[index] : nil
    }

    /// The hours of business on a day, in order; none on a day off.
    public func hours(on day: CivilDate) -> [Hours] {
        guard let exception = exception(on: day) else { return week[day.weekdayIndex] }
        guard exception.isWorking else { return [] }
        return exception.hours ?? usualHours(on: day)
    }

    /// The hours that the pattern has for a working day; a weekend day that is worked has those of the first working day of a week.
    private func usualHours(on day: CivilDate) -> [Hours] { WorkingCalendar.usualHours(week, weekday: day.weekdayIndex) }

    static func usualHours(_ week: [[Hours]], weekday: Int) -> [Hours] {
        week[weekday].isEmpty ? week.first { !$0.isEmpty } ?? [] : week[weekday]
    }

    /// Days with which a calendar reckons: the years that ISO 8601 writes with four digits.
    public static let supportedDays = CivilDate(daysSinceEpoch: -719_162)...CivilDate(daysSinceEpoch: 2_932_896)

    /// The days that a zone never had, since it moved across the date line, such as 30 December 2011 in Samoa.
    private static func skippedDays(_ zone: ZoneRules) -> [CivilDate] {
        zone.changes.indices.flatMap { index -> [CivilDate] in
            let jump = zone.offsets[index + 1] - zone.offsets[index]
            guard jump >= millisecondsPerDay / 2, zone.changes[index] > Int64.min else { return [] }
            let day = Int((zone.changes[index] + zone.offsets[index]).quotientAndRemainderFloored(by: millisecondsPerDay).quotient)
            return (day...day + 1).filter { zone.midnight(of: $0) == zone.midnight(of: $0 + 1) }.map { CivilDate(daysSinceEpoch: $0) }
        }
    }
}

extension CivilDate {
    /// 0 for Monday to 6 for Sunday.
    var weekdayIndex: Int { (daysSinceEpoch + 3).quotientAndRemainderFloored(by: 7).remainder }
}
