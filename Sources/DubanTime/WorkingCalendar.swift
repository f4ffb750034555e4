public import DubanModel
public import Foundation

/// Which days are working days, and when business is done on them.
public struct WorkingCalendar: Sendable {
    /// A day that the weekly pattern has wrong.
    public struct Exception: Sendable, Hashable {
        /// The day.
        public let day: CivilDate
        /// Whether it is a working day.
        public let isWorking: Bool
        /// The announcement, such as Spring Festival.
        public let occasion: LocalizedText
        /// An exception.
        public init(day: CivilDate, isWorking: Bool, occasion: LocalizedText) {
            self.day = day
            self.isWorking = isWorking
            self.occasion = occasion
        }
    }

    /// A span of business on a working day, in minutes after midnight.
    public struct Hours: Sendable, Hashable {
        /// When it begins.
        public let from: Int
        /// When it ends.
        public let to: Int
        /// A span.
        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    /// The name, such as `cn`.
    public let id: String
    /// What people read.
    public let title: LocalizedText
    /// The IANA zone of the office.
    public let zone: TimeZone
    /// The last year for which the exceptions are published; what lies after it is provisional.
    public let lastPublishedYear: Int
    /// The hours of business on a working day, in order.
    public let hours: [Hours]
    /// The days that the weekly pattern has wrong, in order.
    public let exceptions: [Exception]

    private let workingWeekdays: Set<Weekday>
    private let workingInWeek: Int
    /// How many working days the exceptions up to an index add to what the weekly pattern says.
    private let corrections: [Int]

    /// A calendar.
    /// - Throws: A refusal that lists every finding: an unknown zone, hours that overlap, a day that is there twice, an exception
    ///   that says what the weekly pattern says already, a year without exceptions between two that have some.
    public init(
        id: String, title: LocalizedText, zone: String, weekly: Set<Weekday>, hours: [Hours], exceptions: [Exception],
        lastPublishedYear: Int
    ) throws(Refusal) {
        let sorted = exceptions.sorted { $0.day < $1.day }
        let problems = WorkingCalendar.problems(weekly, hours, sorted)
        guard let zone = TimeZone(identifier: zone) else {
            throw Refusal(.invalidDefinition, "Calendar \(id) names the zone \"\(zone)\", which is not in the time zone database.")
        }
        guard problems.isEmpty else {
            throw Refusal(.invalidDefinition, "Calendar \(id) cannot be used: \(problems.count) findings.", problems: problems)
        }
        self.id = id
        self.title = title
        self.zone = zone
        self.hours = hours
        self.exceptions = sorted
        self.lastPublishedYear = lastPublishedYear
        workingWeekdays = weekly
        workingInWeek = weekly.count
        var sum = 0
        corrections = sorted.map { exception in
            sum += exception.isWorking ? 1 : -1
            return sum
        }
    }

    private static func problems(_ weekly: Set<Weekday>, _ hours: [Hours], _ exceptions: [Exception]) -> [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        if weekly.isEmpty { problems.append(.init(path: "weekly", message: "no day of the week is a working day")) }
        if hours.isEmpty { problems.append(.init(path: "hours", message: "there are no hours of business")) }
        for span in hours where span.from >= span.to || span.from < 0 || span.to > 24 * 60 {
            problems.append(.init(path: "hours", message: "a span must end after it begins, within a day"))
        }
        for (earlier, later) in zip(hours, hours.dropFirst()) where later.from < earlier.to {
            problems.append(.init(path: "hours", message: "spans must follow each other without overlap"))
        }
        for (earlier, later) in zip(exceptions, exceptions.dropFirst()) where earlier.day == later.day {
            let message = earlier.isWorking == later.isWorking ? "is listed twice" : "is both a holiday and a working day"
            problems.append(.init(path: later.day.description, message: message))
        }
        for exception in exceptions where weekly.contains(exception.day.weekday) == exception.isWorking {
            problems.append(.init(path: exception.day.description, message: "the weekly pattern says so already"))
        }
        let years = Set(exceptions.map(\.day.year))
        for year in (years.min() ?? 0)...(years.max() ?? 0) where !years.contains(year) && !years.isEmpty {
            problems.append(.init(path: year.description, message: "the year has no holidays, although years before and after it have"))
        }
        return problems
    }

    /// Whether business is done on a day.
    public func isWorking(_ day: CivilDate) -> Bool { exception(on: day)?.isWorking ?? workingWeekdays.contains(day.weekday) }

    /// What was announced for a day that the weekly pattern has wrong.
    public func exception(on day: CivilDate) -> Exception? {
        let index = exceptions.partitioningIndex { $0.day >= day }
        return index < exceptions.count && exceptions[index].day == day ? exceptions[index] : nil
    }

    /// How many working days lie between two days, the first not counted, the last counted; negative where `last` is earlier.
    public func workingDays(after first: CivilDate, through last: CivilDate) -> Int { ordinal(last) - ordinal(first) }

    /// The working day that is `count` working days after `day`; `day` itself is not counted. With a negative count, the
    /// working day so many before it. With 0, `day` itself where it is a working day, else the next.
    public func day(_ count: Int, workingDaysAfter day: CivilDate) -> CivilDate {
        let target =
            count > 0 ? ordinal(day) + count : count == 0 ? ordinal(day.adding(days: -1)) + 1 : ordinal(day.adding(days: -1)) + 1 + count
        // The day whose ordinal reaches the target lies in this window, since exceptions are few; then halve it.
        let guess = (target - ordinal(day)) * 7 / max(workingInWeek, 1)
        let slack = exceptions.count + 14
        var low = day.daysSinceEpoch + guess - slack
        var high = day.daysSinceEpoch + guess + slack
        while low < high {
            let middle = low + (high - low) / 2
            if ordinal(CivilDate(daysSinceEpoch: middle)) >= target { high = middle } else { low = middle + 1 }
        }
        return CivilDate(daysSinceEpoch: low)
    }

    /// Working days from a fixed day long ago through `day`.
    private func ordinal(_ day: CivilDate) -> Int {
        // Day -3 (1969-12-29) was a Monday.
        let sinceMonday = day.daysSinceEpoch + 3
        let weeks = sinceMonday >= 0 ? sinceMonday / 7 : (sinceMonday - 6) / 7
        let inWeek = Weekday.allCases.prefix(sinceMonday - weeks * 7 + 1).count { workingWeekdays.contains($0) }
        let index = exceptions.partitioningIndex { $0.day > day }
        return weeks * workingInWeek + inWeek + (index > 0 ? corrections[index - 1] : 0)
    }
}

extension Array {
    /// The first index whose element fits, in an array where all that fit come last; O(log count).
    func partitioningIndex(where fits: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if fits(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
