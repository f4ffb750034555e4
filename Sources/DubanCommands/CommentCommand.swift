import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban comment CASE TEXT`: says something about a case.
struct CommentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment", abstract: "Say something about a case; it is kept sealed.",
        discussion: "Arguments can be read in the process list; with - the text is read from standard input.")

    @Argument(help: "The case's number.") var number: String
    @Argument(help: "The text, or - for standard input.") var text: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let request = CommentRequest(text: text == "-" ? DocumentFile.standardInput() : text)
        try ReceiptView.show(try await options.client.post(["cases", number, "comment"], request, key: change.key), options)
    }
}
