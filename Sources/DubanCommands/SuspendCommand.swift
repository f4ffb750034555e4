import ArgumentParser
import DubanAPI
import DubanClient

/// `duban suspend CASE --reason …`: everything in a case stands still.
struct SuspendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "suspend", abstract: "Have a case and all its clocks stand still.")

    @Argument(help: "The case's number.") var number: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try ReceiptView.show(
            try await options.client.post(["cases", number, "suspend"], ReasonRequest(reason: reason), key: change.key), options)
    }
}
