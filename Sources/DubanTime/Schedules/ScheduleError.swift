/// Why a text is no schedule.
public struct ScheduleError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was read.
    public let text: String
    /// What was expected.
    public let reason: String

    /// What was read, and what was expected.
    public var description: String { "\"\(text)\" is no schedule: \(reason)" }

    static let examples =
        "write such as \"every Monday\", \"every 3 working days\", \"monthly on day 15 or the next working day at 09:00\", "
        + "\"monthly on the last working day\", \"quarterly on the last day\", \"yearly on 03-01\""
}
