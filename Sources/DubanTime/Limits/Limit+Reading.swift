import DubanModel

extension Limit {
    /// Reads `3 working days`, `1 working day`, `30 calendar days`, `2 calendar months`, `1 calendar year`, `8 working hours`,
    /// `90 working minutes`, `until 2026-06-30`, and their Chinese forms `3个工作日`, `三十日`, `2个月`, `1年`, `8个工作小时`,
    /// `至2026-06-30`. Letters' case, spaces and full-width digits make no difference. Where it ends if its last day is a day off
    /// may follow: `or the next working day`, `or the working day before`, `holiday or not`; `节假日顺延`, `节假日提前`, `节假日不顺延`.
    /// - Throws: `LimitError`, which says what was expected, with the nearest unit.
    public init(_ text: String) throws(LimitError) {
        guard text.utf8.count <= Limit.maximumTextBytes else { throw LimitError(text: String(text.prefix(40)) + "…", reason: .tooLong) }
        var rest = Limit.folded(text)[...]
        let ending = Limit.takeEnding(from: &rest)
        if let moment = try Limit.fixedEnd(rest, text) {
            self.init(until: moment, ending: ending)
            return
        }
        let amount = try Limit.takeAmount(from: &rest, text)
        let unit = try Limit.unit(rest, amount: amount, text)
        if unit == .workingDays, ending == .previousWorkingDay || ending == .stays {
            throw LimitError(text: text, reason: .endsOnNoHoliday)
        }
        self.init(amount, unit, ending: ending)
    }

    /// Longer texts are no limits.
    private static let maximumTextBytes = 200

    /// Small letters, ASCII digits, no spaces: what does not matter is gone.
    private static func folded(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
            switch scalar.value {
            case 0x41...0x5A: folded.append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
            case 0xFF01...0xFF5E: folded.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }

    private static let endings: [(text: String, rule: HolidayRule)] = [
        ("orthenextworkingday", .nextWorkingDay), ("ortheworkingdaybefore", .previousWorkingDay), ("holidayornot", .stays),
        ("遇节假日顺延", .nextWorkingDay), ("节假日顺延", .nextWorkingDay), ("遇节假日提前", .previousWorkingDay),
        ("节假日提前", .previousWorkingDay), ("节假日不顺延", .stays),
    ]

    /// Removes what says where a limit ends whose last day is a day off.
    static func takeEnding(from text: inout Substring) -> HolidayRule? {
        guard text.utf8.count > 14, let ending = endings.first(where: { text.hasSuffix($0.text) }) else { return nil }
        text = text.dropLast(ending.text.count)
        while let last = text.last, last == "," || last == "," { text = text.dropLast() }
        return ending.rule
    }

    private static func fixedEnd(_ text: Substring, _ original: String) throws(LimitError) -> Moment? {
        let words = ["until", "by", "截至", "至"]
        guard let word = words.first(where: { text.hasPrefix($0) }) else { return nil }
        var moment = text.dropFirst(word.count).uppercased()
        let time = moment.index(moment.startIndex, offsetBy: 10, limitedBy: moment.endIndex) ?? moment.endIndex
        if time < moment.endIndex, moment[time].isNumber { moment.insert("T", at: time) }
        do {
            return try Moment(moment)
        } catch {
            throw LimitError(text: original, reason: .moment(error))
        }
    }

    private static func takeAmount(from text: inout Substring, _ original: String) throws(LimitError) -> Int {
        if text.hasPrefix("-") || text.hasPrefix("\u{2212}") { throw LimitError(text: original, reason: .notPositive) }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let amount: Int?
        if digits.isEmpty {
            guard let (number, length) = ChineseNumeral.prefix(of: text) else { throw LimitError(text: original, reason: .noNumber) }
            amount = number
            text = text.dropFirst(length)
        } else {
            amount = Int(digits)
            text = text.dropFirst(digits.count)
        }
        if let next = text.first, next == "." || next == "," { throw LimitError(text: original, reason: .notWhole) }
        guard let amount, amount <= maximumAmount else { throw LimitError(text: original, reason: .tooMuch) }
        guard amount > 0 else { throw LimitError(text: original, reason: .notPositive) }
        return amount
    }

    private static func unit(_ name: Substring, amount: Int, _ original: String) throws(LimitError) -> Unit {
        if let unit = units[name] { return unit }
        if name.isEmpty { throw LimitError(text: original, reason: .noUnit(amount)) }
        if let choices = ambiguous[name] { throw LimitError(text: original, reason: .ambiguous(amount, choices)) }
        let known = units.keys.map(String.init).sorted()
        let nearest = Spelling.nearest(to: String(name), among: known).flatMap { units[$0[...]] }
        throw LimitError(text: original, reason: .unknownUnit(amount, nearest: nearest))
    }

    /// The units by every name, without spaces.
    private static let units: [Substring: Unit] = {
        var names: [Substring: Unit] = [
            "个工作日": .workingDays, "工作日": .workingDays, "日": .calendarDays, "天": .calendarDays, "个自然日": .calendarDays,
            "自然日": .calendarDays, "个日历日": .calendarDays, "日历日": .calendarDays, "个月": .calendarMonths, "个自然月": .calendarMonths,
            "年": .calendarYears, "个工作小时": .workingHours, "工作小时": .workingHours, "个工作分钟": .workingMinutes,
            "工作分钟": .workingMinutes,
        ]
        for unit in Unit.allCases {
            let name = unit.rawValue.filter { $0 != " " }
            names[Substring(name)] = unit
            names[name.dropLast()] = unit
        }
        return names
    }()

    /// What could be read in two ways is not read at all.
    private static let ambiguous: [Substring: [Unit]] = [
        "day": [.workingDays, .calendarDays], "days": [.workingDays, .calendarDays], "hour": [.workingHours], "hours": [.workingHours],
        "minute": [.workingMinutes], "minutes": [.workingMinutes], "month": [.calendarMonths], "months": [.calendarMonths],
        "year": [.calendarYears], "years": [.calendarYears], "小时": [.workingHours], "个小时": [.workingHours], "分钟": [.workingMinutes],
        "businessday": [.workingDays], "businessdays": [.workingDays], "workday": [.workingDays], "workdays": [.workingDays],
        "businesshour": [.workingHours], "businesshours": [.workingHours],
    ]
}
