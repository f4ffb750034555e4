import DubanModel
import DubanTime
import DubanWorkflows
import Testing

/// Calendars as files, and everything that can be wrong in them.
struct CalendarLoaderTests {
    static let good = """
        calendar: test
        title: {en: Test, zh: 测试}
        zone: Asia/Shanghai
        weekly: [monday, tuesday, wednesday, thursday, friday]
        hours: ["08:30-12:00", "13:30-17:30"]
        ends_on_holiday: {calendar days: stays}
        occasions:
          spring: {en: Spring Festival, zh: 春节}
          eve: {en: Eve, zh: 除夕}
        years:
          2026:
            announced: Paper 7
            announced_otherwise: {eve: Paper 8, "02-17": Paper 9}
            holidays:
              spring: ["02-16", "02-17"]
            workdays:
              spring: ["02-14"]
            half_days:
              eve: {"02-13": ["08:30-12:00"], "02-28": ["09:00-11:00"]}
        variants:
          bank:
            title: {en: Bank, zh: 银行}
            hours: ["09:00-17:00"]
          shop:
            title: {en: Shop, zh: 商店}
            weekly: {monday: ["09:00-17:00"], saturday: ["10:00-14:00"]}
        """

    private func load(_ text: String, variant: String? = nil) throws -> WorkingCalendar {
        try CalendarLoader.load(Array(text.utf8), file: "test.yaml", variant: variant).calendar
    }

    @Test func load_everyKey_isInTheCalendar() throws {
        let calendar = try load(Self.good)
        #expect(calendar.id == "test" && calendar.zone.id == "Asia/Shanghai" && calendar.publishedYears == 2026...2026)
        #expect(calendar.exceptions.map(\.day.description) == ["2026-02-13", "2026-02-14", "2026-02-16", "2026-02-17", "2026-02-28"])
        #expect(calendar.exceptions.map(\.announcement) == ["Paper 8", "Paper 7", "Paper 7", "Paper 9", "Paper 8"])
        #expect(calendar.hours(on: try day("2026-02-13")) == [.init(from: 510, to: 720)])
        #expect(calendar.hours(on: try day("2026-02-14")) == office)
        #expect(calendar.hours(on: try day("2026-02-28")) == [.init(from: 540, to: 660)])
        #expect(try calendar.holidayRule(of: Limit("3 calendar days")) == .stays)
        #expect(try calendar.holidayRule(of: Limit("3 calendar months")) == .nextWorkingDay)
    }

    @Test func load_aVariant_keepsTheHolidaysAtItsOwnHours() throws {
        let bank = try load(Self.good, variant: "bank")
        #expect(bank.id == "test/bank")
        #expect(bank.hours(on: try day("2026-02-12")) == [.init(from: 540, to: 1_020)])
        #expect(try ["2026-02-16", "2026-02-14"].map { bank.isWorking(try day($0)) } == [false, true])
        let shop = try load(Self.good, variant: "shop")
        #expect(shop.hours(on: try day("2026-02-14")) == [.init(from: 600, to: 840)])
        #expect(try ["2026-02-12", "2026-02-16", "2026-03-02"].map { shop.isWorking(try day($0)) } == [false, false, true])
        #expect(CalendarLoader.variants(Array(Self.good.utf8), file: "test.yaml") == ["bank", "shop"])
        let refusal = #expect(throws: Refusal.self) { try load(Self.good, variant: "banc") }
        #expect(refusal?.message.contains("did you mean \"bank\"?") == true)
    }

    /// What stands in the file instead, and the finding: line, column, and a part of the message.
    static let wrong: [(instead: String, of: String, finding: String, says: String)] = [
        ("Asia/Shangai", "Asia/Shanghai", "3:7: DW070", "did you mean \"Asia/Shanghai\"?"),
        ("[mondy, ", "[monday, ", "4:10: DW070", "did you mean \"monday\"?"),
        ("weekly: []", "weekly: [monday, tuesday, wednesday, thursday, friday]", "4:9: DW071", "no day of the week is a working day"),
        ("wekly: [", "weekly: [", "4:1: DW003", "did you mean \"weekly\"?"),
        ("\"11:30-17:30\"", "\"13:30-17:30\"", "5:24: DW071", "overlaps"),
        ("\"17:30-13:30\"", "\"13:30-17:30\"", "5:24: DW071", "must end after it begins"),
        ("\"13:30-25:00\"", "\"13:30-17:30\"", "5:24: DW070", "no hours of business"),
        ("half past one", "\"13:30-17:30\"", "5:24: DW070", "no hours of business"),
        ("{calendar days: perhaps}", "{calendar days: stays}", "6:34: DW070", "next working day"),
        ("{working days: stays}", "{calendar days: stays}", "6:19: DW003", "no key \"working days\""),
        ("{en: Spring Festival}", "{en: Spring Festival, zh: 春节}", "8:11: DW006", "both languages"),
        ("sprin: [\"02-14\"]", "spring: [\"02-14\"]", "17:7: DW070", "did you mean \"spring\"?"),
        ("[\"02-16\", \"02-16\"]", "[\"02-16\", \"02-17\"]", "15:25: DW071", "listed twice"),
        ("[\"02-16\", \"02-30\"]", "[\"02-16\", \"02-17\"]", "15:25: DW070", "no day of 2026"),
        ("[\"02-16\", \"02-14\"]", "[\"02-16\", \"02-17\"]", "15:25: DW071", "which is a day off already"),
        ("[\"02-16\"]", "[\"02-14\"]", "17:16: DW071", "both a holiday and a working day"),
        ("[\"02-12\"]", "[\"02-14\"]", "17:16: DW071", "working day already"),
        ("{\"02-16\": [", "{\"02-13\": [", "19:13: DW071", "both a holiday and a working day"),
        ("{\"02-13\": []", "{\"02-13\": [\"08:30-12:00\"]", "19:13: DW071", "no hours of business"),
        ("{\"02-13\": [\"12:00-08:30\"]", "{\"02-13\": [\"08:30-12:00\"]", "19:23: DW071", "must end after it begins"),
        (
            "eve: [\"02-13\"]", "eve: {\"02-13\": [\"08:30-12:00\"], \"02-28\": [\"09:00-11:00\"]}", "19:12: DW070",
            "written with their hours"
        ),
        ("  26:\n", "  2026:\n", "11:3: DW070", "no year"),
        ("announced_otherwise: {eave: Paper", "announced_otherwise: {eve: Paper", "13:27: DW070", "did you mean \"eve\"?"),
        ("\"09:00-09:00\"", "\"09:00-17:00\"", "23:13: DW071", "must end after it begins"),
        ("weekly: {someday: [", "weekly: {monday: [", "26:14: DW070", "no day of the week"),
        ("calendar: test\n  zone: x", "calendar: test", "2:7: DW001", "no YAML"),
    ]

    @Test(arguments: wrong)
    func findings_ofSomethingWrong_sayWhereAndWhat(_ instead: String, _ of: String, _ finding: String, _ says: String) throws {
        let text = Self.good.replacing(of, with: instead, maxReplacements: 1)
        #expect(text != Self.good)
        let findings = CalendarLoader.findings(Array(text.utf8), file: "test.yaml").map(\.description)
        #expect(findings.contains { $0.hasPrefix("test.yaml:\(finding)") && $0.contains(says) }, "\(findings)")
        let refusal = #expect(throws: Refusal.self) { try load(text) }
        #expect(refusal?.code == .invalidDefinition)
    }

    @Test func findings_ofSeveralThings_comeAllAtOnceInOrder() {
        let text = """
            calendar: test
            zone: Mars/Olympus
            weekly: [monday, sunday]
            hours: ["08:30-12:00", "11:00-17:30", "noon"]
            occasions: {spring: {en: Spring, zh: 春节}}
            years:
              2024: {holidays: {spring: ["02-13", "02-14"]}}
              2026: {holidays: {spring: ["02-16"]}, workdays: {spring: ["02-16"]}}
              2027: {}
            """
        let findings = CalendarLoader.findings(Array(text.utf8), file: "c.yaml")
        #expect(
            findings.map { "\($0.line):\($0.column) \($0.code)" } == [
                "1:1 DW004", "2:7 DW070", "4:24 DW071", "4:39 DW070", "7:30 DW071", "7:39 DW071", "8:3 DW071", "8:61 DW071", "9:3 DW070",
            ])
    }

    @Test func findings_ofTheShippedCalendar_areNone() throws {
        #expect(try CalendarLoader.findings(Repository.bytes("config/calendars/cn.yaml"), file: "cn.yaml").isEmpty)
        #expect(CalendarLoader.findings(Array(Self.good.utf8), file: "test.yaml").isEmpty)
    }

    @Test func init_withParts_listsEveryProblem() throws {
        let refusal = #expect(throws: Refusal.self) {
            try calendar(
                "Asia/Shanghai", exceptions: [holiday("2024-03-09"), holiday("2024-03-11"), workday("2024-03-11")], years: [2024, 2026])
        }
        #expect(refusal?.problems.map(\.path) == ["2024-03-09", "2024-03-11", "2026"])
    }

    @Test func init_withoutYears_isNeverProvisional() throws {
        let pattern = try calendar("Asia/Shanghai")
        #expect(pattern.publishedYears == nil)
        #expect(try !pattern.due(from: instant("2099-03-02T09:00:00+08:00"), limit: Limit("3 working days")).isProvisional)
    }
}
