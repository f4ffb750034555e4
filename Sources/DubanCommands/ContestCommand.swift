import ArgumentParser
import DubanAPI
import DubanClient

/// `duban contest CASE ENTRY --reason …`: contests an entry of accountability that is charged to the caller.
struct ContestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contest", abstract: "Contest an entry of accountability that is charged to you.")

    @Argument(help: "The case's number.") var number: String
    @Argument(help: "The entry's number, as `duban case` shows it.") var entry: Int
    @Option(help: "Why.") var reason: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let path = ["cases", number, "entries", String(entry), "contest"]
        try ReceiptView.show(try await options.client.post(path, ReasonRequest(reason: reason), key: change.key), options)
    }
}
