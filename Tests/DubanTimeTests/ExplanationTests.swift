import DubanModel
import DubanTime
import Testing

/// Explanations, for the person who is blamed.
struct ExplanationTests {
    let calendar: WorkingCalendar
    init() throws { calendar = try officialCalendar() }

    private func entry(_ at: String, _ reason: String, person: String? = nil, paper: String? = nil) throws -> ClockEntry {
        ClockEntry(at: calendar.instant(of: try Moment(at)), reason: reason, person: person.map { StaffID($0) }, paper: paper)
    }

    private func stoppedLedger() throws -> ClockLedger {
        var ledger = ClockLedger(budget: try Limit("3 working days"), start: try entry("2026-02-12T10:00", "receipt"))
        let rule = ClockStop.Rule(maximum: try Limit("30 calendar days"))
        try ledger.stop(entry("2026-02-24T11:00", "hearing", person: "li-na", paper: "听告〔2026〕3号"), rule: rule, in: calendar)
        try ledger.resume(entry("2026-02-25T15:00", "heard", person: "wang"))
        try ledger.extend(
            by: Limit("1 working day"), entry("2026-02-26T09:00", "complex", person: "chen", paper: "延〔2026〕1号"), in: calendar)
        return ledger
    }

    @Test func lines_inEnglish_sayWhichDaysCountedAndWhy() throws {
        #expect(
            try stoppedLedger().explanation(in: calendar).lines(.english) == [
                "4 working days from 2026-02-12 10:00 (Asia/Shanghai), by the calendar cn (Mainland China):",
                "  2026-02-12 Thu  start; this day does not count",
                "  2026-02-13 Fri  day 1 of 4 working days",
                "  2026-02-14 Sat  day 2 of 4 working days; worked in exchange for Spring Festival (国办发明电〔2025〕7号)",
                "  2026-02-15 Sun  day off",
                "  2026-02-16 Mon  holiday: Spring Festival (国办发明电〔2025〕7号)",
                "  2026-02-17 Tue  holiday: Spring Festival (国办发明电〔2025〕7号)",
                "  2026-02-18 Wed  holiday: Spring Festival (国办发明电〔2025〕7号)",
                "  2026-02-19 Thu  holiday: Spring Festival (国办发明电〔2025〕7号)",
                "  2026-02-20 Fri  holiday: Spring Festival (国办发明电〔2025〕7号)",
                "  2026-02-21 Sat  day off",
                "  2026-02-22 Sun  day off",
                "  2026-02-23 Mon  holiday: Spring Festival (国办发明电〔2025〕7号)",
                "  2026-02-24 Tue  the clock stands still: hearing",
                "  · stopped 2026-02-24 11:00 by li-na: hearing, paper 听告〔2026〕3号, at most 30 calendar days",
                "  2026-02-25 Wed  the clock stands still: hearing",
                "  · runs on 2026-02-25 15:00 by wang: heard",
                "  2026-02-26 Thu  day 3 of 4 working days",
                "  · extended by 1 working day 2026-02-26 09:00 by chen: complex, paper 延〔2026〕1号",
                "  2026-02-27 Fri  day 4 of 4 working days",
                "Ends 2026-02-27 17:30, 2026-02-27T17:30:00+08:00.",
            ])
    }

    @Test func lines_inChinese_sayTheSame() throws {
        let lines = try stoppedLedger().explanation(in: calendar).lines(.chinese)
        #expect(lines.first == "自2026-02-12 10:00(Asia/Shanghai)起4个工作日,依日历 cn(中国大陆):")
        #expect(lines.contains("  2026-02-14 周六  第2日(共4个工作日);调休上班:春节(国办发明电〔2025〕7号)"))
        #expect(lines.contains("  2026-02-16 周一  放假:春节(国办发明电〔2025〕7号)"))
        #expect(lines.contains("  · 停计 2026-02-24 11:00(li-na):hearing,依据听告〔2026〕3号,最长30日"))
        #expect(lines.last == "届满:2026-02-27 17:30,即 2026-02-27T17:30:00+08:00。")
        #expect(lines.count == 21)
    }

    @Test func lines_ofAMovedEnd_sayThatTheHolidayMovedIt() throws {
        let explanation = try calendar.explanation(from: calendar.instant(of: Moment("2026-09-29")), limit: Limit("2 calendar days"))
        #expect(
            explanation.lines(.english).suffix(4) == [
                "  2026-10-06 Tue  holiday: National Day (国办发明电〔2025〕7号)",
                "  2026-10-07 Wed  holiday: National Day (国办发明电〔2025〕7号)",
                "  2026-10-08 Thu  the last day was a day off; the limit ends on this working day",
                "Ends 2026-10-08 17:30, 2026-10-08T17:30:00+08:00.",
            ])
        let stays = try calendar.explanation(
            from: calendar.instant(of: Moment("2026-09-29")), limit: Limit("2 calendar days, holiday or not"))
        #expect(stays.lines(.english).last == "Ends 2026-10-01 24:00, 2026-10-02T00:00:00+08:00.")
    }

    @Test func lines_ofProvisionalEnds_sayWhatIsNotKnown() throws {
        let late = try calendar.explanation(from: calendar.instant(of: Moment("2026-12-30")), limit: Limit("2 working days"))
        #expect(late.lines(.english).last == "Provisional: no holidays are announced yet after 2026, so this may still move.")
        let early = try calendar.explanation(from: calendar.instant(of: Moment("2005-12-30")), limit: Limit("2 working days"))
        #expect(early.lines(.english).last == "Provisional: before 2012 no holidays are listed; only the days of the week were looked at.")
    }

    @Test func lines_ofAClockThatStandsStill_sayThatItDoes() throws {
        var ledger = ClockLedger(budget: try Limit("3 working days"), start: try entry("2026-03-02T10:00", "receipt"))
        try ledger.stop(entry("2026-03-04T11:00", "inspection"), in: calendar)
        #expect(
            try ledger.explanation(in: calendar).lines(.english).suffix(3) == [
                "  2026-03-04 Wed  the clock stands still: inspection", "  · stopped 2026-03-04 11:00: inspection",
                "The clock stands still; it ends once it is resumed.",
            ])
    }

    @Test func lines_ofAStopThatLastedItsMaximum_sayThatItIsUsedUp() throws {
        var ledger = ClockLedger(budget: try Limit("3 working days"), start: try entry("2026-03-02T10:00", "receipt"))
        try ledger.stop(
            entry("2026-03-04T11:00", "inspection"), rule: .init(maximum: Limit("2 working days"), afterwards: .restarts), in: calendar)
        let lines = try ledger.explanation(in: calendar).lines(.english)
        #expect(lines.contains("  · runs anew 2026-03-06 17:30: the most that inspection allows, 2 working days, is used up"))
        #expect(lines.filter { $0.contains("this day does not count") }.count == 2)
        #expect(lines.last == "Ends 2026-03-11 17:30, 2026-03-11T17:30:00+08:00.")
    }

    @Test func lines_afterARestart_nameTheStopsOfTheNewRun() throws {
        var ledger = ClockLedger(budget: try Limit("3 working days"), start: try entry("2026-03-02T10:00", "receipt"))
        try ledger.stop(entry("2026-03-04T11:00", "sent back"), rule: .init(afterwards: .restarts), in: calendar)
        try ledger.resume(entry("2026-03-09T10:00", "submitted"))
        try ledger.stop(entry("2026-03-10T11:00", "hearing"), in: calendar)
        try ledger.resume(entry("2026-03-11T10:00", "heard"))
        let lines = try ledger.explanation(in: calendar).lines(.english)
        #expect(lines.filter { $0.contains("stands still: sent back") }.count == 5)
        #expect(lines.filter { $0.contains("stands still: hearing") }.count == 2)
        #expect(lines.last == "Ends 2026-03-16 17:30, 2026-03-16T17:30:00+08:00.")
    }

    @Test func entries_ofWorkingHours_addUpToTheBudget() throws {
        let explanation = try calendar.explanation(from: calendar.instant(of: Moment("2026-02-13T16:00")), limit: Limit("20 working hours"))
        let counted = explanation.entries.reduce(Int64(0)) { sum, entry in
            if case .day(let day) = entry, case .business(let milliseconds) = day.verdict { sum + milliseconds } else { sum }
        }
        #expect(counted == 20 * 3_600_000)
    }

    @Test(arguments: UInt64(1)...60)
    func entries_ofARandomLedger_countExactlyTheBudget(seed: UInt64) throws {
        let (sample, start) = try CalendarPropertyTests.sample(seed)
        var generator = start
        let random = sample.calendar
        var at = Instant(milliseconds: Int64.random(in: 25_000_000..<27_000_000, using: &generator) * 60_000)
        var ledger = ClockLedger(
            budget: Limit(Int.random(in: 1...30, using: &generator), .workingDays), start: ClockEntry(at: at, reason: "start"))
        for _ in 0..<3 {
            at = at + .seconds(60 * Int64.random(in: 0...6_000, using: &generator))
            try ledger.stop(ClockEntry(at: at, reason: "stop"), in: random)
            at = at + .seconds(60 * Int64.random(in: 0...6_000, using: &generator))
            try ledger.resume(ClockEntry(at: at, reason: "resumed"))
        }
        let explanation = try ledger.explanation(in: random)
        let numbers = explanation.entries.compactMap { entry -> Int? in
            if case .day(let day) = entry, case .counted(let number, _) = day.verdict { number } else { nil }
        }
        #expect(numbers == Array(1...(ledger.budget.amount ?? 0)), "seed \(seed)")
        let days = explanation.entries.compactMap { entry -> CivilDate? in if case .day(let day) = entry { day.day } else { nil } }
        #expect(days.last == explanation.due?.day)
        #expect(zip(days, days.dropFirst()).allSatisfy { $1 == $0.adding(days: 1) })
    }

    @Test func entries_ofALongLimit_areSummedUpInTheMiddle() throws {
        let explanation = try calendar.explanation(from: calendar.instant(of: Moment("2012-01-04")), limit: Limit("3000 working days"))
        #expect(explanation.entries.count == Explanation.maximumDays + 1)
        let listed = explanation.entries.reduce(0) { sum, entry in
            switch entry {
            case .day(let day): if case .counted = day.verdict { sum + 1 } else { sum }
            case .days(_, _, let used): sum + Int(used.amount)
            default: sum
            }
        }
        #expect(listed == 3_000)
    }

    @Test func data_forPrograms_hasEachDayWithItsVerdict() throws {
        let data = try stoppedLedger().explanation(in: calendar).data
        #expect(data["due"] == "2026-02-27T17:30:00+08:00" && data["provisional"] == false && data["day"] == "2026-02-27")
        let entries = data["entries"].items ?? []
        #expect(entries.count == 19)
        #expect(entries[2]["verdict"] == "counted" && entries[2]["number"] == 2 && entries[2]["occasion"]["zh"] == "春节")
        #expect(entries[13]["kind"] == "stopped" && entries[13]["paper"] == "听告〔2026〕3号" && entries[13]["maximum"] == "30 calendar days")
        #expect(entries[15]["kind"] == "resumed" && entries[15]["at"] == "2026-02-25T15:00:00+08:00")
    }
}
