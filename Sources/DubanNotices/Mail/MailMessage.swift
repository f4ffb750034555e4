import DubanModel
import Foundation

/// A message as it goes to the server. The same notice makes the same bytes, whatever attempt it is.
struct MailMessage {
    /// A file that goes with it.
    struct Attachment {
        let name: String
        let mediaType: String
        let bytes: [UInt8]
    }

    let from: MailAddress
    let to: [MailAddress]
    let subject: String
    let text: String
    let attachments: [Attachment]
    /// The key by which whoever receives it twice sees that: the left part of the Message-ID.
    let key: String
    let at: Instant

    /// The bytes, lines ended as the protocol wants it, nothing longer than 78 characters.
    var bytes: [UInt8] {
        var lines = [
            "From: \(from.header)", "To: \(to.map(\.header).joined(separator: ",\r\n "))", "Subject: \(MailHeader.text(subject))",
            "Date: \(MailMessage.date(at))", "Message-ID: <\(key)@\(from.domain)>", "MIME-Version: 1.0", "Auto-Submitted: auto-generated",
        ]
        let body = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "", MailMessage.base64(Array(text.utf8))]
        if attachments.isEmpty {
            lines += body
        } else {
            let boundary = "=_\(key)"
            lines += ["Content-Type: multipart/mixed; boundary=\"\(boundary)\"", ""]
            lines += ["--\(boundary)"] + body
            for attachment in attachments {
                lines += [
                    "--\(boundary)", "Content-Type: \(attachment.mediaType)", "Content-Transfer-Encoding: base64",
                    "Content-Disposition: attachment; filename*=UTF-8''\(MailMessage.percent(attachment.name))", "",
                    MailMessage.base64(attachment.bytes),
                ]
            }
            lines.append("--\(boundary)--")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    }

    private static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    /// The instant as RFC 5322 has it, in UTC.
    static func date(_ instant: Instant) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]  // 1970 began with a Thursday.
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let seconds = Int(instant.milliseconds.quotientAndRemainder(dividingBy: 1_000).quotient)
        let (day, rest) = (seconds / 86_400, seconds % 86_400)
        let (year, month, date) = CivilDate(daysSinceEpoch: day).components
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(days[day % 7]), \(date) \(months[month - 1]) \(year) \(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60)) +0000"
    }
}
