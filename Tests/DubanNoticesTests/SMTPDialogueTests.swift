import DubanPlugin
import Testing

@testable import DubanNotices

/// The dialogue with a mail server, answer by answer.
@Suite struct SMTPDialogueTests {
    private func dialogue(login: Bool = false, wantsTLS: Bool = false, to: [String] = ["a@x.org"]) -> SMTPDialogue {
        SMTPDialogue(
            from: "hall@x.org", to: to, login: login ? (user: "u", password: "p") : nil, wantsTLS: wantsTLS, isEncrypted: false, host: "me")
    }

    private func reply(_ code: Int, _ lines: String...) -> SMTPReply { SMTPReply(code: code, lines: lines.isEmpty ? ["ok"] : lines) }

    /// Plays answers, and gives what the client did.
    private func play(_ start: SMTPDialogue, _ replies: [SMTPReply]) throws -> [SMTPDialogue.Action] {
        var dialogue = start
        return try replies.map { try dialogue.next($0) }
    }

    @Test func message_isSentInOrder() throws {
        let actions = try play(
            dialogue(to: ["a@x.org", "b@x.org"]),
            [reply(220), reply(250, "x", "SIZE 1"), reply(250), reply(250), reply(251), reply(354), reply(250)])
        #expect(
            actions == [
                .send("EHLO me"), .send("MAIL FROM:<hall@x.org>"), .send("RCPT TO:<a@x.org>"), .send("RCPT TO:<b@x.org>"), .send("DATA"),
                .sendMessage, .done("QUIT"),
            ])
    }

    @Test func startTLS_comesBeforeTheLogin_andTheServerIsAskedAnew() throws {
        var dialogue = dialogue(login: true, wantsTLS: true)
        _ = try dialogue.next(reply(220))
        #expect(try dialogue.next(reply(250, "x", "STARTTLS", "AUTH PLAIN")) == .send("STARTTLS"))
        #expect(try dialogue.next(reply(220)) == .startTLS)
        #expect(dialogue.encrypted() == .send("EHLO me"))
        #expect(try dialogue.next(reply(250, "x", "AUTH LOGIN PLAIN")) == .send("AUTH PLAIN AHUAcA=="))
        #expect(try dialogue.next(reply(235)) == .send("MAIL FROM:<hall@x.org>"))
    }

    @Test func startTLS_thatIsNotOffered_isNotDoneWithout() throws {
        let failure = #expect(throws: PluginFailure.self) {
            try play(dialogue(login: true, wantsTLS: true), [reply(220), reply(250, "x", "AUTH PLAIN")])
        }
        #expect(failure?.code == "smtp-tls" && failure?.isWorthRetrying == false)
    }

    @Test func login_byAUTHLOGIN_whereThatIsAllThereIs() throws {
        let actions = try play(dialogue(login: true), [reply(220), reply(250, "x", "AUTH=LOGIN"), reply(334), reply(334), reply(235)])
        #expect(actions == [.send("EHLO me"), .send("AUTH LOGIN"), .send("dQ=="), .send("cA=="), .send("MAIL FROM:<hall@x.org>")])
    }

    private static let refusals: [(replies: [(Int, String)], code: String, retry: Bool)] = [
        ([(554, "no")], "smtp-refused", false), ([(421, "later")], "smtp-refused", true),
        ([(220, ""), (250, "x"), (550, "5.1.8 hall@x.org is bad")], "smtp-refused", false),
        ([(220, ""), (250, "x"), (250, ""), (550, "5.1.1 a@x.org unknown")], "no-recipient", false),
        ([(220, ""), (250, "x"), (250, ""), (451, "4.7.1 greylisted")], "no-recipient", true),
        ([(220, ""), (250, "x"), (250, ""), (250, ""), (452, "full")], "smtp-refused", true),
        ([(220, ""), (250, "x"), (250, ""), (250, ""), (354, ""), (554, "spam")], "smtp-refused", false),
    ]

    @Test(arguments: refusals) func refusal_saysWhetherItIsWorthRetrying_andNotWho(replies: [(Int, String)], code: String, retry: Bool) {
        let failure = #expect(throws: PluginFailure.self) {
            try play(dialogue(), replies.map { SMTPReply(code: $0.0, lines: [$0.1]) })
        }
        #expect(failure?.code == code && failure?.isWorthRetrying == retry)
        #expect(failure?.message.contains("@") == false)
    }

    @Test func login_thatIsRefused_saysSo() {
        let failure = #expect(throws: PluginFailure.self) {
            try play(dialogue(login: true), [reply(220), reply(250, "x", "AUTH PLAIN"), reply(535, "5.7.8 no")])
        }
        #expect(failure?.code == "smtp-login" && failure?.isWorthRetrying == false)
        #expect(failure?.message.contains("535 5.7.8") == true)
    }

    // MARK: Answers

    @Test func answers_inPieces_arePutTogether() throws {
        var parser = SMTPReplyParser()
        var replies: [SMTPReply] = []
        for byte in "220 hello\r\n250-one\r\n250-TWO words\n250 three\r\n354\r\n".utf8 { replies += try parser.push([byte]) }
        #expect(
            replies == [
                SMTPReply(code: 220, lines: ["hello"]), SMTPReply(code: 250, lines: ["one", "TWO words", "three"]),
                SMTPReply(code: 354, lines: [""]),
            ])
        #expect(replies[1].offers("TWO", "WORDS") && !replies[1].offers("ONE") && !replies[1].offers("TWO", "THREE"))
    }

    @Test(arguments: ["hello\r\n", "99 x\r\n", "HTTP/1.1 200 OK\r\n", "\n", "700 x\n"]) func answer_thatIsNone_isNoticed(text: String) {
        #expect(throws: SMTPReplyParser.Nonsense.self) {
            var parser = SMTPReplyParser()
            _ = try parser.push(Array(text.utf8))
        }
    }

    @Test func answer_withoutEnd_isGivenUp() {
        #expect(throws: SMTPReplyParser.Nonsense.self) {
            var parser = SMTPReplyParser()
            _ = try parser.push(Array(repeating: 0x61, count: SMTPReplyParser.limit + 1))
        }
    }
}
