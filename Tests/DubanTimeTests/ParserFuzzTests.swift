import DubanModel
import DubanTime
import DubanWorkflows
import Testing

/// Parsers meet anything: they answer or refuse, and never end the process. What they read they write so that it reads the same.
struct ParserFuzzTests {
    private static let seeds = [
        "3 working days", "30 calendar days, holiday or not", "十五个工作日,节假日顺延", "until 2026-06-30T17:00:00.5+08:00",
        "monthly on the last working day at 09:00",
        "every Monday and Thursday or the next working day", "每月15日,节假日提前 9:00", "yearly on 02-29", "2026-03-02T24:00:00Z", "P3D",
        "一二三千百十个月",
    ]
    private static let letters = Array(seeds.joined() + "0123456789-+:.,/ TZ\u{0}\u{301}\u{FF13}\u{2212}🕰日")

    private static func garbled(using generator: inout SeededGenerator) -> String {
        var text = Array(seeds.randomElement(using: &generator) ?? "")
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let index = Int.random(in: 0...text.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0 where index < text.count: text.remove(at: index)
            case 1 where index < text.count: text[index] = letters.randomElement(using: &generator) ?? " "
            default:
                text.insert(contentsOf: letters.shuffled(using: &generator).prefix(Int.random(in: 1...3, using: &generator)), at: index)
            }
        }
        return String(text)
    }

    @Test(arguments: UInt64(1)...8)
    func parsers_ofGarbledTexts_answerOrRefuse(seed: UInt64) throws {
        let calendar = try officialCalendar()
        let start = try instant("2026-03-02T09:00:00+08:00")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_500 {
            let text = Self.garbled(using: &generator)
            if let limit = try? Limit(text) {
                for language in Language.allCases { #expect(try Limit(limit.text(language)) == limit, "\(text.debugDescription)") }
                if let due = try? calendar.due(from: start, limit: limit) { #expect(WorkingCalendar.supportedDays.contains(due.day)) }
                _ = try? calendar.explanation(from: start, limit: limit).lines(.chinese)
            }
            if let schedule = try? Schedule(text) {
                #expect(try Schedule(schedule.description) == schedule, "\(text.debugDescription)")
                if let next = try? schedule.firstOccurrence(after: start, in: calendar) {
                    #expect(next > start, "\(text.debugDescription)")
                }
            }
            if let moment = try? Moment(text) { #expect(try Moment(moment.description) == moment) }
        }
    }

    @Test(arguments: UInt64(1)...6)
    func calendarLoader_ofAGarbledFile_loadsOrListsFindings(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let good = Array(CalendarLoaderTests.good.utf8)
        for _ in 0..<60 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[index] = good[Int.random(in: 0..<good.count, using: &generator)]
                } else {
                    bytes.remove(at: index)
                }
            }
            let findings = CalendarLoader.findings(bytes, file: "garbled.yaml")
            let calendar = try? CalendarLoader.load(bytes, file: "garbled.yaml").calendar
            #expect((calendar == nil) == !findings.isEmpty)
        }
    }
}
