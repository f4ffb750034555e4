import DubanAPI
import DubanModel
import Foundation
import Testing

@testable import DubanCommands

@Suite("The report of accountability as CSV")
struct AccountabilityReportTests {
    private func text(_ text: String) -> TextBody { TextBody(LocalizedText(english: text, chinese: text)) }

    @Test func csv_ofEntries_isRFC4180WithAByteOrderMark() {
        let entry = AccountabilityBody(
            entry: 14, standing: "set-aside", standingTitle: text("set aside"),
            shares: [ShareBody(person: "wang-qiang", personName: text("王强"), minutes: 930)], caseNumber: "CERT-2026-0002",
            at: "2026-03-09T17:30:00+08:00", person: "wang-qiang", personName: text("王强, \"老王\""), supervisor: "zhao-min",
            supervisorName: text("赵敏"), promise: "promised-limit", promiseTitle: text("承诺时限"))
        let report = AccountabilityReportBody(
            month: "2026-03", entries: [entry],
            people: [.init(person: "wang-qiang", name: text("王强"), office: "certificates", counts: .init(), minutes: 930)], offices: [])
        let lines = AccountabilityReportView(report: report, language: .chinese).csv.components(separatedBy: "\r\n")
        #expect(lines[0] == "\u{FEFF}case,entry,at,promise,person,name,office,supervisor,standing,minutes,shares")
        #expect(
            lines[1]
                == "CERT-2026-0002,14,2026-03-09T17:30:00+08:00,promised-limit,wang-qiang,\"王强, \"\"老王\"\"\",certificates,zhao-min,set-aside,930,wang-qiang:930"
        )
        #expect(lines[2].isEmpty && lines.count == 3)
    }

    @Test(arguments: [("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\"")])
    func field_isQuotedWhereItMust(_ field: String, _ wanted: String) {
        #expect(AccountabilityReportView.quoted(field) == wanted)
    }
}
