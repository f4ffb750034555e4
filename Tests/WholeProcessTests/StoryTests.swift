import DubanAPI
import DubanModel
import Foundation
import Testing

@Suite("The story of the demo over the real binaries", .blocking)
struct StoryTests {
    @Test func certificate_fromApplicationToHandOver_isIssuedWithItsPapers() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall)
            let detail = try hall.detail("CERT-2026-0001")
            #expect(detail.summary.outcome == "issued")
            #expect(detail.summary.owner == "li-na", "who hands over owns the matter last")
            #expect(detail.documents.map(\.name) == ["one-time-notice", "receipt", "certificate"])
            #expect(detail.materials.map(\.id) == ["household-register", "id-card", "photo"])
            #expect(detail.data["certificate"]["number"].textValue == "XWZ-2026-00001")
            #expect(detail.accountability.isEmpty)
            let entries: [RegisterEntryBody] = try hall.ask("register", "certificates")
            #expect(entries.map(\.label) == ["XWZ-2026-00001"])
            #expect(entries.first?.fields["holder"].textValue == DataValue.mask, "the register masks the person")
            let cases: [CaseBody] = try hall.ask("find", "-", input: Story.name + "\n")
            #expect(cases.map(\.number) == ["CERT-2026-0001"])
            let byNumber: [CaseBody] = try hall.ask("find", "-", input: Story.identity + "\n")
            #expect(byNumber.map(\.number) == ["CERT-2026-0001"])
        }
    }

    @Test func clock_pastThePromise_turnsYellowThenRedAndRecordsWhoAnswers() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .claim)
            let green: CaseDetailBody = try hall.detail("CERT-2026-0001")
            #expect(green.summary.light == "green")
            try hall.settle(at: "2026-03-09T12:00:00+08:00")
            let yellow: [CaseBody] = try hall.ask("cases", "--light", "yellow")
            #expect(yellow.map(\.number) == ["CERT-2026-0001"])
            try hall.settle(at: "2026-03-10T09:00:00+08:00")
            let red: [CaseBody] = try hall.ask("cases", "--light", "red")
            #expect(red.map(\.number) == ["CERT-2026-0001"])
            try hall.settle(at: "2026-03-17T09:00:00+08:00")
            let detail = try hall.detail("CERT-2026-0001")
            let promised = detail.accountability.filter { $0.promise == "promised-limit" }
            #expect(promised.map(\.person) == ["wang-qiang"])
            #expect(promised.map(\.supervisor) == ["zhao-min"])
            #expect(promised.first?.at == "2026-03-09T17:30:00+08:00", "recorded at the close of the third working day")
            let rungs = detail.events.filter { $0.kind == "rung-reached" && $0.detail["clock"] == promisedClock(detail) }
            #expect(rungs.compactMap { $0.detail["rung"].textValue } == ["remind", "due", "letter", "escalate", "criticise"])
            #expect(Set(rungs.map(\.at)).count == 5, "five different instants: \(rungs.map(\.at))")
        }
    }

    private func promisedClock(_ detail: CaseDetailBody) -> DataValue {
        let start = detail.events.first { $0.kind == "clock-started" && $0.detail["subject"].textValue == "promised" }
        return .integer(Int64(start?.sequence ?? 0))
    }

    @Test func advance_byALimit_movesWorkingDaysOfTheCalendar() throws {
        try HallUnderTest.open { hall in
            let friday: ClockBody = try hall.ask("dev", "advance", "4 working days")
            #expect(friday.now == "2026-03-06T09:00:00+08:00")
            let monday: ClockBody = try hall.ask("dev", "advance", "1 working day")
            #expect(monday.now == "2026-03-09T09:00:00+08:00")
            let back = try hall.duban("dev", "advance", "--to", "2026-03-01T00:00:00Z")
            #expect(back.code == 2)
            #expect(back.error.contains("never goes back to 2026-03-01T08:00:00+08:00"), "\(back)")
        }
    }

    @Test func refusalOfTheCase_withReason_endsItAndMakesTheDecision() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .claim)
            let task = try hall.task("review", of: "CERT-2026-0001")
            let bare = try hall.duban("act", task, "refuse", as: "wang-qiang")
            #expect(bare.code == 3)
            #expect(bare.error.contains("[reason-required]"), "\(bare)")
            let output = try hall.duban("act", task, "refuse", "--comment", "户籍不在本镇", as: "wang-qiang")
            #expect(output.code == 0, "\(output)")
            try hall.settle()
            let detail = try hall.detail("CERT-2026-0001")
            #expect(detail.summary.outcome == "refused")
            #expect(detail.documents.map(\.name).last == "refusal")
            #expect(try Ledger(hall.state).count("SELECT count(*) FROM registers") == 0)
        }
    }

    @Test func attachment_ofAPaper_isKeptSealedAndCountsAsReceived() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .application)
            let file = try hall.scratch.write("photo of the applicant.txt", "PIXELS-OF-A-FACE")
            let output = try hall.duban("attach", "CERT-2026-0001", file, "--material", "photo", as: "liu-yan")
            #expect(output.code == 0, "\(output)")
            #expect(try hall.detail("CERT-2026-0001").materials.contains { $0.id == "photo" && $0.pages == 1 })
            let found = try Search(hall.state + "/attachments").files(containing: ["PIXELS-OF-A-FACE", "photo of the applicant"])
            #expect(found.isEmpty, "the file and its name are sealed: \(found)")
            let secrets: [String: DataValue] = try hall.ask(
                "case", "CERT-2026-0001", "--private", "--reason", "checking the papers", as: "liu-yan")
            #expect(secrets["applicant.name"]?.textValue == Story.name)
            #expect(secrets["attachments.1.name"]?.textValue == "photo of the applicant.txt")
            #expect(try hall.detail("CERT-2026-0001").events.last?.kind == "private-read", "every read leaves a trace")
        }
    }

    @Test func amendment_byWhoHasAPart_changesTheFieldAndSaysSo() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .application)
            let other = try hall.duban("amend", "CERT-2026-0001", "certificate.purpose", "探亲", "--reason", "口误", as: "zhou-wei")
            #expect(other.code == 3, "\(other)")
            let output = try hall.duban("amend", "CERT-2026-0001", "certificate.purpose", "探亲", "--reason", "口误", as: "liu-yan")
            #expect(output.code == 0, "\(output)")
            let detail = try hall.detail("CERT-2026-0001")
            #expect(detail.data["certificate"]["purpose"].textValue == "探亲")
            #expect(detail.events.last?.kind == "data-amended")
        }
    }
}
