public import DubanModel

extension Explanation {
    /// The explanation as people read it, a line a day.
    public func lines(_ language: Language) -> [String] {
        let writer = ExplanationWriter(explanation: self, language: language)
        return [writer.heading] + entries.map { writer.line($0) } + writer.end
    }
}

/// Writes an explanation in one language.
private struct ExplanationWriter {
    let explanation: Explanation
    let language: Language

    private var calendar: WorkingCalendar { explanation.calendar }

    private func text(_ english: String, _ chinese: String) -> String { language == .chinese ? chinese : english }

    private func time(_ instant: Instant) -> String { String(calendar.local(instant).prefix(16).replacing("T", with: " ")) }

    private var limit: String { explanation.parts.map { $0.text(language) }.joined(separator: text(" and then ", ",再加")) }

    var heading: String {
        let start = time(explanation.start.at)
        let name = calendar.title[language]
        return text(
            "\(limit) from \(start) (\(calendar.zone.id)), by the calendar \(calendar.id) (\(name)):",
            "自\(start)(\(calendar.zone.id))起\(limit),依日历 \(calendar.id)(\(name)):")
    }

    func line(_ entry: Explanation.Entry) -> String {
        switch entry {
        case .day(let day): "  \(day.day) \(weekday(day.day))  \(verdict(day))"
        case .days(let from, let through, let used):
            "  " + text("\(from) to \(through): \(used.text(language)) used up", "\(from)至\(through):共计入\(used.text(language))")
        case .stopped(let stop): "  · " + stopped(stop)
        case .resumed(let stop, let at): "  · " + resumed(stop, at)
        case .extended(let addition):
            "  · " + text("extended by ", "延长") + addition.by.text(language) + detail(addition.entry)
        }
    }

    private func weekday(_ day: CivilDate) -> String {
        text(String(day.weekday.rawValue.prefix(3)).capitalizedFirst, "周" + ["一", "二", "三", "四", "五", "六", "日"][day.weekdayIndex])
    }

    private func verdict(_ day: Explanation.Day) -> String {
        switch day.verdict {
        case .start: text("start; this day does not count", "起算日,不计入")
        case .counted(let number, let part):
            text("day \(number) of \(part.text(.english))", "第\(number)日(共\(part.text(.chinese)))") + worked(day)
        case .dayOff: dayOff(day)
        case .stopped(let entry): text("the clock stands still: \(entry.reason)", "停计:\(entry.reason)")
        case .business(let milliseconds):
            text(
                "\(ClockTime(milliseconds, .milliseconds).text(.english)) count",
                "计入\(ClockTime(milliseconds, .milliseconds).text(.chinese))")
                + worked(day)
        case .moved: text("the last day was a day off; the limit ends on this working day", "末日遇休息日,顺延至本工作日") + worked(day)
        }
    }

    private func dayOff(_ day: Explanation.Day) -> String {
        guard let exception = day.exception else { return text("day off", "休息日") }
        return text("holiday: ", "放假:") + exception.occasion[language] + announcement(exception)
    }

    /// What was announced for a day on which business is done.
    private func worked(_ day: Explanation.Day) -> String {
        guard let exception = day.exception, exception.isWorking else {
            return day.exception.map { text("; holiday: ", ";放假:") + $0.occasion[language] + announcement($0) } ?? ""
        }
        guard let hours = exception.hours?.map(\.description).joined(separator: ", ") else {
            return text("; worked in exchange for ", ";调休上班:") + exception.occasion[language] + announcement(exception)
        }
        return text("; open \(hours): ", ";办公时间\(hours):") + exception.occasion[language] + announcement(exception)
    }

    private func announcement(_ exception: WorkingCalendar.Exception) -> String {
        exception.announcement.map { text(" (\($0))", "(\($0))") } ?? ""
    }

    private func stopped(_ stop: ClockStop) -> String {
        let most = stop.rule.maximum.map { text(", at most ", ",最长") + $0.text(language) } ?? ""
        return text("stopped", "停计") + detail(stop.from) + most
    }

    private func resumed(_ stop: ClockStop, _ at: Instant) -> String {
        let how = stop.rule.afterwards == .restarts ? text("runs anew", "重新起算") : text("runs on", "恢复计算")
        if let entry = stop.to, entry.at == at { return how + detail(entry) }
        let most = stop.rule.maximum.map { $0.text(language) } ?? ""
        return how + " " + time(at)
            + text(": the most that \(stop.from.reason) allows, \(most), is used up", ":\(stop.from.reason)最长\(most),已满")
    }

    private func detail(_ entry: ClockEntry) -> String {
        " " + time(entry.at) + (entry.person.map { text(" by \($0)", "(\($0))") } ?? "") + text(": ", ":") + entry.reason
            + (entry.paper.map { text(", paper \($0)", ",依据\($0)") } ?? "")
    }

    var end: [String] {
        guard let due = explanation.due else {
            return [text("The clock stands still; it ends once it is resumed.", "计时停止中,恢复后方有届满时间。")]
        }
        let isMidnight = due.instant == calendar.midnight(of: due.day.adding(days: 1))
        let when = isMidnight ? "\(due.day) 24:00" : time(due.instant)
        var lines = [text("Ends \(when), \(calendar.local(due.instant)).", "届满:\(when),即 \(calendar.local(due.instant))。")]
        guard due.isProvisional, let published = calendar.publishedYears else { return lines }
        if due.day.year > published.upperBound {
            lines.append(
                text(
                    "Provisional: no holidays are announced yet after \(published.upperBound), so this may still move.",
                    "暂定:\(published.upperBound)年以后的放假安排尚未公布,届满时间可能变动。"))
        } else {
            lines.append(
                text(
                    "Provisional: before \(published.lowerBound) no holidays are listed; only the days of the week were looked at.",
                    "暂定:\(published.lowerBound)年以前的放假安排未收录,仅按每周休息日计算。"))
        }
        return lines
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
