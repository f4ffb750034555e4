import ArgumentParser
import DubanAPI
import DubanClient

/// `duban settle CASE ENTRY --set-aside|--uphold --reason …`: a superior settles a contested entry of accountability.
struct SettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Settle an entry of accountability that is contested by who stands below you.")

    @Argument(help: "The case's number.") var number: String
    @Argument(help: "The entry's number, as `duban case` shows it.") var entry: Int
    @Flag(help: "Set it aside; it stays readable as that.") var setAside = false
    @Flag(help: "Uphold it.") var uphold = false
    @Option(help: "Why.") var reason: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard setAside != uphold else { throw ValidationError("say --set-aside or --uphold") }
    }

    func run() async throws {
        let path = ["cases", number, "entries", String(entry), "settle"]
        let request = SettleRequest(isSetAside: setAside, reason: reason)
        try ReceiptView.show(try await options.client.post(path, request, key: change.key), options)
    }
}
