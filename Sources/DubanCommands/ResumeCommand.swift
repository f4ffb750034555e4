import ArgumentParser
import DubanAPI
import DubanClient

/// `duban resume CASE --reason …`: a suspended case goes on.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Have a suspended case go on.")

    @Argument(help: "The case's number.") var number: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try ReceiptView.show(
            try await options.client.post(["cases", number, "resume"], ReasonRequest(reason: reason), key: change.key), options)
    }
}
