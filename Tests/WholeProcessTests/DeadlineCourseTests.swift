import DubanAPI
import DubanModel
import Foundation
import Testing

/// The verbs of clocks, hand-overs, opinions and entries of accountability over the real binaries, as the office uses them.
@Suite("Deadlines and who answers for them, over the real binaries", .blocking)
struct DeadlineCourseTests {
    private static let number = "CERT-2026-0001"

    /// A case of Monday, 2 March 2026, 09:00 that wang-qiang has accepted for review; promised by Thursday.
    private func withReview(_ body: (HallUnderTest) throws -> Void) throws {
        try HallUnderTest.open { hall in
            let whole = Story.application.replacing("\"household-register\": 4", with: "\"household-register\": 4, \"photo\": 1")
            let opened = try hall.duban("apply", "certificate-issuance", "--data", "-", as: "liu-yan", input: whole)
            #expect(opened.code == 0, "\(opened)")
            try hall.settle()
            try done(hall, "act", try hall.task("review", of: Self.number), "claim", as: "wang-qiang")
            try body(hall)
        }
    }

    @discardableResult
    private func done(_ hall: HallUnderTest, _ words: String..., as member: String, _ location: SourceLocation = #_sourceLocation) throws
        -> Output
    {
        let output = try hall.duban(words, as: member)
        #expect(output.code == 0, "\(words) as \(member): \(output)", sourceLocation: location)
        return output
    }

    private func refused(
        _ hall: HallUnderTest, _ code: Int32, _ name: String, _ words: String..., as member: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let output = try hall.duban(words, as: member)
        #expect(output.code == code, "\(words) as \(member): \(output)", sourceLocation: location)
        #expect(output.error.contains("[\(name)]"), "\(words) as \(member): \(output)", sourceLocation: location)
    }

    private func due(_ hall: HallUnderTest) throws -> String? {
        try hall.detail(Self.number).deadlines.first { $0.subject == "promised" }?.due.map { String($0.prefix(16)) }
    }

    // MARK: Clocks

    @Test func clock_stoppedAndResumed_keepsTheTimeThatWasLeft() throws {
        try withReview { hall in
            #expect(try due(hall) == "2026-03-05T17:30")
            try refused(hall, 3, "reason-required", "clock", "stop", Self.number, "--reason", "lunch", as: "wang-qiang")
            try refused(hall, 3, "wrong-role", "clock", "stop", Self.number, "--reason", "inspection", as: "li-na")
            try refused(hall, 5, "clock-standing", "clock", "resume", Self.number, as: "wang-qiang")
            try done(hall, "clock", "stop", Self.number, "--reason", "inspection", "--paper", "核查通知 12 号", as: "wang-qiang")
            #expect(try due(hall) == nil)
            let shown = try done(hall, "case", Self.number, as: "li-na")
            #expect(shown.text.contains("stands still: inspection"), "\(shown)")
            try hall.settle(at: "2026-03-04T15:00:00+08:00")
            try done(hall, "clock", "resume", Self.number, "--paper", "核查笔录 12 号", as: "wang-qiang")
            #expect(try due(hall) == "2026-03-09T17:30")
            let why = try done(hall, "case", Self.number, "--why-due", as: "li-na")
            #expect(why.text.contains("inspection, paper 核查通知 12 号"), "\(why)")
            #expect(why.text.contains("2026-03-05 Thu  day 1 of 3 working days"), "\(why)")
            #expect(why.text.contains("Ends 2026-03-09 17:30"), "\(why)")
            let chinese = try done(hall, "case", Self.number, "--why-due", "--lang", "zh", as: "li-na")
            #expect(chinese.text.contains("第1日(共3个工作日)") && chinese.text.contains("届满:2026-03-09 17:30"), "\(chinese)")
            let clocks: [WhyDueBody] = try hall.ask("case", Self.number, "--why-due")
            #expect(clocks.map(\.subject).contains("promised") && clocks.first?.explanation["due"].textValue != nil)
        }
    }

    @Test func extension_askedForApprovedAndTold_movesTheDate() throws {
        try withReview { hall in
            try refused(hall, 3, "not-permitted", "extend", Self.number, "--by", "4 working days", "--reason", "x", as: "wang-qiang")
            try refused(hall, 3, "not-permitted", "extend", Self.number, "--by", "1 working day", "--reason", "x", as: "li-na")
            try done(hall, "extend", Self.number, "--by", "2 working days", "--reason", "函询未复", as: "wang-qiang")
            let inbox: [TaskBody] = try hall.ask("inbox", as: "zhao-min")
            let wanted = try #require(inbox.first { $0.kind == .extension })
            #expect(wanted.askedBy == "wang-qiang")
            #expect(wanted.title.zh == "延期申请：2个工作日")
            let table = try done(hall, "inbox", "--lang", "zh", as: "zhao-min")
            #expect(table.text.contains("延期申请") && table.text.contains("王强提出"), "\(table)")
            let secrets: [String: DataValue] = try hall.ask("case", Self.number, "--private", "--reason", "decide", as: "zhao-min")
            #expect(secrets.values.contains { $0.textValue == "函询未复" }, "who decides can read why: \(secrets)")
            try refused(hall, 3, "wrong-role", "act", String(wanted.number), "approve", as: "li-na")
            try done(hall, "act", String(wanted.number), "approve", as: "zhao-min")
            try hall.settle()
            #expect(try due(hall) == "2026-03-09T17:30")
            #expect(try hall.detail(Self.number).documents.map(\.name).contains("extension"), "the applicant is told by a notice")
            try refused(hall, 3, "not-permitted", "extend", Self.number, "--by", "1 working day", "--reason", "again", as: "wang-qiang")
        }
    }

    @Test func ladder_overTheRealDaemon_makesTheLetterAndMovesTheWork() throws {
        try withReview { hall in
            try hall.settle(at: "2026-03-06T09:00:00+08:00")
            let letter = try #require(try hall.detail(Self.number).documents.first { $0.name == "reminder" })
            #expect(FileManager.default.fileExists(atPath: letter.path))
            let red: [CaseBody] = try hall.ask("cases", "--light", "red")
            #expect(red.map(\.number) == [Self.number])
            try hall.settle(at: "2026-03-09T09:00:00+08:00")
            let inbox: [TaskBody] = try hall.ask("inbox", as: "zhao-min")
            #expect(inbox.contains { $0.step == "review" && $0.holder == "zhao-min" })
            try done(hall, "act", try hall.task("review", of: Self.number), "approve", as: "zhao-min")
        }
    }

    // MARK: Looking

    @Test func deadlines_areSortedByTheBusinessTimeThatIsLeft() throws {
        try withReview { hall in
            let list: DeadlineListBody = try hall.ask("deadlines")
            #expect(list.now == hall.now)
            #expect(list.deadlines.map(\.remainingMilliseconds) == list.deadlines.map(\.remainingMilliseconds).sorted())
            let promised = try #require(list.deadlines.first { $0.title.en == "promised limit" })
            #expect(promised.remaining.en == "3 working days" && promised.turnsTo == "yellow")
            #expect(promised.answerable == ["wang-qiang"])
            let near: DeadlineListBody = try hall.ask("deadlines", "--within", "1 working day")
            #expect(near.deadlines.allSatisfy { ($0.turnsAt ?? "") <= "2026-03-03T17:30:00+08:00" }, "\(near.deadlines.map(\.turnsAt))")
            #expect(!near.deadlines.contains { $0.title.en == "promised limit" })
            let mine: DeadlineListBody = try hall.ask("deadlines", "--mine", as: "li-na")
            #expect(mine.deadlines.isEmpty)
            try hall.settle(at: "2026-03-09T09:00:00+08:00")
            let later: DeadlineListBody = try hall.ask("deadlines", "--mine", as: "zhao-min")
            #expect(
                later.deadlines.contains { $0.light == "red" && $0.remaining.en == "passed 2 working days ago" },
                "\(later.deadlines.map(\.remaining.en))")
            let board = try done(hall, "watch", "--once", "--lang", "zh", as: "li-na")
            #expect(board.text.contains("督办 · 时限看板") && board.text.contains("红 "), "\(board)")
        }
    }

    @Test func iCalendar_ofAPerson_hasStableNamesAndCountsMoves() throws {
        try withReview { hall in
            let first = try done(hall, "deadlines", "--ics", "--person", "wang-qiang", as: "wang-qiang").text
            #expect(first.hasPrefix("BEGIN:VCALENDAR\r\n") && first.hasSuffix("END:VCALENDAR\r\n"))
            #expect(first == (try done(hall, "deadlines", "--ics", as: "wang-qiang").text), "the same deadlines give the same bytes")
            let names = first.components(separatedBy: "\r\n").filter { $0.hasPrefix("UID:") }
            #expect(!names.isEmpty && Set(names).count == names.count)
            #expect(!first.contains(Story.name) && !first.contains(Story.identity), "nothing of the applicant")
            try done(hall, "clock", "stop", Self.number, "--reason", "inspection", as: "wang-qiang")
            try done(hall, "clock", "resume", Self.number, as: "wang-qiang")
            let moved = try done(hall, "deadlines", "--ics", as: "wang-qiang").text
            #expect(moved.components(separatedBy: "\r\n").filter { $0.hasPrefix("UID:") } == names)
            #expect(moved.contains("SEQUENCE:2"), "\(moved)")
            try refused(hall, 3, "not-permitted", "deadlines", "--ics", "--person", "wang-qiang", as: "li-na")
            try done(hall, "deadlines", "--ics", "--person", "wang-qiang", as: "zhao-min")
        }
    }

    // MARK: People

    @Test func handOver_offeredAndAccepted_movesTheMatter() throws {
        try withReview { hall in
            let task = try hall.task("review", of: Self.number)
            try refused(hall, 3, "not-permitted", "handover", task, "--to", "wang-qiang", as: "wang-qiang")
            try refused(hall, 3, "wrong-role", "handover", task, "--to", "li-na", as: "wang-qiang")
            try refused(hall, 3, "separation-of-duties", "handover", task, "--to", "liu-yan", as: "wang-qiang")
            try done(hall, "handover", Self.number, "--to", "li-na", as: "wang-qiang")
            #expect(try hall.detail(Self.number).summary.owner == "wang-qiang", "nobody has accepted it")
            let offered: [TaskBody] = try hall.ask("inbox", as: "li-na")
            #expect(offered.first?.kind == .handOver && offered.first?.askedBy == "wang-qiang")
            try refused(hall, 5, "already-done", "accept", Self.number, as: "chen-jing")
            try done(hall, "decline", Self.number, as: "li-na")
            #expect(try hall.detail(Self.number).handOver == nil)
            try done(hall, "handover", Self.number, "--to", "li-na", as: "wang-qiang")
            try done(hall, "accept", Self.number, as: "li-na")
            #expect(try hall.detail(Self.number).summary.owner == "li-na")
        }
    }

    @Test func opinion_thatIsWanted_isGivenBeforeTheTaskIsDone() throws {
        try withReview { hall in
            let task = try hall.task("review", of: Self.number)
            try done(hall, "add-reviewer", task, "chen-jing", as: "wang-qiang")
            try refused(hall, 5, "opinion-pending", "act", task, "approve", as: "wang-qiang")
            let inbox: [TaskBody] = try hall.ask("inbox", as: "chen-jing")
            let wanted = try #require(inbox.first { $0.kind == .opinion })
            try refused(hall, 3, "reason-required", "act", String(wanted.number), "agree", as: "chen-jing")
            try done(hall, "act", String(wanted.number), "agree", "--comment", "材料齐全", as: "chen-jing")
            try done(hall, "act", task, "approve", as: "wang-qiang")
        }
    }

    @Test func sendingBackAndRecalling_areDoneOnce_withTheSameKey() throws {
        try withReview { hall in
            let task = try hall.task("review", of: Self.number)
            try refused(hall, 3, "reason-required", "act", task, "send-back", as: "wang-qiang")
            let words = ["act", task, "send-back", "--to", "intake", "--comment", "页数不符", "--key", "back-1"]
            let first = try hall.duban(words, as: "wang-qiang")
            #expect(first.code == 0, "\(first)")
            #expect(try hall.duban(words, as: "wang-qiang").text == first.text, "the same key gives the same answer")
            #expect(try hall.detail(Self.number).summary.steps == ["intake"])
            try done(hall, "recall", Self.number, as: "wang-qiang")
            #expect(try hall.detail(Self.number).summary.steps == ["review"])
            try refused(hall, 5, "too-late", "recall", Self.number, as: "li-na")
        }
    }

    @Test func suspendedWithdrawnAndCommentedCases_sayWhy() throws {
        try withReview { hall in
            try done(hall, "comment", Self.number, "申请人来电询问", as: "liu-yan")
            try refused(hall, 3, "wrong-role", "suspend", Self.number, "--reason", "诉讼", as: "li-na")
            try done(hall, "suspend", Self.number, "--reason", "诉讼", as: "zhao-min")
            #expect(try hall.detail(Self.number).isSuspended)
            let task = try hall.task("review", of: Self.number)
            try refused(hall, 5, "case-suspended", "act", task, "approve", as: "wang-qiang")
            try done(hall, "resume", Self.number, "--reason", "诉讼终结", as: "zhao-min")
            try refused(hall, 5, "already-done", "resume", Self.number, "--reason", "x", as: "zhao-min")
            try done(hall, "withdraw", Self.number, "--reason", "申请人撤回", as: "li-na")
            try hall.settle()
            #expect(try hall.detail(Self.number).summary.outcome == "withdrawn")
            try refused(hall, 5, "case-ended", "cancel", Self.number, "--reason", "x", as: "zhao-min")
            let secrets: [String: DataValue] = try hall.ask("case", Self.number, "--private", "--reason", "look", as: "liu-yan")
            for said in ["申请人来电询问", "诉讼", "申请人撤回"] { #expect(secrets.values.contains { $0.textValue == said }, "\(said): \(secrets)") }
        }
    }

    // MARK: Accountability

    @Test func entry_contestedAndSetAside_staysReadableInTheReport() throws {
        try withReview { hall in
            try hall.settle(at: "2026-03-05T18:00:00+08:00")
            let entry = try #require(try hall.detail(Self.number).accountability.first { $0.promise == "promised-limit" })
            #expect(entry.person == "wang-qiang" && entry.standing == "standing" && !entry.shares.isEmpty)
            let number = String(entry.entry)
            try refused(hall, 3, "not-permitted", "contest", Self.number, number, "--reason", "x", as: "li-na")
            try done(hall, "contest", Self.number, number, "--reason", "系统停机", as: "wang-qiang")
            try refused(hall, 3, "not-permitted", "settle", Self.number, number, "--set-aside", "--reason", "x", as: "wang-qiang")
            try done(hall, "settle", Self.number, number, "--set-aside", "--reason", "属实", as: "zhao-min")
            let report: AccountabilityReportBody = try hall.ask("report", "accountability", "--month", "2026-03", as: "zhao-min")
            #expect(report.entries.first { $0.entry == entry.entry }?.standing == "set-aside")
            let person = try #require(report.people.first { $0.person == "wang-qiang" })
            #expect(person.counts.setAside == 1 && person.office == "certificates")
            #expect(person.counts.counting == report.entries.count { $0.person == "wang-qiang" && $0.standing != "set-aside" })
            let csv = try done(hall, "report", "accountability", "--month", "2026-03", "--csv", as: "zhao-min").text
            #expect(csv.contains("\(Self.number),\(number),2026-03-05T17:30:00+08:00,promised-limit,wang-qiang"), "\(csv)")
            #expect(csv.contains(",set-aside,"))
            let own: AccountabilityReportBody = try hall.ask("report", "accountability", "--month", "2026-03", as: "li-na")
            #expect(own.entries.allSatisfy { $0.person == nil || $0.person == "li-na" })
            try refused(hall, 3, "not-permitted", "report", "accountability", "--month", "2026-03", "--person", "wang-qiang", as: "li-na")
            let other: AccountabilityReportBody = try hall.ask("report", "accountability", "--month", "2026-04", as: "zhao-min")
            #expect(other.entries.isEmpty)
        }
    }

    // MARK: Calendars

    private func corrected(_ hall: HallUnderTest, holiday: String = "03-04") throws -> String {
        let shipped = try String(contentsOfFile: "\(Place.root)/config/calendars/cn.yaml", encoding: .utf8)
        let parts = shipped.components(separatedBy: "\n  2026:\n")
        #expect(parts.count == 2, "the shipped calendar still has the year that the test changes")
        let year = parts[1].replacing("tomb-sweeping-day: [\"04-06\"]", with: "tomb-sweeping-day: [\"\(holiday)\", \"04-06\"]")
        #expect(year != parts[1], "the shipped calendar still has the line that the test changes")
        let text = parts[0] + "\n  2026:\n" + year
        return try hall.scratch.write("cn-\(holiday).yaml", text)
    }

    @Test func calendar_thatIsCorrected_movesOpenCasesAndSurvivesARestart() throws {
        try withReview { hall in
            let file = try corrected(hall)
            try refused(hall, 3, "wrong-role", "calendar", "load", file, as: "zhao-min")
            let preview: CalendarInForceBody = try hall.ask("calendar", "load", file, "--dry-run", as: "admin")
            #expect(preview.movedCases == 1 && preview.laterMilliseconds == 86_400_000)
            #expect(try due(hall) == "2026-03-05T17:30", "nothing was changed")
            let loaded: CalendarInForceBody = try hall.ask("calendar", "load", file, as: "admin")
            #expect(loaded.isDone && loaded.movedCases == 1)
            #expect(loaded.moves?.contains { $0.subject == "promised" && $0.before?.hasPrefix("2026-03-05T17:30") == true } == true)
            #expect(try due(hall) == "2026-03-06T17:30")
            #expect(try hall.detail(Self.number).events.contains { $0.kind == "clock-rederived" && $0.actor == "staff:admin" })
            let why = try done(hall, "case", Self.number, "--why-due", as: "li-na")
            #expect(why.text.contains("2026-03-04 Wed  holiday: Tomb-sweeping Day"), "\(why)")
            try refused(hall, 5, "already-done", "calendar", "load", file, as: "admin")
            try hall.kill()
            try hall.start()
            #expect(try due(hall) == "2026-03-06T17:30")
            try hall.settle(at: "2026-03-05T18:00:00+08:00")
            let yellow: [CaseBody] = try hall.ask("cases", "--light", "yellow")
            #expect(yellow.map(\.number) == [Self.number], "the calendar that was loaded holds, not the file of the configuration")
            let list: [CalendarInForceBody] = try hall.ask("calendar", "list", as: "li-na")
            #expect(list.map(\.number) == [2, 1] && list.first?.actor == "staff:admin")
        }
    }

    @Test func calendar_thatCannotBeUsed_isRefusedWithItsFindings() throws {
        try withReview { hall in
            let shipped = try String(contentsOfFile: "\(Place.root)/config/calendars/cn.yaml", encoding: .utf8)
            let both = try hall.scratch.write("both.yaml", shipped.replacing("labour-day: [\"05-09\"]", with: "labour-day: [\"05-01\"]"))
            let output = try hall.duban("calendar", "load", both, as: "admin")
            #expect(output.code == 3 && output.error.contains("05-01"), "\(output)")
            let other = try hall.scratch.write("other.yaml", shipped.replacing("calendar: cn", with: "calendar: mars"))
            let refusal = try hall.duban("calendar", "load", other, as: "admin")
            #expect(refusal.code == 3 && refusal.error.contains("mars"), "\(refusal)")
            #expect(try due(hall) == "2026-03-05T17:30")
        }
    }

    @Test func dueDate_beyondThePublishedYears_isShownAsProvisional() throws {
        try HallUnderTest.open { hall in
            try hall.settle(at: "2026-12-30T09:00:00+08:00")
            let whole = Story.application.replacing("\"household-register\": 4", with: "\"household-register\": 4, \"photo\": 1")
            _ = try hall.duban("apply", "certificate-issuance", "--data", "-", as: "liu-yan", input: whole)
            try hall.settle()
            let cases = try done(hall, "cases", as: "li-na")
            #expect(cases.text.contains("(provisional)"), "\(cases)")
            let inbox = try done(hall, "inbox", "--all", "--lang", "zh", as: "li-na")
            #expect(inbox.text.contains("（暂定）"), "\(inbox)")
            let list: DeadlineListBody = try hall.ask("deadlines")
            #expect(list.deadlines.contains { $0.isProvisional })
            let shown = try done(hall, "case", Self.number, as: "li-na")
            #expect(shown.text.contains("provisional"), "\(shown)")
            try done(hall, "act", try hall.task("review", of: Self.number), "claim", as: "wang-qiang")
            let calendar = try done(hall, "deadlines", "--ics", as: "wang-qiang")
            #expect(calendar.text.contains("STATUS:TENTATIVE"))
        }
    }
}
