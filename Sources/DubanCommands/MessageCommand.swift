import ArgumentParser
import DubanAPI
import DubanClient

/// `duban message NAME --key K`: brings a message from outside to the case that waits for it.
struct MessageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message", abstract: "Bring a message from outside to the case that waits for it; needs the role integration.")

    @Argument(help: "The message's name, as the workflow's wait says it.") var name: String
    @Option(help: "What tells the case from others that wait for the same message, as the wait's key says it.") var key: String
    @Option(help: "Which of the wait's actions it reports; the first otherwise.") var action: String?
    @Option(help: "A JSON file with values that come with it, or - for standard input.") var data: String?
    @Option(help: "An idempotency key: the same message with the same key is brought once, and gets the same answer.") var requestKey:
        String?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let request = MessageRequest(key: key, action: action, data: try data.map { try DocumentFile.read($0) })
        try ReceiptView.show(try await options.client.post(["messages", name], request, key: requestKey), options)
    }
}
