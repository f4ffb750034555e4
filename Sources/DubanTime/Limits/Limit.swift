public import DubanModel

/// How long something may take, in the unit of its rule, such as `3 working days`; or until when.
public struct Limit: Sendable, Hashable {
    /// What is counted.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Working days of the official calendar (Administrative Licensing Law 行政许可法 §82: 以工作日计算,不含法定节假日).
        case workingDays = "working days"
        /// Days of any kind; the first day is not counted (Civil Code 民法典 §201).
        case calendarDays = "calendar days"
        /// Months of any kind, to the corresponding day (Civil Code 民法典 §202).
        case calendarMonths = "calendar months"
        /// Years of any kind, to the corresponding day (Civil Code 民法典 §202).
        case calendarYears = "calendar years"
        /// Hours of business, from the instant itself (Civil Code 民法典 §201).
        case workingHours = "working hours"
        /// Minutes of business, from the instant itself.
        case workingMinutes = "working minutes"
    }

    /// What the limit says.
    public enum Measure: Sendable, Hashable {
        /// So many of a unit.
        case amount(Int, Unit)
        /// Until a moment; a day ends at its close of business.
        case until(Moment)
    }

    /// What the limit says.
    public let measure: Measure
    /// Where it ends if its last day is a day off; `nil` for what the calendar says.
    public let ending: HolidayRule?

    /// So many of the unit.
    /// - Parameter amount: From 1 to `maximumAmount`; anything else is a mistake of the caller's, and ends the process. What people
    ///   write is read with `init(_:)`, which refuses it.
    public init(_ amount: Int, _ unit: Unit, ending: HolidayRule? = nil) {
        precondition((1...Limit.maximumAmount).contains(amount), "a limit of \(amount) \(unit.rawValue)")
        self.init(.amount(amount, unit), ending: ending)
    }

    /// Until a moment.
    public init(until moment: Moment, ending: HolidayRule? = nil) { self.init(.until(moment), ending: ending) }

    init(_ measure: Measure, ending: HolidayRule?) {
        self.measure = measure
        self.ending = ending
    }

    /// How many of the unit; `nil` for a fixed end.
    public var amount: Int? { if case .amount(let amount, _) = measure { amount } else { nil } }

    /// What is counted; `nil` for a fixed end.
    public var unit: Unit? { if case .amount(_, let unit) = measure { unit } else { nil } }

    /// Whether it is longer than another; `nil` where that depends on the calendar, since they count different things.
    public func isLonger(than other: Limit) -> Bool? {
        guard case .amount(let amount, let unit) = measure, case .amount(let others, unit) = other.measure else { return nil }
        return amount > others
    }

    /// The same limit with so much more of its unit; `nil` where the other is in another unit, there is a fixed end, or it is too much.
    func adding(_ other: Limit) -> Limit? {
        guard case .amount(let amount, let unit) = measure, case .amount(let more, unit) = other.measure,
            amount + more <= Limit.maximumAmount
        else { return nil }
        return Limit(amount + more, unit, ending: ending)
    }

    /// The amount is at most this: no office promises more, and no arithmetic overflows below it.
    public static let maximumAmount = 1_000_000
}

extension Limit.Unit {
    /// Milliseconds of one, for a unit of business time; `nil` for a unit that is counted in whole days.
    var milliseconds: Int64? {
        switch self {
        case .workingHours: 3_600_000
        case .workingMinutes: 60_000
        case .workingDays, .calendarDays, .calendarMonths, .calendarYears: nil
        }
    }

    /// As Chinese texts write it after a number.
    var chinese: String {
        switch self {
        case .workingDays: "个工作日"
        case .calendarDays: "日"
        case .calendarMonths: "个月"
        case .calendarYears: "年"
        case .workingHours: "个工作小时"
        case .workingMinutes: "个工作分钟"
        }
    }
}

extension Limit: CustomStringConvertible {
    /// As it is read.
    public var description: String { text(.english) }

    /// As people write it; what is written here reads as the same limit.
    public func text(_ language: Language) -> String {
        switch (measure, language) {
        case (.amount(let amount, let unit), .english):
            "\(amount) \(amount == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue)" + endingText(.english)
        case (.amount(let amount, let unit), .chinese): "\(amount)\(unit.chinese)" + endingText(.chinese)
        case (.until(let moment), .english): "until \(moment)" + endingText(.english)
        case (.until(let moment), .chinese): "至\(moment)" + endingText(.chinese)
        }
    }

    private func endingText(_ language: Language) -> String {
        guard let ending else { return "" }
        return switch (ending, language) {
        case (.nextWorkingDay, .english): " or the next working day"
        case (.previousWorkingDay, .english): " or the working day before"
        case (.stays, .english): ", holiday or not"
        case (.nextWorkingDay, .chinese): ",节假日顺延"
        case (.previousWorkingDay, .chinese): ",节假日提前"
        case (.stays, .chinese): ",节假日不顺延"
        }
    }
}
