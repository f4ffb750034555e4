import ArgumentParser

/// `duban plugin`: shows the plugins, and examines them.
struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "Show the plugins, and examine them.",
        subcommands: [PluginListCommand.self, PluginCheckCommand.self, PluginTestCommand.self], defaultSubcommand: PluginListCommand.self)
}
