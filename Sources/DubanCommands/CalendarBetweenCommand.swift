import ArgumentParser
import DubanModel
import DubanTime

/// `duban calendar between`: how much working time lies between two days or instants.
struct CalendarBetweenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "between",
        abstract: "How many working days lie after one day and through another; between instants also the working time.")

    @Argument(help: "The first day, which is not counted, or an instant.") var first: String
    @Argument(help: "The last day, which is counted, or an instant.") var last: String
    @OptionGroup var options: CalendarCommand.Options

    func run() throws {
        var library = CalendarLibrary()
        let calendar = try library.calendar(options.calendar)
        let (first, last) = try CalendarCommand.asking("between") { () throws -> (Moment, Moment) in
            (try Moment(self.first), try Moment(self.last))
        }
        let (from, to) = (calendar.instant(of: first), calendar.instant(of: last))
        let (firstDay, lastDay) = (calendar.day(of: from), calendar.day(of: to))
        let working = calendar.workingDays(after: firstDay, through: lastDay)
        let days = lastDay.daysSinceEpoch - firstDay.daysSinceEpoch
        let time = first.isDay && last.isDay ? nil : calendar.workingMilliseconds(from: from, to: to)
        if options.json {
            var answer: [String: DataValue] = [
                "working_days": .integer(Int64(working)), "calendar_days": .integer(Int64(days)), "calendar": .text(calendar.id),
            ]
            answer["working_hours"] = time.map { DataValue.double(Double($0) / 3_600_000) }
            answer["working_milliseconds"] = time.map { DataValue.integer($0) }
            CalendarCommand.printJSON(.record(answer))
        } else {
            let language = options.language
            var parts = [ClockTime(Int64(working), .workingDays), ClockTime(Int64(days), .calendarDays)]
            if let time { parts.append(ClockTime(time, .milliseconds)) }
            var texts = parts.map { $0.text(language) }
            if time != nil { texts[2] = language == .chinese ? "办公时间" + texts[2] : texts[2] + " of business" }
            print(texts.joined(separator: language == .chinese ? "," : ", "))
        }
    }
}

extension Moment {
    fileprivate var isDay: Bool { if case .day = self { true } else { false } }
}
