import DubanRunner
import ServiceLifecycle

/// Gives jobs that run a time to end when the daemon stops. Stands after the queues, so that it is stopped just before them, since they
/// wait for their jobs.
struct PluginGrace: Service {
    let plugins: PluginHost

    func run() async throws {
        try? await gracefulShutdown()
        plugins.drain()
    }
}
