import ArgumentParser
import DubanAPI
import DubanClient

/// `duban accept CASE`: accepts a hand-over.
struct AcceptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Accept what is offered to you of a case; you are answerable from then.")

    @Argument(help: "The case's number.") var number: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try ReceiptView.show(try await options.client.post(["cases", number, "accept"], [String: String](), key: change.key), options)
    }
}
