import ArgumentParser
import DubanAPI
import DubanClient

/// `duban decline CASE`: declines a hand-over.
struct DeclineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decline what is offered to you of a case; its owner stays answerable.")

    @Argument(help: "The case's number.") var number: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try ReceiptView.show(try await options.client.post(["cases", number, "decline"], [String: String](), key: change.key), options)
    }
}
