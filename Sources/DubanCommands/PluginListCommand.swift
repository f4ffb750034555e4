import ArgumentParser
import DubanAPI
import DubanClient

/// `duban plugin list`: shows how the plugins stand.
struct PluginListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show how the plugins stand (the default).")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let plugins: [PluginBody] = try await options.client.get(["plugins"])
        if options.json { return try Output.json(plugins) }
        if plugins.isEmpty { return print(options.say(.noPlugin)) }
        Output.table(
            options.headings(.plugin, .pluginKind, .state, .version, .running, .waiting, .restarts, .confinement, .lastEnd),
            plugins.map {
                [
                    $0.name, $0.kind, options.say(.pluginState($0.state)), $0.version ?? "", "\($0.inFlight)/\($0.concurrency)",
                    String($0.waiting), String($0.restarts), $0.confinement, $0.lastMessage ?? "",
                ]
            })
    }
}
