public import DubanModel

/// Something wrong in a calendar.
public struct CalendarProblem: Sendable, Hashable {
    /// Which part of the calendar it concerns.
    public enum Place: Sendable, Hashable, CustomStringConvertible {
        /// The weekly pattern.
        case week
        /// A span of business of a day of the week, by its index.
        case hours(Weekday, Int)
        /// The exception with this index.
        case exception(Int, CivilDate)
        /// A span of business, by its index, of the exception with an index.
        case exceptionHours(Int, CivilDate, Int)
        /// A year.
        case year(Int)

        /// As people read it.
        public var description: String {
            switch self {
            case .week: "weekly"
            case .hours(let weekday, _): "hours of \(weekday.rawValue)"
            case .exception(_, let day), .exceptionHours(_, let day, _): day.description
            case .year(let year): year.description
            }
        }
    }

    /// Where.
    public let place: Place
    /// What is wrong, and what to do.
    public let message: String
}
