import ArgumentParser
import DubanAPI
import DubanClient
import DubanTime

/// `duban extend CASE --by LIMIT --reason …`: asks a superior for more time.
struct ExtendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend", abstract: "Ask a superior for more time, before the promised limit passes.",
        discussion: "A superior answers with `duban act TASK approve|refuse`; an approval is told to the applicant by a notice.")

    @Argument(help: "The case's number.") var number: String
    @Option(help: "By how much, such as \"2 working days\".") var by: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        do { _ = try Limit(by) } catch { throw ValidationError(error.description) }
    }

    func run() async throws {
        let request = ExtendRequest(by: by, reason: reason)
        try ReceiptView.show(try await options.client.post(["cases", number, "extend"], request, key: change.key), options)
    }
}
