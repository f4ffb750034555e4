import ArgumentParser
import DubanModel
import DubanWorkflows
import Foundation

/// `duban workflow new NAME`: starts a bundle.
struct WorkflowNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Start a bundle that passes the checker and its own tests.")
    @ArgumentParser.Argument(help: "The workflow's name: small letters, digits and hyphens.") var name: String
    @Option(name: .customLong("in"), help: "The folder of workflows.", completion: .directory) var parent = "workflows"
    @Option(help: "What case numbers begin with; otherwise made of the name.") var code: String?
    @Option(name: .customLong("title-en"), help: "The English title; otherwise the name.") var english: String?
    @Option(name: .customLong("title-zh"), help: "The Chinese title.") var chinese: String?
    @Option(help: "The role that takes applications in.") var handler = "clerk"
    @Option(help: "The role that decides.") var approver = "reviewer"

    func run() throws {
        let folder = "\(parent)/\(name)"
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw Refusal(.invalidRequest, "There is a folder \(folder) already; nothing was changed.")
        }
        let title = LocalizedText(
            english: english ?? name.split(separator: "-").joined(separator: " ").capitalizedFirst, chinese: chinese ?? "\(name)（请填写标题）")
        let files = try BundleTemplate.files(name, code: code ?? freeCode(), title: title, handler: handler, approver: approver)
        for (path, text) in files.sorted(by: { $0.key < $1.key }) {
            let url = URL(fileURLWithPath: "\(folder)/\(path)")
            do {
                try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
            } catch {
                throw Refusal(.invalidRequest, "The file \(url.path) cannot be written: \(error.localizedDescription)")
            }
            print("\(folder)/\(path)")
        }
        print("Next: duban workflow check \(folder) && duban workflow test \(folder)")
    }

    /// The first letters of the name, with a digit where another workflow beside it has them.
    private func freeCode() -> String {
        let letters = String(
            name.uppercased().unicodeScalars.filter { ("A"..."Z").contains($0) || ("0"..."9").contains($0) }.prefix(4).map(Character.init))
        let taken = Set(
            BundleFolder.names(in: parent).compactMap { other in
                WorkflowLoader.load(other, BundleFolder.contents(of: "\(parent)/\(other)").files).0?.code
            })
        return ([letters] + (2...99).map { "\(letters)\($0)" }).first { !taken.contains($0) } ?? letters
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
