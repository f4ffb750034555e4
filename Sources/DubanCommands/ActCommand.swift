import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban act TASK ACTION`: acts at a task.
struct ActCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "act", abstract: "Act at a task; `claim` accepts it, `release` gives it back, `send-back` returns it to an earlier step.",
        discussion: "An opinion that is wanted of you is given with `agree` or `disagree`, more time with `approve` or `refuse`.")

    @Argument(help: "The task's number.") var task: String
    @Argument(help: "The action; `duban inbox` shows which there are.") var action: String
    @Option(help: "A JSON file with values to fill in, or - for standard input.") var data: String?
    @Option(help: "Papers received: pages by material, such as photo=1.") var materials: String?
    @Option(help: "What is to be said about it, such as the reason of a refusal.") var comment: String?
    @Option(help: "With send-back: the step to which the case returns, where there are several.") var to: String?
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard Int64(task) != nil else { throw ValidationError("A task is named by its number; `duban inbox` lists them.") }
        if to != nil, action != "send-back" { throw ValidationError("--to goes with send-back") }
    }

    func run() async throws {
        let request = ActRequest(
            action: action, data: try data.map { try DocumentFile.read($0) },
            materials: try materials.map { try DocumentFile.materials($0) },
            comment: comment, target: to)
        try ReceiptView.show(try await options.client.post(["tasks", task], request, key: change.key), options)
    }
}
