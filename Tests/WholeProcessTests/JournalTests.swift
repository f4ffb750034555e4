import DubanAPI
import DubanRunner
import Foundation
import Testing

@Suite(
    "The journal of a real systemd-journald", .blocking,
    .enabled(if: Journald.isRunning, "no journald runs here; run the tests under .ci/with-journald"))
struct JournalTests {
    @Test func events_ofACase_areEntriesThatTellTheWholeStory() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall)
            let detail = try hall.detail("CERT-2026-0001")
            try hall.stop()
            let entries = try Journald.entries(of: hall, "DUBAN_CASE=CERT-2026-0001")
            #expect(entries.compactMap { $0["DUBAN_EVENT"] } == detail.events.map { "CERT-2026-0001/\($0.sequence)" })
            for (entry, event) in zip(entries, detail.events) {
                #expect(entry["SYSLOG_IDENTIFIER"] == "duband")
                #expect(entry["DUBAN_KIND"] == event.kind)
                #expect(entry["MESSAGE_ID"] == EventCatalog.messageID(of: event.kind))
                #expect(entry["DUBAN_WORKFLOW"] == "certificate-issuance")
                #expect(entry["DUBAN_ACTOR"] == event.actor)
                #expect(entry["MESSAGE"]?.hasPrefix("CERT-2026-0001 ") == true)
            }
            let story = entries.compactMap { $0["MESSAGE"] }.joined(separator: "\n")
            for part in ["opened under certificate-issuance", "naming photo", "entered review", "XWZ-2026-00001", "ended: issued"] {
                #expect(story.contains(part), "\(part) is missing from:\n\(story)")
            }
            #expect(entries.first?["DUBAN_AT"] == "2026-03-02T01:00:00Z", "the event's own instant, not the machine's")
        }
    }

    @Test func breach_isAWarningWithItsLight() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .claim)
            try hall.settle(at: "2026-03-17T09:00:00+08:00")
            try hall.stop()
            let warnings = try Journald.entries(of: hall, "DUBAN_CASE=CERT-2026-0001", "PRIORITY=4")
            let lights = warnings.compactMap { $0["DUBAN_LIGHT"] }
            #expect(lights.contains("yellow") && lights.contains("red"), "\(lights)")
            #expect(warnings.contains { $0["DUBAN_PERSON"] == "wang-qiang" && $0["DUBAN_SUPERVISOR"] == "zhao-min" })
        }
    }

    @Test func journal_afterKill9_isSentWhatItLacks() throws {
        try HallUnderTest.open { hall in
            for chapter in Story.Chapter.allCases {
                let (words, member, input) = try Story().words(chapter, hall)
                #expect(try hall.duban(words, as: member, input: input).code == 0)
                try hall.kill()
                try hall.start()
                try hall.settle(at: chapter == .days ? "2026-03-04T09:00:00+08:00" : nil)
            }
            let detail = try hall.detail("CERT-2026-0001")
            try hall.stop()
            let entries = try Journald.entries(of: hall, "DUBAN_CASE=CERT-2026-0001")
            var told: [String] = []
            for event in entries.compactMap({ $0["DUBAN_EVENT"] }) where !told.contains(event) { told.append(event) }
            #expect(told == detail.events.map { "CERT-2026-0001/\($0.sequence)" }, "each at least once, in order")
        }
    }

    @Test func privateValues_inNoFieldOfAnyEntry() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall)
            _ = try hall.duban("case", "CERT-2026-0001", "--private", "--reason", "看看\(Story.name)", as: "liu-yan")
            _ = try hall.duban(
                "apply", "certificate-issuance", "--data", "-",
                input: "{\"applicant\": {\"name\": 7, \"id_number\": \"\(Story.identity)\"}}")
            try hall.stop()
            let export = try Journald.export(of: hall)
            #expect(export.range(of: Data("DUBAN_CASE=CERT-2026-0001".utf8)) != nil, "the export has the story")
            #expect(Search.found([Story.name, Story.identity, "西王庄镇第三村", "13800138000"], in: export).isEmpty)
        }
    }
}
