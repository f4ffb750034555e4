public import DubanModel

/// How much of a budget is used up, or left.
public struct ClockTime: Sendable, Hashable, Comparable {
    /// What is counted.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Working days.
        case workingDays = "working days"
        /// Days of any kind.
        case calendarDays = "calendar days"
        /// Milliseconds of business time.
        case milliseconds = "milliseconds"
    }

    /// How many.
    public let amount: Int64
    /// Of what.
    public let unit: Unit

    /// So many of the unit.
    public init(_ amount: Int64, _ unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    /// Less of the same unit comes first; units by their name.
    public static func < (left: ClockTime, right: ClockTime) -> Bool {
        (left.unit.rawValue, left.amount) < (right.unit.rawValue, right.amount)
    }

    /// As people read it.
    public func text(_ language: Language) -> String {
        switch (unit, language) {
        case (.workingDays, .english): "\(amount) working \(amount == 1 ? "day" : "days")"
        case (.workingDays, .chinese): "\(amount)个工作日"
        case (.calendarDays, .english): "\(amount) calendar \(amount == 1 ? "day" : "days")"
        case (.calendarDays, .chinese): "\(amount)日"
        case (.milliseconds, _): ClockTime.duration(amount, language)
        }
    }

    /// Hours and minutes, and seconds where there are some.
    private static func duration(_ milliseconds: Int64, _ language: Language) -> String {
        let seconds = milliseconds / 1_000
        let parts = [(seconds / 3_600, " h", "小时"), (seconds / 60 % 60, " min", "分钟"), (seconds % 60, " s", "秒")]
        let written = parts.filter { $0.0 != 0 }.map { "\($0.0)\(language == .chinese ? $0.2 : $0.1)" }
        if written.isEmpty { return language == .chinese ? "0分钟" : "0 min" }
        return written.joined(separator: language == .chinese ? "" : " ")
    }
}
