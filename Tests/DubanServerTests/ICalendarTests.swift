import DubanModel
import Foundation
import Testing

@testable import DubanServer

/// RFC 5545: lines end in CRLF, have at most 75 bytes, and what has a meaning of its own is escaped.
@Suite("iCalendar")
struct ICalendarTests {
    private func event(summary: String = "s", description: String = "d", isTentative: Bool = false, alarm: Instant? = nil)
        -> ICalendar.Event
    {
        ICalendar.Event(
            uid: "CERT-2026-0001-12@duban", sequence: 3, stamp: Instant(milliseconds: 1_772_412_300_500),
            at: Instant(milliseconds: 1_773_048_600_000), summary: summary, description: description, isTentative: isTentative, alarm: alarm
        )
    }

    /// The lines with folds taken back, as a reader does.
    private func unfolded(_ text: String) -> [String] {
        text.replacing("\r\n ", with: "").components(separatedBy: "\r\n").filter { !$0.isEmpty }
    }

    @Test func calendar_ofADeadline_hasWhatReadersNeed() {
        let lines = unfolded(ICalendar(name: "督办", events: [event(alarm: Instant(milliseconds: 1_772_962_200_000))]).text)
        #expect(
            lines == [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Duban//Deadlines//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
                "X-WR-CALNAME:督办", "BEGIN:VEVENT", "UID:CERT-2026-0001-12@duban", "SEQUENCE:3", "DTSTAMP:20260302T004500Z",
                "LAST-MODIFIED:20260302T004500Z", "DTSTART:20260309T093000Z", "SUMMARY:s", "DESCRIPTION:d", "STATUS:CONFIRMED",
                "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:s", "TRIGGER;VALUE=DATE-TIME:20260308T093000Z",
                "END:VALARM", "END:VEVENT", "END:VCALENDAR",
            ])
    }

    @Test func provisionalDeadline_isTentative() {
        #expect(ICalendar(name: "x", events: [event(isTentative: true)]).text.contains("STATUS:TENTATIVE\r\n"))
    }

    @Test func everyLine_endsInCRLFAndHasAtMost75Bytes() {
        let long = String(repeating: "流动人口婚育证明办理，审核；时限 ", count: 12)
        let text = ICalendar(name: long, events: [event(summary: long, description: long)]).text
        #expect(text.hasSuffix("\r\n"))
        #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
        for line in text.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 75, "\(line.utf8.count): \(line)") }
        #expect(unfolded(text).contains("SUMMARY:" + ICalendar.escaped(long)), "folding takes nothing away")
    }

    @Test func fold_neverSplitsACharacter() {
        for length in 60...90 {
            let folded = ICalendar.folded("SUMMARY:" + String(repeating: "a", count: length) + "督办督办")
            #expect(folded.replacing("\r\n ", with: "").hasSuffix("督办督办"))
            #expect(!folded.contains("\u{FFFD}"))
        }
    }

    @Test func text_withCommasSemicolonsBackslashesAndBreaks_isEscaped() {
        #expect(ICalendar.escaped("a,b;c\\d\ne\r\u{7}f") == "a\\,b\\;c\\\\d\\nef")
    }
}
