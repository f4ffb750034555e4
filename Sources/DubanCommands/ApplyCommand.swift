import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban apply WORKFLOW --data FILE|-`: opens a case.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "apply", abstract: "Open a case.")

    @Argument(help: "The workflow.") var workflow: String
    @Option(help: "A JSON file with the document, or - for standard input; a field `materials` may list the papers.") var data: String
    @Option(help: "Papers received: pages by material, such as id-card=2,photo=1.") var materials: String?
    @Flag(help: "Leave the first task in the inbox instead of doing it.") var draft = false
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        var document = try DocumentFile.read(data)
        let papers = try materials.map { try DocumentFile.materials($0) } ?? document["materials"]
        document[DataPath(["materials"])] = .null
        let request = ApplyRequest(workflow: workflow, data: document, materials: papers, isDraft: draft)
        try ReceiptView.show(try await options.client.post(["cases"], request, key: change.key), options)
    }
}
