import DubanAPI
import DubanRunner
import Hummingbird

/// Plugins: how they stand.
extension APIRoutes {
    func addPlugins(to router: Router<CallerContext>) {
        router.get("/v1/plugins") { request, context in
            _ = try await caller(request, context)
            return try APIRoutes.json(
                plugins().map { plugin in
                    PluginBody(
                        name: plugin.name, kind: plugin.kind, state: plugin.state.rawValue, version: plugin.version, actions: plugin.actions,
                        inFlight: plugin.inFlight, waiting: plugin.waiting, concurrency: plugin.concurrency, restarts: plugin.restarts,
                        lastCode: plugin.lastCode, lastMessage: plugin.lastMessage, confinement: plugin.confinement)
                })
        }
    }
}
