import DubanModel

/// Why no instant follows.
public struct DeadlineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was asked, and why it has no answer.
    public let description: String

    static let outOfRange = DeadlineError(
        description: "the day lies beyond the years \(WorkingCalendar.supportedDays.lowerBound.year) to "
            + "\(WorkingCalendar.supportedDays.upperBound.year) with which calendars reckon")
}
