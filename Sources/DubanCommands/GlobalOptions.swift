import ArgumentParser
import DubanClient
import DubanModel
import Foundation

/// What every verb takes that asks the daemon.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The daemon's socket; otherwise DUBAN_SOCKET, otherwise /run/duban/duban.sock.") var socket: String?
    @Option(name: .customLong("as"), help: "With a --dev daemon: act as this member of staff; otherwise DUBAN_AS.") var actAs: String?
    @Flag(help: "Print JSON.") var json = false
    @Option(help: "The language of tables: en or zh; otherwise as the locale says.") var lang: String?

    var client: HallClient {
        let environment = ProcessInfo.processInfo.environment
        return HallClient(
            socket: socket ?? environment["DUBAN_SOCKET"] ?? "/run/duban/duban.sock", actAs: actAs ?? environment["DUBAN_AS"])
    }

    var language: Language {
        if let lang, let language = Language(rawValue: lang) { return language }
        let environment = ProcessInfo.processInfo.environment
        let locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        return locale.hasPrefix("zh") ? .chinese : .english
    }

    /// One of two texts, by language.
    func text(_ english: String, _ chinese: String) -> String { language == .chinese ? chinese : english }
}

/// What every verb takes that changes something.
struct ChangeOptions: ParsableArguments {
    @Option(help: "An idempotency key: the same request with the same key has one effect, and gets the same answer.") var key: String?
}
