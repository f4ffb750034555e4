import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel
import DubanTime

/// `duban deadlines`: what turns yellow or red, the most urgent first; or a person's deadlines as a calendar.
struct DeadlinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadlines", abstract: "Show what turns yellow or red, by the business time that is left.",
        discussion: """
            duban deadlines --within "2 working days" --mine
            duban deadlines --ics --person li-na > li-na.ics
            """)

    @Option(help: "Only what turns within this limit, such as \"2 working days\"; what has turned is listed as well.") var within: String?
    @Flag(help: "Only those for which you are answerable.") var mine = false
    @Option(help: "At most so many.") var limit: Int?
    @Flag(help: "Print an iCalendar file of a person's deadlines, for their own calendar.") var ics = false
    @Option(help: "With --ics: whose; your own otherwise, where --as or DUBAN_AS says who you are.") var person: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if let within { do { _ = try Limit(within) } catch { throw ValidationError(error.description) } }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
        if person != nil, !ics { throw ValidationError("--person goes with --ics; --mine lists your own") }
        if ics, person == nil, options.caller == nil { throw ValidationError("say whose calendar with --person") }
        if ics, within != nil || mine || options.json { throw ValidationError("--ics goes with --person only") }
    }

    func run() async throws {
        if ics {
            let name = person ?? options.caller ?? ""
            return print(
                try await options.client.text(["calendars", name + ".ics"], query: ["lang": options.language.rawValue]), terminator: "")
        }
        let list: DeadlineListBody = try await options.client.get(
            ["deadlines"], query: ["within": within, "mine": mine ? "true" : nil, "limit": limit.map(String.init)])
        if options.json { return try Output.json(list) }
        if list.deadlines.isEmpty { return print(options.say(.noDeadline)) }
        Output.table(DeadlineTable.headings(options.language), list.deadlines.map { DeadlineTable.row($0, options.language) })
        if list.isCut { print(options.say(.cut(list.deadlines.count))) }
    }
}
