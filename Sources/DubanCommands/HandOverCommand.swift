import ArgumentParser
import DubanAPI
import DubanClient

/// `duban handover TASK|CASE --to MEMBER`: offers a task, or a matter as a whole, to a colleague.
struct HandOverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handover", abstract: "Offer a task, or a whole case, to a colleague; you stay answerable until they accept.")

    @Argument(help: "The task's number, or the case's for the matter as a whole.") var subject: String
    @Option(help: "To whom.") var to: String
    @Flag(help: "The task comes back once the colleague gives it back: a delegation.") var returns = false
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    /// Whether a task is named, which has a short number.
    private var isTask: Bool { Int64(subject) != nil }

    func validate() throws {
        if returns, !isTask { throw ValidationError("--returns goes with a task's number; a whole case does not come back by itself") }
    }

    func run() async throws {
        let request = HandOverRequest(to: to, returns: isTask ? returns : nil)
        try ReceiptView.show(
            try await options.client.post([isTask ? "tasks" : "cases", subject, "handover"], request, key: change.key), options)
    }
}
