import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel
import Foundation

/// `duban watch`: a board of deadlines on the terminal that redraws itself until it is interrupted.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Watch the deadlines on the terminal; Ctrl-C ends it.")

    @Option(help: "Only what turns within this limit.") var within: String?
    @Flag(help: "Only those for which you are answerable.") var mine = false
    @Option(help: "Look again after so many seconds.") var every = 2
    @Flag(help: "Draw once, and end.") var once = false
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (1...3_600).contains(every) else { throw ValidationError("--every is a number of seconds from 1 to 3600") }
        if options.json { throw ValidationError("`duban deadlines --json` gives the same as JSON") }
    }

    func run() async throws {
        var board = WatchBoard(list: try await list(), language: options.language, isColoured: isatty(STDOUT_FILENO) == 1)
        if once || isatty(STDOUT_FILENO) != 1 {
            let size = WatchCommand.size
            return print(
                board.lines(columns: size.columns, rows: max(size.rows, board.list.deadlines.count + WatchBoard.frame)).joined(
                    separator: "\n"))
        }
        // Signals end the loop, so that the terminal is given back as it was.
        let (beats, sources) = WatchCommand.beats(every: every)
        defer { for source in sources { source.cancel() } }
        WatchCommand.write("\u{1B}[?1049h\u{1B}[?25l")
        defer { WatchCommand.write("\u{1B}[?25h\u{1B}[?1049l") }
        draw(board)
        for await beat in beats {
            if beat == .end { return }
            do {
                board = WatchBoard(list: try await list(), language: options.language, isColoured: true)
            } catch {
                board.trouble = (error as? Refusal)?.message ?? "\(error)"
            }
            draw(board)
        }
    }

    private func draw(_ board: WatchBoard) {
        let size = WatchCommand.size
        let lines = board.lines(columns: size.columns, rows: size.rows).map { $0 + "\u{1B}[K" }
        WatchCommand.write("\u{1B}[H" + lines.joined(separator: "\r\n") + "\u{1B}[J")
    }

    private func list() async throws -> DeadlineListBody {
        try await options.client.get(["deadlines"], query: ["within": within, "mine": mine ? "true" : nil])
    }

    /// What the loop waits for.
    private enum Beat {
        /// It is time to look again.
        case again
        /// A signal asks to end.
        case end
    }

    private static func beats(every seconds: Int) -> (AsyncStream<Beat>, [any DispatchSourceProtocol]) {
        let (stream, continuation) = AsyncStream<Beat>.makeStream(bufferingPolicy: .bufferingNewest(2))
        var sources: [any DispatchSourceProtocol] = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        for source in sources { source.setEventHandler { continuation.yield(.end) } }
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .seconds(seconds), repeating: .seconds(seconds))
        timer.setEventHandler { continuation.yield(.again) }
        sources.append(timer)
        for source in sources { source.resume() }
        return (stream, sources)
    }

    /// The terminal's size; 80 by 24 where it does not say.
    private static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    private static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}
