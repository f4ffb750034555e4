import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban amend CASE FIELD VALUE --reason …`: corrects a field.
struct AmendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amend", abstract: "Correct a field of a case.",
        discussion: "Arguments can be read in the process list; give a personal value as - and type it, or send it, on standard input.")

    @Argument(help: "The case's number.") var number: String
    @Argument(help: "The field, such as applicant.phone.") var field: String
    @Argument(help: "The new value, or - for standard input.") var value: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let text = value == "-" ? readLine() ?? "" : value
        let data = (try? JSONReader.read(Array(text.utf8))) ?? .text(text)
        // What looks like a number stays text where the field wants text; the daemon knows the field.
        let request = AmendRequest(field: field, value: data, reason: reason)
        do {
            try ReceiptView.show(try await options.client.post(["cases", number, "amend"], request, key: change.key), options)
        } catch let refusal as Refusal where refusal.code == .invalidData && data != .text(text) {
            let request = AmendRequest(field: field, value: .text(text), reason: reason)
            try ReceiptView.show(try await options.client.post(["cases", number, "amend"], request, key: change.key), options)
        }
    }
}
