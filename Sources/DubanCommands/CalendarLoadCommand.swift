import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel
import Foundation

/// `duban calendar load FILE`: puts a published or corrected calendar in force, and says what moved.
struct CalendarLoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Put a published or corrected calendar in force; every open clock follows.",
        discussion: "Needs the daemon, and the role administrator. Ended early, it goes on by itself, also after a restart.")

    @ArgumentParser.Argument(help: "The calendar's file.") var file: String
    @Flag(help: "Change nothing; say what would move.") var dryRun = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Refusal(.invalidRequest, "The calendar \(file) cannot be read; check the path and its permissions.")
        }
        let request = CalendarLoadRequest(file: file, content: String(decoding: data, as: UTF8.self), isDryRun: dryRun)
        var calendar: CalendarInForceBody = try await options.client.post(["calendar"], request, key: nil)
        if !dryRun { calendar = try await settled(calendar) }
        let view = CalendarMoveView(options: options)
        if options.json { return try Output.json(dryRun ? calendar : calendar.with(moves: try await moves(of: calendar))) }
        view.show(calendar, isDryRun: dryRun)
    }

    /// Waits until every clock follows, and shows how far that is.
    private func settled(_ calendar: CalendarInForceBody) async throws -> CalendarInForceBody {
        var current = calendar
        let showsProgress = isatty(STDERR_FILENO) == 1 && !options.json
        while !current.isDone {
            try await Task.sleep(for: CalendarLoadCommand.pace)
            let all: [CalendarInForceBody] = try await options.client.get(["calendar"])
            guard let same = all.first(where: { $0.number == calendar.number }) else { break }
            current = same
            if showsProgress { FileHandle.standardError.write(Data("\r\(options.say(.rederived(current.cases)))".utf8)) }
            // A newer one was loaded meanwhile: this one's clocks are followed no further.
            if all.first?.number != calendar.number { break }
        }
        if showsProgress { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        return current
    }

    /// How long between two looks.
    private static let pace = Duration.milliseconds(100)

    private func moves(of calendar: CalendarInForceBody) async throws -> [CalendarMoveBody] {
        var moves: [CalendarMoveBody] = []
        while moves.count < calendar.movedClocks {
            let page: [CalendarMoveBody] = try await options.client.get(["calendar", "moves"], query: ["offset": String(moves.count)])
            if page.isEmpty { break }
            moves += page
        }
        return moves
    }
}
