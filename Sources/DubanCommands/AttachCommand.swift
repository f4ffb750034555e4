import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel
import Foundation

/// `duban attach CASE FILE`: adds a file to a case.
struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "attach", abstract: "Add a file to a case; it is kept sealed.")

    @Argument(help: "The case's number.") var number: String
    @Argument(help: "The file.") var file: String
    @Option(help: "The paper that it is a copy of, which counts as received then.") var material: String?
    @Option(help: "Its pages.") var pages = 1
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        guard let content = FileManager.default.contents(atPath: file) else {
            throw Refusal(.invalidRequest, "The file \(file) cannot be read.")
        }
        let request = AttachRequest(
            name: URL(fileURLWithPath: file).lastPathComponent, content: content.base64EncodedString(), material: material, pages: pages)
        try ReceiptView.show(try await options.client.post(["cases", number, "attach"], request, key: change.key), options)
    }
}
