import ArgumentParser
import DubanAPI
import DubanClient

/// `duban cancel CASE --reason …`: the office cancels a case.
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cancel", abstract: "Cancel a case; what was done is taken back.")

    @Argument(help: "The case's number.") var number: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try ReceiptView.show(
            try await options.client.post(["cases", number, "cancel"], ReasonRequest(reason: reason), key: change.key), options)
    }
}
