import DubanRunner
import ServiceLifecycle

/// Gives jobs that run a time to end when the daemon stops. Stands after the queues, so that it is stopped just before them, since they
/// wait for their jobs.
struct PluginGrace: Service {
    let plugins: PluginHost

    /// How long jobs that run may take to end.
    static let grace = Duration.seconds(5)

    func run() async throws {
        try? await gracefulShutdown()
        plugins.endAll(after: PluginGrace.grace)
    }
}
