import ArgumentParser
import DubanModel
import DubanTime
import DubanWorkflows
import Foundation

/// `duban calendar`: asks the official calendar; needs no daemon.
struct CalendarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Ask the official calendar; needs no daemon.", subcommands: [DueCommand.self, Between.self, Check.self])

    /// Where a calendar is looked for.
    struct File: ParsableArguments {
        @Option(help: "The calendar's file; otherwise config/calendars/cn.yaml, otherwise /etc/duban/calendars/cn.yaml.") var calendar: String?

        func load() throws -> WorkingCalendar {
            let candidates = calendar.map { [$0] } ?? ["config/calendars/cn.yaml", "/etc/duban/calendars/cn.yaml"]
            guard let path = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }),
                let data = FileManager.default.contents(atPath: path)
            else { throw Refusal(.invalidRequest, "No calendar is found at \(candidates.joined(separator: " or ")); name one with --calendar.") }
            return try CalendarLoader.load(Array(data), file: path).calendar
        }
    }

    struct DueCommand: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "due", abstract: "When a limit ends.")
        @Option(help: "The instant at which it starts.") var from: String?
        @Option(help: "The limit, such as \"3 working days\".") var limit: String?
        @Flag(help: "Answer one JSON line for each {\"from\", \"limit\"} on standard input.") var ndjson = false
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var file: File

        func validate() throws {
            if !ndjson, from == nil || limit == nil { throw ValidationError("say --from INSTANT --limit LIMIT, or --ndjson") }
        }

        func run() throws {
            let calendar = try file.load()
            if ndjson {
                while let line = readLine() {
                    let answer: DataValue
                    do {
                        let question = try JSONReader.read(Array(line.utf8))
                        let due = try Self.due(question["from"].textValue ?? "", question["limit"].textValue ?? "", calendar)
                        answer = ["due": .text(calendar.local(due.instant)), "provisional": .bool(due.isProvisional)]
                    } catch {
                        answer = ["error": .text((error as? Refusal)?.message ?? "\(error)")]
                    }
                    print(String(decoding: answer.json, as: UTF8.self))
                }
                return
            }
            let due = try Self.due(from ?? "", limit ?? "", calendar)
            let text = calendar.local(due.instant)
            if json {
                print(String(decoding: DataValue.record(["due": .text(text), "provisional": .bool(due.isProvisional)]).json, as: UTF8.self))
            } else {
                print(text + (due.isProvisional ? "  (provisional: beyond the last published year)" : ""))
            }
        }

        private static func due(_ from: String, _ limit: String, _ calendar: WorkingCalendar) throws -> Due {
            guard let start = Instant(from) else {
                throw Refusal(.invalidRequest, "\"\(from)\" is no instant such as 2026-03-02T09:00:00+08:00.")
            }
            do {
                return try calendar.due(from: start, limit: try Limit(limit))
            } catch let error as LimitError {
                throw Refusal(.invalidRequest, error.description)
            }
        }
    }

    struct Between: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How many working days lie after one day and through another.")
        @ArgumentParser.Argument(help: "The first day, not counted.") var first: String
        @ArgumentParser.Argument(help: "The last day, counted.") var last: String
        @OptionGroup var file: File

        func run() throws {
            guard let first = CivilDate(first), let last = CivilDate(last) else {
                throw Refusal(.invalidRequest, "Days are written like 2026-03-02.")
            }
            print(try file.load().workingDays(after: first, through: last))
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check a calendar's file.")
        @ArgumentParser.Argument(help: "The file.") var path: String

        func run() throws {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Refusal(.invalidRequest, "The calendar \(path) cannot be read.")
            }
            let (calendar, version) = try CalendarLoader.load(Array(data), file: path)
            print("✓ \(calendar.id): \(calendar.exceptions.count) exceptions through \(calendar.lastPublishedYear), \(version)")
        }
    }
}
