import DubanModel
import DubanTime
import Testing

/// What people write for limits and moments.
struct LimitReadingTests {
    static let limits: [(text: String, limit: Limit)] = [
        ("3 working days", Limit(3, .workingDays)), ("1 working day", Limit(1, .workingDays)), ("1 working days", Limit(1, .workingDays)),
        ("30 calendar days", Limit(30, .calendarDays)), ("2 calendar months", Limit(2, .calendarMonths)),
        ("1 calendar year", Limit(1, .calendarYears)), ("8 working hours", Limit(8, .workingHours)),
        ("90 working minutes", Limit(90, .workingMinutes)),
        ("  3   WORKING\tDays ", Limit(3, .workingDays)), ("3workingdays", Limit(3, .workingDays)),
        ("003 working days", Limit(3, .workingDays)),
        ("3个工作日", Limit(3, .workingDays)), ("3 个 工作日", Limit(3, .workingDays)), ("3个工作日", Limit(3, .workingDays)),
        ("三个工作日", Limit(3, .workingDays)), ("十五个工作日", Limit(15, .workingDays)), ("二十日", Limit(20, .calendarDays)),
        ("30日", Limit(30, .calendarDays)), ("30天", Limit(30, .calendarDays)), ("一百二十日", Limit(120, .calendarDays)),
        ("2个月", Limit(2, .calendarMonths)), ("两个月", Limit(2, .calendarMonths)), ("1年", Limit(1, .calendarYears)),
        ("8个工作小时", Limit(8, .workingHours)),
        ("7 calendar days, holiday or not", Limit(7, .calendarDays, ending: .stays)),
        ("7 calendar days or the working day before", Limit(7, .calendarDays, ending: .previousWorkingDay)),
        ("7 calendar days or the next working day", Limit(7, .calendarDays, ending: .nextWorkingDay)),
        ("7日,节假日顺延", Limit(7, .calendarDays, ending: .nextWorkingDay)), ("7日,节假日不顺延", Limit(7, .calendarDays, ending: .stays)),
        ("7日,遇节假日提前", Limit(7, .calendarDays, ending: .previousWorkingDay)),
        ("1000000 working days", Limit(1_000_000, .workingDays)),
    ]

    @Test(arguments: limits)
    func limit_asPeopleWriteIt_isRead(_ text: String, _ limit: Limit) throws {
        #expect(try Limit(text) == limit)
        #expect(try Limit(limit.text(.english)) == limit)
        #expect(try Limit(limit.text(.chinese)) == limit)
    }

    @Test func limit_untilAMoment_isRead() throws {
        #expect(try Limit("until 2026-06-30") == Limit(until: .day(try day("2026-06-30"))))
        #expect(try Limit("By 2026-06-30 17:00") == Limit(until: .local(try day("2026-06-30"), milliseconds: 61_200_000)))
        #expect(try Limit("至2026-06-30T17:00:00+08:00") == Limit(until: .instant(try instant("2026-06-30T09:00:00Z"))))
        let rolled = Limit(until: .day(try day("2026-10-01")), ending: .nextWorkingDay)
        #expect(try Limit("until 2026-10-01 or the next working day") == rolled)
        #expect(try Limit(rolled.text(.chinese)) == rolled)
    }

    static let refused: [(text: String, says: String)] = [
        ("0 working days", "at least 1"), ("-1 working days", "at least 1"), ("−5 working days", "at least 1"), ("0日", "at least 1"),
        ("零日", "at least 1"),
        ("1000001 working days", "at most 1000000"), ("1000000000 working days", "at most 1000000"),
        ("99999999999999999999 working days", "at most 1000000"),
        ("3.5 working days", "whole"), ("1,000 working days", "whole"), ("+3 working days", "begin with a whole number"),
        ("", "begin with a whole number"), ("soon", "begin with a whole number"), ("working days", "begin with a whole number"),
        ("3", "say of what, such as \"3 working days\""), ("3 days", "\"3 working days\" or \"3 calendar days\""),
        ("1 day", "\"1 working day\" or \"1 calendar day\""),
        ("8 hours", "\"8 working hours\""), ("2 months", "\"2 calendar months\""), ("3 business days", "\"3 working days\""),
        ("8小时", "\"8 working hours\""),
        ("3 workin days", "did you mean \"3 working days\"?"), ("3 calender months", "did you mean \"3 calendar months\"?"),
        ("3 fortnights", "there are working days, calendar days"), ("3个工作曰", "did you mean \"3 working days\"?"),
        ("3 working days, holiday or not", "never end on a holiday"), ("until tomorrow", "\"TOMORROW\" is no instant"),
        ("until 2026-02-30", "no calendar has"),
        ("3 working days 4 working days", "no such unit"), (String(repeating: "9", count: 500), "too long"),
    ]

    @Test(arguments: refused)
    func limit_thatIsNone_isRefusedWithWhatToWrite(_ text: String, _ says: String) throws {
        let error = #expect(throws: LimitError.self) { try Limit(text) }
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }

    static let moments: [(text: String, instant: String)] = [
        ("2026-03-02T09:00:00+08:00", "2026-03-02T01:00:00Z"), ("2026-03-02t09:00:00.1239z", "2026-03-02T09:00:00.123Z"),
        ("2026-03-02 09:00+0800", "2026-03-02T01:00:00Z"), ("2026-03-02T09:00:00+08", "2026-03-02T01:00:00Z"),
        ("2026-03-02T09:00:00,5-05:30", "2026-03-02T14:30:00.500Z"),
        ("2026-03-02T09:00", "2026-03-02T01:00:00Z"), ("2026-03-02T24:00", "2026-03-02T16:00:00Z"), ("2026-03-02", "2026-03-01T16:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"), ("0001-01-01", "0000-12-31T15:54:17Z"), ("9999-12-31", "9999-12-30T16:00:00Z"),
    ]

    @Test(arguments: moments)
    func moment_asPeopleWriteIt_isReadInTheOfficesZone(_ text: String, _ expected: String) throws {
        let calendar = try calendar("Asia/Shanghai")
        let moment = try Moment(text)
        #expect(calendar.instant(of: moment).description == expected)
        #expect(try Moment(moment.description) == moment)
    }

    @Test(arguments: [
        "", "now", "2026-3-2", "2026-02-29", "2026-13-01", "0000-01-01", "2026-03-02T9:00", "2026-03-02T25:00", "2026-03-02T24:01",
        "2026-03-02T09:60",
        "2026-03-02T09:00:61", "2026-03-02T09:00+8:00", "2026-03-02T09:00+24:00", "2026-03-02T09:00:00.", "2026-03-02T09:00Zx", "20260302",
        "１２３４-０３-０２",
        "2026-03-02T+9:00", "2026-03-02T", " 2026-03-02",
    ])
    func moment_thatIsNone_isRefused(_ text: String) throws {
        #expect(throws: MomentError.self) { try Moment(text) }
    }

    @Test func isLonger_inOtherUnits_isNotKnown() {
        #expect(Limit(3, .workingDays).isLonger(than: Limit(2, .workingDays)) == true)
        #expect(Limit(3, .workingDays).isLonger(than: Limit(3, .workingDays)) == false)
        #expect(Limit(30, .calendarDays).isLonger(than: Limit(1, .calendarMonths)) == nil)
    }
}
