import DubanModel
import DubanPlugin
import Foundation
import Testing

@testable import DubanNotices

/// Messages as they go to the mail server.
@Suite struct MailMessageTests {
    private func message(subject: String = "Ready", text: String = "Your certificate is ready.", attachments: [MailMessage.Attachment] = [])
        throws -> [String]
    {
        let message = MailMessage(
            from: try MailAddress("便民服务大厅 <hall@example.org>"), to: [try MailAddress("a@example.org"), try MailAddress("b@example.org")],
            subject: subject, text: text, attachments: attachments, key: "00ff", at: Instant(milliseconds: 1_772_413_205_000))
        return String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n")
    }

    @Test func message_hasItsHeaders() throws {
        let lines = try message()
        #expect(lines[0] == "From: =?UTF-8?B?5L6/5rCR5pyN5Yqh5aSn5Y6F?= <hall@example.org>")
        #expect(lines[1...2] == ["To: a@example.org,", " b@example.org"])
        for line in [
            "Subject: Ready", "Date: Mon, 2 Mar 2026 01:00:05 +0000", "Message-ID: <00ff@example.org>", "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated", "Content-Type: text/plain; charset=utf-8",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func message_ofTheSameNotice_isTheSame() throws { #expect(try message() == message()) }

    @Test func subject_inChinese_isEncodedInPieces() throws {
        let subject = String(repeating: "证件已办好，请到大厅领取。", count: 8)
        let lines = try message(subject: subject)
        let first = try #require(lines.firstIndex { $0.hasPrefix("Subject: ") })
        let pieces = [String(lines[first].dropFirst(9))] + lines[(first + 1)...].prefix { $0.hasPrefix(" =?") }.map { String($0.dropFirst()) }
        #expect(pieces.count > 1 && pieces.allSatisfy { $0.utf8.count <= 75 })
        let decoded = pieces.map { piece in
            Data(base64Encoded: String(piece.dropFirst(10).dropLast(2))).map { String(decoding: $0, as: UTF8.self) } ?? "?"
        }.joined()
        #expect(decoded == subject)
    }

    @Test func lines_areShort_whateverTheText() throws {
        let lines = try message(
            text: String(repeating: "督办", count: 2_000), attachments: [.init(name: "证.pdf", mediaType: "application/pdf", bytes: Array(repeating: 0xFF, count: 9_999))])
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(lines.contains("Content-Disposition: attachment; filename*=UTF-8''%E8%AF%81.pdf"))
        #expect(lines.contains("--=_00ff--"))
    }

    @Test(arguments: [
        "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "x\r\nBcc: y@z <a@b>", "a@b>", "李@例.中国", String(repeating: "a", count: 250) + "@b.org",
    ])
    func address_thatIsNone_isRefusedWithoutBeingTold(text: String) {
        let failure = #expect(throws: PluginFailure.self) { try MailAddress(text) }
        #expect(failure?.code == "bad-arguments")
        if text.count > 2 { #expect(failure?.message.contains(text) == false) }
    }

    @Test func dots_atLineStarts_areDoubled() {
        let framed = SMTPDialogue.framed(Array(".a\r\nb.\r\n..\r\n".utf8))
        #expect(String(decoding: framed, as: UTF8.self) == "..a\r\nb.\r\n...\r\n.\r\n")
        #expect(String(decoding: SMTPDialogue.framed(Array("x".utf8)), as: UTF8.self) == "x\r\n.\r\n")
    }
}
