import ArgumentParser
import DubanAPI
import DubanClient

/// `duban clock stop CASE --reason CODE`: the clocks of a case stand still.
struct ClockStopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Have the clocks of a case stand still; the workflow lists the reasons, and who may.")

    @Argument(help: "The case's number.") var number: String
    @Option(help: "The code of the reason, such as hearing.") var reason: String
    @Option(help: "The paper that says so, such as the number of a notice.") var paper: String?
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let request = ClockRequest(reason: reason, paper: paper)
        try ReceiptView.show(try await options.client.post(["cases", number, "clock", "stop"], request, key: change.key), options)
    }
}
