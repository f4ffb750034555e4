import ArgumentParser
import DubanAPI
import DubanClient

/// `duban add-reviewer TASK MEMBER`: asks a colleague for an opinion before a task is done (加签).
struct AddReviewerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-reviewer", abstract: "Ask a colleague for an opinion before a task is done.",
        discussion: "The colleague answers with `duban act TASK agree|disagree --comment …`.")

    @Argument(help: "The task's number.") var task: String
    @Argument(help: "The colleague.") var member: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard Int64(task) != nil else { throw ValidationError("A task is named by its number; `duban inbox` lists them.") }
    }

    func run() async throws {
        try ReceiptView.show(
            try await options.client.post(["tasks", task, "reviewers"], ReviewerRequest(member: member), key: change.key), options)
    }
}
