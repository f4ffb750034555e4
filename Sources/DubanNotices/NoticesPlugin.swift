public import DubanPlugin
public import Foundation

/// The plugin: the actions that its configuration makes possible.
public struct NoticesPlugin: Sendable {
    private let configuration: NoticesConfiguration
    private let secrets: Secrets
    private let folder: String
    private let now: @Sendable () -> Int64

    /// A plugin.
    /// - Parameters:
    ///   - folder: The plugin's own folder, in which it notes receivers that are gone.
    ///   - now: Seconds since 1970, which a webhook's signature is over.
    public init(
        _ configuration: NoticesConfiguration, secrets: Secrets = Secrets(), folder: String,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) {
        self.configuration = configuration
        self.secrets = secrets
        self.folder = folder
        self.now = now
    }

    /// What serves it. An action that is not configured is there, and says what is missing.
    public var server: PluginServer {
        let (configuration, secrets) = (self.configuration, self.secrets)
        let source = configuration.source ?? NoticesConfiguration.standardSource
        let webhook = WebhookAction(
            webhooks: configuration.webhooks ?? [:], source: source, secrets: secrets,
            disabled: DisabledEndpoints(folder: folder), now: now)
        return PluginServer(name: "notices", version: "0.1.0")
            .on("email") { job in
                guard let email = configuration.email else { throw NoticesPlugin.missing("email") }
                return try await EmailAction(configuration: email, secrets: secrets, source: source).run(job)
            }
            .on("webhook") { job in try await webhook.run(job) }
            .on("sms") { job in
                guard let sms = configuration.sms else { throw NoticesPlugin.missing("sms") }
                return try await TextMessageAction(configuration: sms, source: source).run(job)
            }
            .on("letter") { job in
                guard let letters = configuration.letters else { throw NoticesPlugin.missing("letters") }
                return try LetterAction(configuration: letters, source: source).run(job)
            }
    }

    private static func missing(_ name: String) -> PluginFailure {
        .permanent("plugin-misconfigured", "The configuration of notices has no \"\(name)\".")
    }
}
