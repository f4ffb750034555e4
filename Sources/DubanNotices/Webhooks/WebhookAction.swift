import AsyncHTTPClient
import DubanModel
import DubanPlugin
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// The action `webhook`: an event to a receiver of the configuration, signed.
struct WebhookAction: Sendable {
    let webhooks: [String: NoticesConfiguration.Webhook]
    let source: String
    let secrets: Secrets
    let disabled: DisabledEndpoints
    /// Seconds since 1970.
    let now: @Sendable () -> Int64

    func run(_ job: PluginJob) async throws -> JobOutput {
        let notice = Notice(job, from: source)
        guard let name = job.arguments["endpoint"].textValue, let webhook = webhooks[name] else {
            let known = webhooks.keys.sorted().joined(separator: ", ")
            throw PluginFailure.permanent("bad-arguments", "\"endpoint\" is one of \(known).")
        }
        guard let type = job.arguments["type"].textValue, !type.isEmpty else {
            throw PluginFailure.permanent("bad-arguments", "webhook wants \"type\", such as org.duban.case.issued.")
        }
        guard !disabled.contains(name) else {
            throw PluginFailure.permanent(
                "endpoint-disabled", "The receiver \"\(name)\" said that it is gone; remove \(disabled.path(name)) to send again.")
        }
        let event = CloudEvent(
            id: notice.key, source: source, type: type, subject: job.arguments["subject"].textValue, at: job.at,
            data: job.arguments["data"].isNull ? .emptyRecord : job.arguments["data"])
        try await deliver(event, to: webhook, name)
        return JobOutput(output: ["channel": "webhook", "webhook_id": .text("msg_\(event.id)")])
    }

    private func deliver(_ event: CloudEvent, to webhook: NoticesConfiguration.Webhook, _ name: String) async throws {
        let request = try request(event, webhook, name)
        let limit = Int64(webhook.timeout ?? 15)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try settings(webhook))
        let status: HTTPResponseStatus
        do {
            status = try await client.execute(request, timeout: .seconds(limit)).status
            try? await client.shutdown()
        } catch {
            try? await client.shutdown()
            if error is CancellationError { throw error }
            throw PluginFailure.transient("unavailable", "The receiver \"\(name)\" does not answer: \(error)")
        }
        switch status.code {
        case 200..<300: return
        case 410:
            disabled.insert(name)
            throw PluginFailure.permanent(
                "endpoint-disabled", "The receiver \"\(name)\" says that it is gone (410); nothing more is sent to it.")
        default: throw PluginFailure.transient("webhook-refused", "The receiver \"\(name)\" answers \(status.code).")
        }
    }

    private func request(_ event: CloudEvent, _ webhook: NoticesConfiguration.Webhook, _ name: String) throws(PluginFailure)
        -> HTTPClientRequest
    {
        let url = URL(string: webhook.url)
        let isLocal = ["127.0.0.1", "localhost", "::1"].contains(url?.host ?? "")
        guard url?.scheme == "https" || (url?.scheme == "http" && isLocal) else {
            throw .permanent("plugin-misconfigured", "The receiver \"\(name)\" needs an https address.")
        }
        var keys: [String] = []
        for secret in webhook.secrets { keys.append(try secrets.read(secret)) }
        let (body, timestamp, id) = (event.json, now(), "msg_\(event.id)")
        var request = HTTPClientRequest(url: webhook.url)
        request.method = .POST
        request.headers = [
            "content-type": CloudEvent.mediaType, "user-agent": "duban-plugin-notices/0.1.0", "webhook-id": id,
            "webhook-timestamp": String(timestamp),
            "webhook-signature": try WebhookSignature(secrets: keys).header(id: id, timestamp: timestamp, body: body),
        ]
        request.body = .bytes(ByteBuffer(bytes: body))
        return request
    }

    private func settings(_ webhook: NoticesConfiguration.Webhook) throws -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authority = webhook.authority { tls.trustRoots = .file(authority) }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.redirectConfiguration = .disallow  // A signature is for one address.
        return configuration
    }
}
