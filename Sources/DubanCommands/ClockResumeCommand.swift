import ArgumentParser
import DubanAPI
import DubanClient

/// `duban clock resume CASE`: the clocks of a case run on.
struct ClockResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Have the clocks of a case run on, with the time that was left, or anew where the workflow says so.")

    @Argument(help: "The case's number.") var number: String
    @Option(help: "The paper that says so.") var paper: String?
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let request = ClockRequest(paper: paper)
        try ReceiptView.show(try await options.client.post(["cases", number, "clock", "resume"], request, key: change.key), options)
    }
}
