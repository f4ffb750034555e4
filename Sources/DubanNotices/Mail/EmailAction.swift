import DubanModel
import DubanPlugin
import Foundation

/// The action `email`: a template's words to one or more addresses, documents attached where the workflow says so.
struct EmailAction: Sendable {
    let configuration: NoticesConfiguration.Email
    let secrets: Secrets
    var source = NoticesConfiguration.standardSource

    func run(_ job: PluginJob) async throws -> JobOutput {
        let notice = Notice(job, from: source)
        let message = try self.message(notice)
        let password = try configuration.password.map { name throws(PluginFailure) in try secrets.read(name) }
        try await SMTPConnection(configuration: configuration, password: password)
            .send(message.bytes, from: message.from.address, to: message.to.map(\.address))
        return JobOutput(output: ["channel": "email", "message_id": .text("<\(message.key)@\(message.from.domain)>")])
    }

    func message(_ notice: Notice) throws(PluginFailure) -> MailMessage {
        let language = try notice.language()
        let template = try notice.template()
        var attachments: [MailMessage.Attachment] = []
        for item in notice.job.arguments["attach"].items ?? [] {
            guard let path = item.textValue ?? item["path"].textValue else {
                throw .permanent("bad-arguments", "\"attach\" is a list of documents' paths.")
            }
            let name = item["name"].textValue ?? URL(fileURLWithPath: path).lastPathComponent
            let isPDF = path.hasSuffix(".pdf")
            attachments.append(
                .init(name: name, mediaType: isPDF ? "application/pdf" : "application/octet-stream", bytes: try notice.document(path)))
        }
        var recipients: [MailAddress] = []
        for text in try notice.texts("to") { recipients.append(try MailAddress(text)) }
        return MailMessage(
            from: try MailAddress(configuration.from), to: recipients, subject: try template.subject(language, notice.data),
            text: try template.text(language, notice.data), attachments: attachments, key: notice.key, at: notice.job.at)
    }
}
