/// An amount of time in the unit of its rule, such as `3 working days`.
public struct Limit: Sendable, Hashable, CustomStringConvertible {
    /// What is counted.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Working days of the official calendar.
        case workingDays = "working days"
        /// Days of any kind.
        case calendarDays = "calendar days"
        /// Months of any kind.
        case calendarMonths = "calendar months"
        /// Hours of business.
        case workingHours = "working hours"
    }

    /// How many.
    public let amount: Int
    /// Of what.
    public let unit: Unit

    /// So many of the unit.
    public init(_ amount: Int, _ unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    /// Reads `3 working days`, `1 working day`, `30 calendar days`, `2 calendar months`, `8 working hours`, or `3个工作日`.
    /// - Throws: `LimitError`, which says what was expected.
    public init(_ text: String) throws(LimitError) {
        if let limit = Limit.chinese(text) { self = limit; return }
        let words = text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
        guard words.count == 3, let amount = Int(words[0]) else { throw LimitError(text: text) }
        let name = words[1] + " " + words[2]
        guard let unit = Unit.allCases.first(where: { $0.rawValue == name || $0.rawValue == name + "s" }),
            (1...Limit.maximumAmount).contains(amount)
        else { throw LimitError(text: text) }
        self.init(amount, unit)
    }

    private static func chinese(_ text: String) -> Limit? {
        let digits = text.prefix(while: \.isNumber)
        guard let amount = Int(digits), (1...maximumAmount).contains(amount) else { return nil }
        switch text.dropFirst(digits.count).drop(while: \.isWhitespace) {
        case "个工作日": return Limit(amount, .workingDays)
        case "日", "天": return Limit(amount, .calendarDays)
        case "个月": return Limit(amount, .calendarMonths)
        case "个工作小时": return Limit(amount, .workingHours)
        default: return nil
        }
    }

    /// As it is read.
    public var description: String { "\(amount) \(amount == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue)" }

    /// The amount is at most this: no office promises more, and no arithmetic overflows below it.
    public static let maximumAmount = 10_000
}

/// Why a text is no limit.
public struct LimitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was read.
    public let text: String
    /// What was expected.
    public var description: String {
        "\"\(text)\" is no limit: write a whole number from 1 to \(Limit.maximumAmount) and one of "
            + Limit.Unit.allCases.map(\.rawValue).joined(separator: ", ") + ", such as \"3 working days\""
    }
}
