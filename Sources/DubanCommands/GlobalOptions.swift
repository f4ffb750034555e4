import ArgumentParser
import DubanClient
import DubanModel
import Foundation

/// What every verb takes that asks the daemon.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The daemon's socket; otherwise DUBAN_SOCKET, otherwise /run/duban/duban.sock.") var socket: String?
    @Option(name: .customLong("as"), help: "With a --dev daemon: act as this member of staff; otherwise DUBAN_AS.") var actAs: String?
    @Flag(help: "Print JSON: the answer on standard output, a refusal on standard error.") var json = false
    @Option(help: "The language: en or zh; otherwise as the locale says.") var lang: String?

    func validate() throws {
        if let lang, Language(rawValue: lang) == nil { throw ValidationError("--lang is en or zh") }
    }

    var client: HallClient {
        let environment = ProcessInfo.processInfo.environment
        return HallClient(
            socket: socket ?? environment["DUBAN_SOCKET"] ?? "/run/duban/duban.sock", actAs: actAs ?? environment["DUBAN_AS"])
    }

    /// The member of staff as whom a --dev daemon is asked; nobody where the system user says it.
    var caller: String? { actAs ?? ProcessInfo.processInfo.environment["DUBAN_AS"] }

    var language: Language { lang.flatMap { Language(rawValue: $0) } ?? .ofLocale(ProcessInfo.processInfo.environment) }

    /// A text in the caller's language.
    func say(_ phrase: Phrase) -> String { phrase[language] }

    /// Headings in the caller's language.
    func headings(_ phrases: Phrase...) -> [String] { phrases.map { $0[language] } }
}

/// What every verb takes that changes something.
struct ChangeOptions: ParsableArguments {
    @Option(help: "An idempotency key: the same request with the same key has one effect, and gets the same answer.") var key: String?
}
