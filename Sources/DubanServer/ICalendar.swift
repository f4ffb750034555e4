import DubanModel

/// A calendar as RFC 5545 writes it: lines end in CRLF, texts are escaped, lines of more than 75 bytes are folded, never inside a
/// character.
struct ICalendar {
    private(set) var text = ""

    /// An event without length: a deadline.
    struct Event {
        /// Names it for ever: the same deadline has the same name in each edition.
        let uid: String
        /// Counts how often the deadline moved.
        let sequence: Int
        /// When it was last moved.
        let stamp: Instant
        /// When it is.
        let at: Instant
        /// What it is.
        let summary: String
        /// More about it.
        let description: String
        /// Whether it may still move.
        let isTentative: Bool
        /// When to be reminded, where that is still to come.
        let alarm: Instant?
    }

    /// A calendar with a name.
    init(name: String, events: [Event]) {
        line("BEGIN", "VCALENDAR")
        line("VERSION", "2.0")
        line("PRODID", "-//Duban//Deadlines//EN")
        line("CALSCALE", "GREGORIAN")
        line("METHOD", "PUBLISH")
        line("X-WR-CALNAME", ICalendar.escaped(name))
        for event in events { add(event) }
        line("END", "VCALENDAR")
    }

    private mutating func add(_ event: Event) {
        line("BEGIN", "VEVENT")
        line("UID", ICalendar.escaped(event.uid))
        line("SEQUENCE", String(event.sequence))
        line("DTSTAMP", ICalendar.utc(event.stamp))
        line("LAST-MODIFIED", ICalendar.utc(event.stamp))
        line("DTSTART", ICalendar.utc(event.at))
        line("SUMMARY", ICalendar.escaped(event.summary))
        line("DESCRIPTION", ICalendar.escaped(event.description))
        line("STATUS", event.isTentative ? "TENTATIVE" : "CONFIRMED")
        line("TRANSP", "TRANSPARENT")
        if let alarm = event.alarm {
            line("BEGIN", "VALARM")
            line("ACTION", "DISPLAY")
            line("DESCRIPTION", ICalendar.escaped(event.summary))
            line("TRIGGER;VALUE=DATE-TIME", ICalendar.utc(alarm))
            line("END", "VALARM")
        }
        line("END", "VEVENT")
    }

    private mutating func line(_ name: String, _ value: String) { text += ICalendar.folded("\(name):\(value)") + "\r\n" }

    /// Bytes of a line, its end left out (RFC 5545, 3.1).
    static let maximumLineBytes = 75

    /// The line in pieces of at most 75 bytes, each but the first after a space.
    static func folded(_ line: String) -> String {
        var folded = ""
        var bytes = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if bytes + width > maximumLineBytes {
                folded += "\r\n "
                bytes = 1
            }
            folded.unicodeScalars.append(scalar)
            bytes += width
        }
        return folded
    }

    /// A text with what has a meaning of its own escaped (RFC 5545, 3.3.11); control characters are left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",":
                escaped += "\\"
                escaped.unicodeScalars.append(scalar)
            case "\n": escaped += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// An instant to the second: `20260309T093000Z`.
    static func utc(_ instant: Instant) -> String {
        String(instant.description.prefix(19)).replacing("-", with: "").replacing(":", with: "") + "Z"
    }
}
