import ArgumentParser
import DubanAPI
import DubanClient
import Foundation

/// `duban find NAME|ID`: looks a case up by a person, through the blind index.
struct FindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Find the cases of a person by name or identity number.",
        discussion: "Arguments can be read in the process list; with - the name is read from standard input.")

    @Argument(help: "The whole name or identity number, or -.") var text: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let wanted = text == "-" ? readLine() ?? "" : text
        let cases: [CaseBody] = try await options.client.post(["find"], FindRequest(text: wanted), key: nil)
        try CaseList.show(cases, options)
    }
}
