import ArgumentParser

/// `duban clock`: has the clocks of a case stand still, and run on.
struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "Have the clocks of a case stand still for a reason that the law excludes, and run on.",
        subcommands: [ClockStopCommand.self, ClockResumeCommand.self])
}
