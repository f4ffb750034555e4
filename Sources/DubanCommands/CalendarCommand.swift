import ArgumentParser
import DubanModel
import DubanTime
import DubanWorkflows
import Foundation

/// `duban calendar`: asks the official calendar, which needs no daemon, or puts one in force.
struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Ask the official calendar, which needs no daemon, or put one in force.",
        subcommands: [
            CalendarDueCommand.self, CalendarBetweenCommand.self, CalendarCheckCommand.self, CalendarLoadCommand.self,
            CalendarListCommand.self,
        ])

    /// What every verb takes.
    struct Options: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The calendar: a file, or the name of one in config/calendars or /etc/duban/calendars; with /NAME behind it the hours of that office.",
                valueName: "calendar"))
        var calendar = CalendarLibrary.usual
        @Flag(help: "Print JSON.") var json = false
        @Option(help: "The language of explanations: en or zh; otherwise as the locale says.") var lang: String?

        func validate() throws {
            if let lang, Language(rawValue: lang) == nil { throw ValidationError("--lang is en or zh, not \"\(lang)\"") }
        }

        var language: Language {
            lang.flatMap { Language(rawValue: $0) } ?? .ofLocale(ProcessInfo.processInfo.environment)
        }
    }

    /// Runs what asks a calendar, so that every error that a person can make reaches them as a refusal.
    static func asking<Answer>(_ what: @autoclosure () -> String, _ body: () throws -> Answer) throws -> Answer {
        do {
            return try body()
        } catch let error as DeadlineError {
            throw Refusal(.invalidRequest, "There is no answer to \(what()): \(error).")
        } catch let error as any Error & CustomStringConvertible where error is LimitError || error is MomentError {
            throw Refusal(.invalidRequest, error.description)
        }
    }

    /// Prints one line of JSON.
    static func printJSON(_ value: DataValue) { print(String(decoding: value.json, as: UTF8.self)) }
}
