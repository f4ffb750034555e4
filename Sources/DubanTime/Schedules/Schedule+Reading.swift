import DubanModel

extension Schedule {
    /// Reads `every Monday and Thursday`, `every 3 working days`, `every 15 minutes`, `monthly on day 15 or the next working day at
    /// 09:00`, `monthly on the last working day`, `quarterly on the last day`, `yearly on 03-01`, or the Chinese `每周一`, `每3个工作日`,
    /// `每月15日,节假日顺延`, `每月最后一个工作日`, `每年3月1日`. Letters' case and spaces make no difference.
    /// - Throws: `ScheduleError`, which says what was expected.
    public init(_ text: String) throws(ScheduleError) {
        guard text.utf8.count <= 200 else { throw ScheduleError(text: String(text.prefix(40)) + "…", reason: "the text is too long") }
        var reader = ScheduleReader(text)
        let isChinese = text.contains("每")
        let minute = try reader.takeTime()
        let ending = reader.takeEnding()
        let rule = isChinese ? reader.chineseRule() : try reader.englishRule()
        guard let rule else { throw reader.error(ScheduleError.examples) }
        switch rule {
        case .everyMinutes where minute != nil: throw reader.error("every so many minutes has no time of the day")
        case .everyMinutes, .everyDays, .everyWorkingDays:
            if ending != nil {
                throw reader.error("what recurs after so many days stays on its day, or it would drift; write a day of the week or month")
            }
        case .weekly, .each: break
        }
        self.init(rule: rule, minute: minute, ending: ending ?? .stays)
    }
}

/// Reads the parts of a schedule from its end to its beginning.
private struct ScheduleReader {
    let text: String
    private var words: [String]

    init(_ text: String) {
        self.text = text
        let spaced = text.lowercased().map { ",、,".contains($0) ? " " : $0 }
        words = String(spaced).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    func error(_ reason: String) -> ScheduleError { ScheduleError(text: text, reason: reason) }

    /// `at 09:00`, or a time at the end of a Chinese text.
    mutating func takeTime() throws(ScheduleError) -> Int? {
        guard let last = words.last else { return nil }
        if words.count >= 2, words[words.count - 2] == "at" {
            guard let minute = WorkingCalendar.Hours.minutes(last), minute < WorkingCalendar.Hours.minutesPerDay else {
                throw error("\"\(last)\" is no time of the day such as \"09:00\"")
            }
            words.removeLast(2)
            return minute
        }
        let clock = String(last.reversed().prefix { $0.isASCII && ($0.isNumber || $0 == ":") }.reversed())
        guard text.contains("每"), let minute = WorkingCalendar.Hours.minutes(clock), minute < WorkingCalendar.Hours.minutesPerDay else {
            return nil
        }
        words[words.count - 1] = String(last.dropLast(clock.count))
        return minute
    }

    mutating func takeEnding() -> HolidayRule? {
        var joined = words.joined(separator: " ")[...]
        let endings: [(String, HolidayRule)] = [
            ("or the next working day", .nextWorkingDay), ("or the working day before", .previousWorkingDay),
            ("遇节假日顺延", .nextWorkingDay), ("节假日顺延", .nextWorkingDay), ("遇节假日提前", .previousWorkingDay),
            ("节假日提前", .previousWorkingDay),
        ]
        guard let ending = endings.first(where: { joined.hasSuffix($0.0) }) else { return nil }
        joined = joined.dropLast(ending.0.count)
        words = joined.split(separator: " ").map(String.init)
        return ending.1
    }

    // MARK: English

    func englishRule() throws(ScheduleError) -> Schedule.Rule? {
        guard let first = words.first else { return nil }
        let rest = words.dropFirst()
        switch first {
        case "daily" where rest.isEmpty: return .everyDays(1)
        case "every": return try every(Array(rest))
        case "weekly" where rest.first == "on": return try weekdays(rest.dropFirst())
        case "monthly", "quarterly", "yearly":
            guard rest.first == "on", let period = Schedule.Period(rawValue: first) else { return nil }
            return try periodDay(Array(rest.dropFirst()), period).map { .each(period, $0) }
        default:
            let known = ["every", "daily", "weekly", "monthly", "quarterly", "yearly"]
            guard let nearest = Spelling.nearest(to: first, among: known) else { return nil }
            throw error("did you mean \"\(nearest)\"? \(ScheduleError.examples)")
        }
    }

    private func every(_ words: [String]) throws(ScheduleError) -> Schedule.Rule? {
        guard let first = words.first else { return nil }
        var count = 1
        var unit = words[...]
        if first.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let number = Int(first), (1...Schedule.maximumAmount).contains(number) else {
                throw error("the number must be from 1 to \(Schedule.maximumAmount)")
            }
            count = number
            unit = unit.dropFirst()
        }
        switch unit.joined(separator: " ") {
        case "minute", "minutes": return .everyMinutes(count)
        case "hour", "hours": return .everyMinutes(count * 60)
        case "day", "days": return .everyDays(count)
        case "week", "weeks": return .everyDays(count * 7)
        case "working day", "working days": return .everyWorkingDays(count)
        default: return unit.count == words.count ? try weekdays(unit) : nil
        }
    }

    private func weekdays(_ words: ArraySlice<String>) throws(ScheduleError) -> Schedule.Rule? {
        var weekdays: Set<Weekday> = []
        for word in words where word != "and" {
            guard let weekday = Weekday(rawValue: word) else {
                let nearest = Spelling.nearest(to: word, among: Weekday.allCases.map(\.rawValue))
                throw error(
                    "\"\(word)\" is no day of the week" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "; \(ScheduleError.examples)"))
            }
            weekdays.insert(weekday)
        }
        return weekdays.isEmpty ? nil : .weekly(weekdays)
    }

    private func periodDay(_ words: [String], _ period: Schedule.Period) throws(ScheduleError) -> Schedule.PeriodDay? {
        let words = words.first == "the" ? Array(words.dropFirst()) : words
        let joined = words.joined(separator: " ")
        switch joined {
        case "last day": return .lastDay
        case "last working day": return .lastWorkingDay
        default: break
        }
        if words.count == 3, words[0] == "working", words[1] == "day" { return try workingDay(words[2], period) }
        if words.count == 3, words[1] == "working", words[2] == "day" { return try workingDay(words[0], period) }
        if period == .year { return try date(joined) }
        let number = words.count == 2 && words[0] == "day" ? words[1] : words.count == 1 ? words[0] : ""
        guard let day = ordinal(number) else { return nil }
        guard (1...31).contains(day) else { throw error("a month has no day \(day)") }
        return .day(day)
    }

    private func workingDay(_ text: String, _ period: Schedule.Period) throws(ScheduleError) -> Schedule.PeriodDay? {
        guard let number = ordinal(text) else { return nil }
        guard (1...period.months * 31).contains(number) else { throw error("it has no working day \(number)") }
        return .workingDay(number)
    }

    /// `03-01`; 29 February is a date of the year.
    private func date(_ text: String) throws(ScheduleError) -> Schedule.PeriodDay? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let month = Int(parts[0]), let day = Int(parts[1]) else { return nil }
        return try date(month, day)
    }

    private func date(_ month: Int, _ day: Int) throws(ScheduleError) -> Schedule.PeriodDay {
        guard CivilDate(year: 2000, month: month, day: day) != nil else { throw error("no year has the date \(month)-\(day)") }
        return .date(month: month, day: day)
    }

    /// `3`, `3rd` or `third`.
    private func ordinal(_ text: String) -> Int? {
        let names = ["first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "tenth": 10]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count <= 4 else { return names[text] }
        return ["", "st", "nd", "rd", "th"].contains(text.dropFirst(digits.count)) ? Int(digits) : nil
    }

    // MARK: Chinese

    func chineseRule() -> Schedule.Rule? {
        var rest = words.joined()[...]
        func take(_ prefixes: String...) -> Bool {
            guard let prefix = prefixes.first(where: { rest.hasPrefix($0) }) else { return false }
            rest = rest.dropFirst(prefix.count)
            return true
        }
        guard take("每") else { return nil }
        if take("周", "星期") {
            let days = rest.compactMap { "一二三四五六日天".firstIndex(of: $0) }.map { "一二三四五六日天".distance(from: "一二三四五六日天".startIndex, to: $0) }
            let isClean = rest.allSatisfy { "一二三四五六日天和及周".contains($0) }
            return isClean && !days.isEmpty ? .weekly(Set(days.map { Weekday.allCases[min($0, 6)] })) : nil
        }
        if take("年") { return chineseDate(rest).map { .each(.year, $0) } ?? chinesePeriodDay(rest, .year).map { .each(.year, $0) } }
        if take("季度", "季") { return chinesePeriodDay(rest, .quarter).map { .each(.quarter, $0) } }
        if take("月") { return chinesePeriodDay(rest, .month).map { .each(.month, $0) } }
        guard let count = ScheduleReader.takeNumber(from: &rest, otherwise: 1), (1...Schedule.maximumAmount).contains(count) else {
            return nil
        }
        switch rest {
        case "天", "日": return .everyDays(count)
        case "周", "个星期": return .everyDays(count * 7)
        case "个工作日", "工作日": return .everyWorkingDays(count)
        case "小时", "个小时": return .everyMinutes(count * 60)
        case "分钟": return .everyMinutes(count)
        default: return nil
        }
    }

    private static func takeNumber(from text: inout Substring, otherwise: Int?) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty {
            text = text.dropFirst(digits.count)
            return digits.count <= 5 ? Int(digits) : nil
        }
        guard let (number, length) = ChineseNumeral.prefix(of: text) else { return otherwise }
        text = text.dropFirst(length)
        return number
    }

    private func chineseDate(_ text: Substring) -> Schedule.PeriodDay? {
        var rest = text
        guard let month = ScheduleReader.takeNumber(from: &rest, otherwise: nil), rest.hasPrefix("月") else { return nil }
        rest = rest.dropFirst()
        guard let day = ScheduleReader.takeNumber(from: &rest, otherwise: nil), ["日", "号"].contains(rest) else { return nil }
        return try? date(month, day)
    }

    private func chinesePeriodDay(_ text: Substring, _ period: Schedule.Period) -> Schedule.PeriodDay? {
        switch text {
        case "最后一天", "最后一日", "末": return .lastDay
        case "最后一个工作日": return .lastWorkingDay
        case "首个工作日": return .workingDay(1)
        default: break
        }
        var rest = text
        let isOrdinal = rest.hasPrefix("第")
        if isOrdinal { rest = rest.dropFirst() }
        guard let number = ScheduleReader.takeNumber(from: &rest, otherwise: nil), number >= 1 else { return nil }
        if isOrdinal, rest == "个工作日", number <= period.months * 31 { return .workingDay(number) }
        return !isOrdinal && period != .year && ["日", "号"].contains(rest) && number <= 31 ? .day(number) : nil
    }
}
