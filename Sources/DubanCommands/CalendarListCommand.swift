import ArgumentParser
import DubanAPI
import DubanClient

/// `duban calendar list`: which calendar is in force since when, and those before it.
struct CalendarListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Which calendar is in force since when, and those before it; needs the daemon.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let calendars: [CalendarInForceBody] = try await options.client.get(["calendar"])
        if options.json { return try Output.json(calendars) }
        Output.table(
            options.headings(.number, .since, .who, .version, .moved, .state),
            calendars.map { calendar in
                [
                    String(calendar.number), Output.time(calendar.since), calendar.actor, String(calendar.version.prefix(12)),
                    String(calendar.movedClocks), options.say(calendar.isDone ? .settled : .rederiving),
                ]
            })
    }
}
