import ArgumentParser
import DubanAPI
import DubanClient

/// `duban withdraw CASE --reason …`: the applicant withdraws.
struct WithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Record that the applicant withdraws; what was done is taken back.")

    @Argument(help: "The case's number.") var number: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try ReceiptView.show(
            try await options.client.post(["cases", number, "withdraw"], ReasonRequest(reason: reason), key: change.key), options)
    }
}
