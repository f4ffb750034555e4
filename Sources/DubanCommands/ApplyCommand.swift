import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel
import Foundation

/// `duban apply WORKFLOW --data FILE|-`, or `--lines FILE|-`: opens a case, or one a line.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Open a case, or one for each line of a file.",
        discussion: """
            With --lines each line of the file is an application by itself, and a line is printed for each. A line that is refused does \
            not keep the others from being done; mended, the same file can be given again: what was applied for stays as it is.
            """)

    @Argument(help: "The workflow.") var workflow: String
    @Option(help: "A JSON file with the document, or - for standard input; a field `materials` may list the papers.") var data: String?
    @Option(help: "A file with a document of JSON in each line, or - for standard input; that needs a --key.") var lines: String?
    @Option(help: "Papers received: pages by material, such as id-card=2,photo=1.") var materials: String?
    @Flag(help: "Leave the first task in the inbox instead of doing it.") var draft = false
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (data == nil) != (lines == nil) else { throw ValidationError("name one of --data and --lines") }
        if lines == "-", change.key == nil {
            throw ValidationError("with --lines - name the campaign with --key, so that a repeat makes nothing twice")
        }
    }

    func run() async throws {
        if let lines { return try await apply(lines) }
        try ReceiptView.show(
            try await options.client.post(["cases"], try request(try DocumentFile.read(data ?? "-")), key: change.key), options)
    }

    private func request(_ document: DataValue) throws -> ApplyRequest {
        var document = document
        let papers = try materials.map { try DocumentFile.materials($0) } ?? document["materials"]
        document[DataPath(["materials"])] = .null
        return ApplyRequest(workflow: workflow, data: document, materials: papers, isDraft: draft)
    }

    // MARK: A campaign

    private func apply(_ path: String) async throws {
        let campaign = change.key ?? URL(fileURLWithPath: path).lastPathComponent
        let applications = try ApplicationLines(try DocumentFile.bytes(path), workflow: workflow, campaign: campaign)
        guard !applications.lines.isEmpty else { throw Refusal(.invalidRequest, "\(path) has no application.") }
        let view = ApplicationView(options, last: applications.lines.last?.number ?? 1)
        var refused = 0
        for line in applications.lines {
            do {
                let receipt: ReceiptBody = try await options.client.post(
                    ["cases"], try request(try line.document.get()), key: line.key)
                try view.show(receipt, at: line.number)
            } catch let refusal as Refusal where refusal.code != .unavailable {
                refused += 1
                try view.show(refusal, at: line.number)
            }
        }
        view.sum(applications.lines.count - refused, of: applications.lines.count)
        if refused > 0 { throw ExitCode(Refusal.Code.invalidData.exitCode) }
    }
}
