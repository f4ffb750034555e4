import DubanAPI
import Foundation
import Testing

@Suite("The command line as a clerk sees it", .blocking)
struct CommandLineTests {
    @Test func verbs_help_saysWhatEachIsFor() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let verbs = [
            "apply", "inbox", "act", "amend", "attach", "case", "cases", "find", "register", "queue", "workflow", "dev", "dev advance",
            "queue dead", "queue retry", "queue pause", "queue resume", "queue hurry", "workflow check", "workflow list", "workflow reload",
        ]
        let overview = try Program.run(Place.duban, ["--help"], scratch: scratch)
        #expect(overview.code == 0 && overview.text.contains("Exit codes: 0 done, 2 usage, 3 refused"), "\(overview)")
        for verb in verbs {
            let output = try Program.run(Place.duban, verb.split(separator: " ").map(String.init) + ["--help"], scratch: scratch)
            #expect(output.code == 0 && output.text.hasPrefix("OVERVIEW: "), "duban \(verb) --help: \(output)")
            #expect(output.text.contains("USAGE: duban \(verb)"), "duban \(verb) --help: \(output)")
        }
        let audit = try Program.run(Place.duban, ["audit", "verify", "--help"], scratch: scratch)
        #expect(audit.code == 0 && audit.text.contains("--anchor"), "duban audit hands over to the duband beside it: \(audit)")
    }

    @Test func lists_ofAnEmptyHall_saySo() throws {
        try HallUnderTest.open { hall in
            let expected = [
                (["inbox"], "Nothing waits.", "没有待办。"), (["cases"], "No case.", "没有办件。"),
                (["find", "某某"], "No case.", "没有办件。"), (["register"], "No register has an entry yet.", "尚无台账记录。"),
                (["queue", "dead", "documents"], "No dead job.", "没有失败的作业。"),
            ]
            for (words, english, chinese) in expected {
                let answers = try [
                    hall.duban(words), hall.duban(words, locale: "zh_CN.UTF-8"), hall.duban(words + ["--lang", "zh"]),
                ]
                #expect(answers.map(\.text) == [english + "\n", chinese + "\n", chinese + "\n"])
            }
        }
    }

    @Test func verbs_withJSON_printWhatTheAPIGave() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .approval)
            let verbs = [
                ["inbox", "--all"], ["cases"], ["case", "CERT-2026-0001"], ["find", Story.name], ["register"],
                ["register", "certificates"],
                ["queue"], ["queue", "dead", "documents"], ["workflow", "list"], ["dev", "advance", "1 working hour"],
            ]
            for words in verbs {
                let output = try hall.duban(words + ["--json"], locale: "zh_CN.UTF-8")
                #expect(output.code == 0, "\(words): \(output)")
                #expect((try? JSONSerialization.jsonObject(with: Data(output.text.utf8))) != nil, "\(words): \(output)")
            }
            let refusal = try hall.duban("case", "NONE", "--json")
            let body = try JSONDecoder().decode(ErrorBody.self, from: Data(refusal.error.utf8))
            #expect(refusal.code == 4 && body.code == "unknown-case" && refusal.text.isEmpty)
        }
    }

    @Test func tables_withChineseText_areAligned() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .claim)
            for words in [["inbox", "--all"], ["cases"], ["workflow", "list"], ["case", "CERT-2026-0001", "--events"]] {
                let output = try hall.duban(words, locale: "zh_CN.UTF-8")
                let table = output.text.split(separator: "\n").map(String.init).drop { !$0.hasPrefix("#") && words[0] == "case" }
                let rule = try #require(table.dropFirst().first, "\(output)")
                let edges = columns(of: rule)
                for row in table {
                    for edge in edges { #expect(isGap(before: edge, in: row), "column \(edge) of \"\(row)\" in\n\(output.text)") }
                }
            }
        }
    }

    /// Where columns begin, in columns of a terminal, by the line under the headings.
    private func columns(of rule: String) -> [Int] {
        let characters = Array(rule)
        return characters.indices.dropFirst().filter { characters[$0] == "─" && characters[$0 - 1] == " " }
    }

    /// Whether the terminal's column before another is blank, where wide characters take two.
    private func isGap(before edge: Int, in row: String) -> Bool {
        var column = 0
        for scalar in row.unicodeScalars {
            let width = scalar.value >= 0x2E80 && scalar.value < 0xFFE7 ? 2 : 1
            if column + width >= edge { return column + width == edge && scalar == " " }
            column += width
        }
        return true
    }

    @Test func case_inEitherLanguage_isReadable() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .claim)
            try hall.settle(at: "2026-03-10T09:00:00+08:00")
            let english = try hall.duban("case", "CERT-2026-0001", "--events", "--why")
            for part in [
                "CERT-2026-0001  Certificate issuance  red", "Review · opened 2026-03-02 09:00 · owner Wang Qiang · due 2026-03-09 17:30",
                "Name             ••••", "Photograph", "promised limit", "3 working days", "due 2026-03-09 17:30",
                "answerable Wang Qiang, told Zhao Min", "missing.size() > 0", "Notice issued: One-time notice, naming Photograph",
                "Red: the limit is passed (promised limit, due 2026-03-09 17:30)",
            ] {
                #expect(english.text.contains(part), "\(part) is missing from:\n\(english.text)")
            }
            #expect(!english.text.contains("Z "), "no instant in UTC")
            let chinese = try hall.duban("case", "CERT-2026-0001", "--events", locale: "zh_CN.UTF-8")
            for part in ["证件办理  红", "责任人 王强", "承诺时限", "3个工作日", "审核", "问责：承诺时限，责任人 王强，通报 赵敏", "红灯：已经超期"] {
                #expect(chinese.text.contains(part), "\(part) is missing from:\n\(chinese.text)")
            }
        }
    }

    @Test func refusal_inAChineseLocale_hasAChineseHeadline() throws {
        try HallUnderTest.open { hall in
            let output = try hall.duban("act", "99", "approve", locale: "zh_CN.UTF-8")
            #expect(output.code == 4)
            #expect(output.error.hasPrefix("duban: 没有这个待办 [unknown-task]\n"), "\(output)")
        }
    }

    @Test func register_asCSV_isQuoted() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .approval)
            let lines = try hall.duban("register", "certificates", "--csv").text.split(separator: "\n")
            #expect(lines == ["NUMBER,CASE,ENTERED,holder,kind", "XWZ-2026-00001,CERT-2026-0001,2026-03-04 09:00,••••,departure"])
        }
    }

    @Test func queue_pausedAndResumed_holdsItsJobsMeanwhile() throws {
        try HallUnderTest.open { hall in
            #expect(try hall.duban("apply", "certificate-issuance", "--data", "-", input: Story.application).code == 0)
            try hall.settle()
            let paused: [QueueBody] = try hall.ask("queue", "pause", "documents", as: "admin")
            #expect(paused.filter(\.isPaused).map(\.name) == ["documents"])
            #expect(try hall.duban("apply", "certificate-issuance", "--data", "-", input: Story.application).code == 0)
            try hall.settle()
            #expect(try hall.detail("CERT-2026-0002").documents.isEmpty)
            let denied = try hall.duban("queue", "resume", "documents", as: "li-na")
            #expect(denied.code == 3, "queues are the administrator's: \(denied)")
            #expect(try hall.duban("queue", "resume", "documents", as: "admin").code == 0)
            try hall.settle()
            #expect(try hall.detail("CERT-2026-0002").documents.count == 1)
        }
    }
}
