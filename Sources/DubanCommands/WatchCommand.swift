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
        let board = WatchBoard(list: try await list(), language: options.language, isColoured: isatty(STDOUT_FILENO) == 1)
        if once || isatty(STDOUT_FILENO) != 1 {
            let size = WatchCommand.size
            return print(
                board.lines(columns: size.columns, rows: max(size.rows, board.list.deadlines.count + WatchBoard.frame)).joined(
                    separator: "\n"))
        }
        // Signals end the loop by cancelling its sleep, so that the terminal is given back as it was.
        let (interrupted, sources) = WatchCommand.interrupts()
        defer { for source in sources { source.cancel() } }
        WatchCommand.write("\u{1B}[?1049h\u{1B}[?25l")
        defer { WatchCommand.write("\u{1B}[?25h\u{1B}[?1049l") }
        await withTaskGroup { group in
            group.addTask { for await _ in interrupted { return } }
            group.addTask { await self.draw(board) }
            await group.next()
            group.cancelAll()
        }
    }

    private func draw(_ first: WatchBoard) async {
        var board = first
        while !Task.isCancelled {
            let size = WatchCommand.size
            let lines = board.lines(columns: size.columns, rows: size.rows).map { $0 + "\u{1B}[K" }
            WatchCommand.write("\u{1B}[H" + lines.joined(separator: "\r\n") + "\u{1B}[J")
            guard (try? await Task.sleep(for: .seconds(every))) != nil else { return }
            do {
                board = WatchBoard(list: try await list(), language: options.language, isColoured: true)
            } catch {
                board.trouble = (error as? Refusal)?.message ?? "\(error)"
            }
        }
    }

    private func list() async throws -> DeadlineListBody {
        try await options.client.get(["deadlines"], query: ["within": within, "mine": mine ? "true" : nil])
    }

    /// One element for each signal that asks to end.
    private static func interrupts() -> (AsyncStream<Void>, [any DispatchSourceSignal]) {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
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
