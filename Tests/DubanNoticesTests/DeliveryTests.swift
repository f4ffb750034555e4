import DubanModel
import DubanTestKit
import Foundation
import Testing

@testable import DubanNotices
@testable import DubanPlugin

/// Notices over real connections to small servers in this process. `make test-notices` does the same against aiosmtpd and the reference
/// verifiers of webhooks and CloudEvents.
@Suite(.timeLimit(.minutes(1))) struct DeliveryTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder("notices") }

    private static let template = """
        subject: {zh: "办件 {{case.number}} 已办结", en: "Case {{case.number}} is done"}
        text: {zh: "{{applicant.name}}：请来领取。", en: "{{applicant.name}}: please collect it."}
        """

    private func job(_ action: String, _ arguments: DataValue, key: String = "CERT-2026-0001/12") -> PluginJob {
        var fields = arguments.fields ?? [:]
        fields["template"] = "ready"
        fields["source"] = .text(Self.template)
        fields["data"] =
            fields["data"] ?? [
                "case": ["number": "CERT-2026-0001"], "applicant": ["name": "李娜", "email": "li@example.org", "phone": "+86 138"],
            ]
        return PluginJob(
            key: key, attempt: 1, at: Fixture.monday, action: action, arguments: .record(fields), folder: "", documents: "",
            channel: JobChannel(id: 1, output: MessageOutput(descriptor: -1)))
    }

    private func email(_ port: Int, _ security: NoticesConfiguration.Email.Security, login: Bool = true, trusted: Bool = true) throws
        -> EmailAction
    {
        let password = try folder.write("password", "hush\n")
        let authority = try TestCertificate.file(in: folder)
        return EmailAction(
            configuration: .init(
                server: security == .none ? "127.0.0.1" : "localhost", port: port, security: security, user: login ? "duban" : nil,
                password: login ? password : nil, from: "Hall <hall@example.org>", authority: trusted ? authority : nil, timeout: 10),
            secrets: Secrets(folder: nil))
    }

    /// Sends on threads apart from those of other tests.
    private func send(_ action: EmailAction, _ job: PluginJob) async throws -> JobOutput {
        try await withTaskExecutorPreference(ThreadsApart()) { try await action.run(job) }
    }

    private func failure(_ body: () async throws -> Void) async -> PluginFailure? {
        do { try await body() } catch let failure as PluginFailure { return failure } catch { Issue.record(error) }
        return nil
    }

    // MARK: E-mail

    @Test(arguments: [(NoticesConfiguration.Email.Security.tls, true), (.starttls, false)])
    func email_overTLS_arrivesOnceWithItsLogin(security: NoticesConfiguration.Email.Security, isImplicit: Bool) async throws {
        let server = try await TinyMailServer.start(
            tls: try TestCertificate.serverContext(), isImplicit: isImplicit,
            offers: isImplicit ? ["AUTH PLAIN"] : ["STARTTLS", "AUTH PLAIN"])
        let action = try email(server.port, security)
        let output = try await send(action, job("email", ["to": "{{applicant.email}}", "language": "zh"]))
        try await server.stop()
        let visit = try #require(server.all.first)
        #expect(server.all.count == 1 && visit.isEncrypted)
        #expect(visit.commands.contains("AUTH PLAIN " + Data("\0duban\0hush".utf8).base64EncodedString()))
        #expect(visit.commands.contains("RCPT TO:<li@example.org>"))
        #expect(visit.message.contains(Data("李娜：请来领取。".utf8).base64EncodedString()))
        let id = try #require(output.output["message_id"].textValue)
        #expect(visit.message.contains("Message-ID: \(id)\r\n"))
    }

    @Test func email_ofTheSameJob_hasTheSameMessageID_andAnothersAnother() async throws {
        let server = try await TinyMailServer.start(tls: nil, offers: [])
        let action = try email(server.port, .none, login: false)
        var ids: [String?] = []
        for key in ["CERT-2026-0001/12", "CERT-2026-0001/12", "CERT-2026-0002/12"] {
            ids.append(try await send(action, job("email", ["to": "a@b.org"], key: key)).output["message_id"].textValue)
        }
        try await server.stop()
        #expect(ids[0] == ids[1] && ids[1] != ids[2])
        #expect(server.all.count == 3 && server.all[0].message == server.all[1].message)
    }

    @Test func certificate_thatNobodyTrusts_endsItBeforeTheLogin() async throws {
        let server = try await TinyMailServer.start(tls: try TestCertificate.serverContext(), offers: ["STARTTLS", "AUTH PLAIN"])
        let action = try email(server.port, .starttls, trusted: false)
        let failure = await failure { _ = try await send(action, job("email", ["to": "a@b.org"])) }
        try await server.stop()
        #expect(failure?.code == "smtp-tls", "\(failure as Any)")
        #expect(server.all.flatMap(\.commands).allSatisfy { !$0.hasPrefix("AUTH") && !$0.hasPrefix("MAIL") })
    }

    @Test func server_thatIsNotEncrypted_getsNothing() async throws {
        let server = try await TinyMailServer.start(tls: nil, offers: ["AUTH PLAIN"])
        let action = try email(server.port, .starttls)
        let failure = await failure { _ = try await send(action, job("email", ["to": "a@b.org"])) }
        try await server.stop()
        #expect(failure?.code == "smtp-tls" && failure?.isWorthRetrying == false)
        #expect(server.all.flatMap(\.commands).allSatisfy { $0.hasPrefix("EHLO") })
    }

    @Test func server_thatIsAway_isWorthRetrying() async throws {
        let server = try await TinyMailServer.start(tls: nil, offers: [])
        try await server.stop()
        let action = try email(server.port, .none, login: false)
        let failure = await failure { _ = try await send(action, job("email", ["to": "a@b.org"])) }
        #expect(failure?.code == "unavailable" && failure?.isWorthRetrying == true)
    }

    @Test func recipient_thatIsRefused_isSaidWithoutTheAddress() async throws {
        let server = try await TinyMailServer.start(tls: nil, offers: [], answers: ["RCPT": "550 5.1.1 li@example.org unknown"])
        let action = try email(server.port, .none, login: false)
        let failure = await failure { _ = try await send(action, job("email", ["to": "{{applicant.email}}"])) }
        try await server.stop()
        #expect(failure?.code == "no-recipient" && failure?.isWorthRetrying == false)
        #expect(failure?.message.contains("li@") == false)
    }

    // MARK: Webhooks

    private func webhook(_ port: Int) throws -> WebhookAction {
        let secret = try folder.write("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
        return WebhookAction(
            webhooks: ["county": .init(url: "http://127.0.0.1:\(port)/hook", secrets: [secret], authority: nil, timeout: 10)],
            source: "urn:duban:test", secrets: Secrets(folder: nil), disabled: DisabledEndpoints(folder: folder.path("own")),
            now: { 1_772_413_200 })
    }

    private static let event: DataValue = [
        "endpoint": "county", "type": "org.duban.case.issued", "subject": "CERT-2026-0001", "data": ["kind": "departure"],
    ]

    @Test func webhook_isSignedOverWhatIsSent() async throws {
        let receiver = try await TinyReceiver.start(answering: 204)
        let action = try webhook(receiver.port)
        let output = try await action.run(job("webhook", Self.event))
        try await receiver.stop()
        let request = try #require(receiver.all.first)
        let id = try #require(request.headers["webhook-id"])
        #expect(output.output["webhook_id"] == .text(id) && id.hasPrefix("msg_"))
        #expect(request.headers["webhook-timestamp"] == "1772413200")
        let expected = try WebhookSignature(secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]).header(
            id: id, timestamp: 1_772_413_200, body: request.body)
        #expect(request.headers["webhook-signature"] == expected)
        #expect(request.headers["content-type"] == "application/cloudevents+json; charset=utf-8")
        let event = try JSONReader.read(request.body)
        #expect(event["specversion"] == "1.0" && event["subject"] == "CERT-2026-0001" && event["data"] == ["kind": "departure"])
    }

    @Test(arguments: [UInt(500), 503, 429, 404, 302]) func webhook_thatIsRefused_isTriedAgain(status: UInt) async throws {
        let receiver = try await TinyReceiver.start(answering: status)
        let action = try webhook(receiver.port)
        let failure = await failure { _ = try await action.run(job("webhook", Self.event)) }
        try await receiver.stop()
        #expect(failure?.code == "webhook-refused" && failure?.isWorthRetrying == true && receiver.all.count == 1)
    }

    @Test func receiver_thatIsGone_getsNothingMore() async throws {
        let receiver = try await TinyReceiver.start(answering: 410)
        let action = try webhook(receiver.port)
        for _ in 1...2 {
            let failure = await failure { _ = try await action.run(job("webhook", Self.event)) }
            #expect(failure?.code == "endpoint-disabled" && failure?.isWorthRetrying == false)
        }
        try await receiver.stop()
        #expect(receiver.all.count == 1)
    }

    @Test func address_thatIsNotEncrypted_isRefused() async throws {
        let secret = try folder.write("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
        let action = WebhookAction(
            webhooks: ["county": .init(url: "http://example.org/hook", secrets: [secret], authority: nil, timeout: nil)], source: "urn:x",
            secrets: Secrets(folder: nil), disabled: DisabledEndpoints(folder: folder.path("own")), now: { 0 })
        let failure = await failure { _ = try await action.run(job("webhook", Self.event)) }
        #expect(failure?.code == "plugin-misconfigured")
    }

    // MARK: Text messages and letters

    @Test func textMessage_goesToTheHookByItsInput() async throws {
        let program = try folder.script("send", "cat > \(folder.path("sent")); echo \"$@\" > \(folder.path("arguments"))")
        let action = TextMessageAction(configuration: .init(command: [program, "--provider", "x"], timeout: 20))
        _ = try await action.run(job("sms", ["to": "{{applicant.phone}}", "language": "zh"]))
        let sent = try JSONReader.read(folder.bytes("sent"))
        #expect(sent["to"] == "+86 138" && sent["text"] == "李娜：请来领取。" && sent["key"].textValue?.count == 32)
        #expect(String(decoding: folder.bytes("arguments"), as: UTF8.self) == "--provider x\n")
    }

    @Test(arguments: [(67, "no-recipient", false), (65, "sms-refused", false), (75, "unavailable", true), (1, "unavailable", true)])
    func textMessage_thatFails_isMapped(exit: Int, code: String, retry: Bool) async throws {
        let action = TextMessageAction(configuration: .init(command: [try folder.script("send", "exit \(exit)")], timeout: 20))
        let failure = await failure { _ = try await action.run(job("sms", ["to": "12345"])) }
        #expect(failure?.code == code && failure?.isWorthRetrying == retry)
    }

    @Test func letter_liesInTheFolderOnce() throws {
        try folder.write("letters/.keep", "")
        let action = LetterAction(configuration: .init(folder: folder.path("letters")))
        for _ in 1...2 { _ = try action.run(job("letter", ["language": "en"])) }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("letters")).filter { !$0.hasPrefix(".") }
        #expect(names.count == 1)
        let text = String(decoding: folder.bytes("letters/\(names[0])"), as: UTF8.self)
        #expect(text == "Case CERT-2026-0001 is done\n\n李娜: please collect it.\n")
    }

    // MARK: Arguments

    @Test func notice_withoutARecipient_isRefusedForGood() async throws {
        let action = try email(1, .none, login: false)
        for (arguments, code) in [([:], "bad-arguments"), (["to": "{{applicant.mail}}"], "no-recipient"), (["to": "x"], "bad-arguments")]
            as [(DataValue, String)]
        {
            let failure = await failure { _ = try await send(action, job("email", arguments)) }
            #expect(failure?.code == code && failure?.isWorthRetrying == false)
        }
    }

    /// What an applicant wrote is one address or none.
    @Test func recipients_areDividedBeforeTheirMarksAreFilled() throws {
        let action = try email(1, .none, login: false)
        func recipients(_ to: DataValue, _ address: DataValue) throws -> [String] {
            let job = job("email", ["to": to, "data": ["applicant": ["name": "n", "email": address], "case": ["number": "x"]]])
            return try action.message(Notice(job, from: "urn:duban:here")).to.map(\.address)
        }
        #expect(try recipients("hall@b.org, {{applicant.email}}", "a@b.org") == ["hall@b.org", "a@b.org"])
        #expect(throws: PluginFailure.self) { try recipients("{{applicant.email}}", "a@b.org, evil@example.org") }
    }

    @Test func key_ofTheSameJobInAnotherHall_isAnother() {
        let (job, other) = (job("email", [:]), "urn:duban:there")
        #expect(Notice(job, from: "urn:duban:here").key != Notice(job, from: other).key)
        #expect(Notice(job, from: other).key == Notice(job, from: other).key)
    }

    @Test func event_withAnEmptySubject_hasNone() {
        let event = CloudEvent(id: "1", source: "urn:duban", type: "t", subject: "", at: Fixture.monday, data: .emptyRecord)
        #expect(!String(decoding: event.json, as: UTF8.self).contains("subject"))
    }

    @Test func document_thatIsNotGranted_orOutside_isRefused() throws {
        let notice = Notice(job("email", [:]), from: "urn:duban:here")
        #expect(throws: PluginFailure.self) { try notice.document("ab/cd.pdf") }
    }
}
