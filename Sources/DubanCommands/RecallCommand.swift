import ArgumentParser
import DubanAPI
import DubanClient

/// `duban recall CASE`: takes back what the caller did last (撤回).
struct RecallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall", abstract: "Take back what you did last, before the next person takes it up.")

    @Argument(help: "The case's number.") var number: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try ReceiptView.show(try await options.client.post(["cases", number, "recall"], [String: String](), key: change.key), options)
    }
}
