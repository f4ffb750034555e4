import DubanAPI
import DubanModel

/// The report of accountability as tables, and as CSV.
struct AccountabilityReportView {
    let report: AccountabilityReportBody
    let language: Language

    private func say(_ phrases: Phrase...) -> [String] { phrases.map { $0[language] } }

    func show() {
        print(Phrase.sectionOffices[language])
        Output.table(
            say(.office, .counting, .contested, .upheld, .setAside),
            report.offices.map { [$0.office ?? "–"] + counts($0.counts) })
        print("\n" + Phrase.sectionPeople[language])
        Output.table(
            say(.person, .office, .counting, .contested, .upheld, .setAside, .minutes),
            report.people.map { [$0.name?[language] ?? "–", $0.office ?? "–"] + counts($0.counts) + [String($0.minutes)] })
        print("\n" + Phrase.sectionEntries[language])
        Output.table(
            say(.caseNumber, .entry, .when, .promise, .person, .told, .state, .shares),
            report.entries.map { entry in
                [
                    entry.caseNumber, String(entry.entry), Output.time(entry.at), entry.promiseTitle[language],
                    entry.personName?[language] ?? "–", entry.supervisorName?[language] ?? "–", entry.standingTitle[language],
                    shares(entry),
                ]
            })
    }

    private func counts(_ counts: AccountabilityReportBody.CountsBody) -> [String] {
        [counts.counting, counts.contested, counts.upheld, counts.setAside].map(String.init)
    }

    private func shares(_ entry: AccountabilityBody) -> String {
        entry.shares.map { "\($0.personName[language]) \($0.minutes)" }.joined(separator: ", ")
    }

    // MARK: CSV

    /// The entries, a line each, after a line of headings that stay English, so that a program reads them in any locale.
    var csv: String {
        let headings = ["case", "entry", "at", "promise", "person", "name", "office", "supervisor", "standing", "minutes", "shares"]
        let offices = Dictionary(report.people.map { ($0.person, $0.office) }, uniquingKeysWith: { first, _ in first })
        let rows = report.entries.map { entry in
            [
                entry.caseNumber, String(entry.entry), entry.at, entry.promise, entry.person ?? "", entry.personName?[language] ?? "",
                (offices[entry.person] ?? nil) ?? "", entry.supervisor ?? "", entry.standing,
                entry.shares.first { $0.person == entry.person }.map { String($0.minutes) } ?? "",
                entry.shares.map { "\($0.person):\($0.minutes)" }.joined(separator: " "),
            ]
        }
        return "\u{FEFF}" + ([headings] + rows).map { $0.map(AccountabilityReportView.quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A field as RFC 4180 writes it.
    static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
