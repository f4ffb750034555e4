import ArgumentParser
import DubanModel
import DubanTime

/// `duban calendar due`: when a limit ends, and why.
struct CalendarDueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "When a limit ends.",
        discussion: """
            duban calendar due --from 2026-02-12T10:00:00+08:00 --limit "3 working days" --explain
            echo '{"from": "2026-02-12", "limit": "30 calendar days"}' | duban calendar due --ndjson
            """)

    @Option(help: "When it starts: an instant with its offset, or a date or local time in the calendar's zone.") var from: String?
    @Option(help: "The limit, such as \"3 working days\", \"30 calendar days\", \"2 calendar months\", \"8 working hours\".") var limit:
        String?
    @Flag(help: "Say day by day why.") var explain = false
    @Flag(
        help:
            "Answer each line {\"from\": …, \"limit\": …} of standard input with {\"due\": …} or {\"error\": …}; \"calendar\" may name another."
    )
    var ndjson = false
    @OptionGroup var options: CalendarCommand.Options

    func validate() throws {
        if ndjson, from != nil || limit != nil || explain {
            throw ValidationError("with --ndjson, standard input says \"from\" and \"limit\"; leave out --from, --limit and --explain")
        }
        if !ndjson, from == nil || limit == nil { throw ValidationError("say --from INSTANT and --limit LIMIT, or --ndjson") }
    }

    func run() throws {
        if ndjson { return try DueLines(usual: options.calendar).run() }
        var library = CalendarLibrary()
        let calendar = try library.calendar(options.calendar)
        let (from, limit) = (from ?? "", limit ?? "")
        try CalendarCommand.asking("\"\(limit)\" from \(from)") {
            let start = calendar.instant(of: try Moment(from))
            let limit = try Limit(limit)
            let due = try calendar.due(from: start, limit: limit)
            let explanation = explain ? try calendar.explanation(from: start, limit: limit) : nil
            if options.json {
                var answer: [String: DataValue] = [
                    "due": .text(calendar.local(due.instant)), "day": .text(due.day.description), "provisional": .bool(due.isProvisional),
                    "from": .text(calendar.local(start)), "limit": .text(limit.description), "calendar": .text(calendar.id),
                ]
                answer["explanation"] = explanation?.data
                CalendarCommand.printJSON(.record(answer))
            } else if let explanation {
                print(explanation.lines(options.language).joined(separator: "\n"))
            } else {
                print(calendar.local(due.instant) + (due.isProvisional ? "  (provisional: a day lies outside the published years)" : ""))
            }
        }
    }
}
