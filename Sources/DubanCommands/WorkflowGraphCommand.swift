import ArgumentParser
import DubanModel
import DubanPictures
import DubanWorkflows
import Foundation

/// `duban workflow graph DIR`: draws a bundle; needs no daemon.
struct WorkflowGraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw a bundle; needs no daemon.",
        discussion: """
            Roles are lanes, limits stand at the ways, branches in boxes. SVG is for browsers and documents, mermaid for Markdown, dot for \
            Graphviz, BPMN 2.0 for other tools.
            duban workflow graph workflows/certificate-issuance --format svg --output certificate.svg
            """)
    @ArgumentParser.Argument(help: "The bundle's folder.", completion: .directory) var folder: String
    @Option(help: "svg, mermaid, dot or bpmn.") var format = PictureFormat.svg.rawValue
    @Option(help: "The language of titles: en or zh; otherwise as the locale says.") var lang: String?
    @Option(help: "Write to this file rather than print.", completion: .file()) var output: String?

    func validate() throws {
        if PictureFormat(rawValue: format) == nil {
            throw ValidationError("--format is one of \(PictureFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if let lang, Language(rawValue: lang) == nil { throw ValidationError("--lang is en or zh") }
    }

    func run() throws {
        let path = URL(fileURLWithPath: folder).standardizedFileURL
        let contents = BundleFolder.contents(of: path.path)
        let name = path.lastPathComponent
        // What can be read is drawn, although the checker may find fault with it: a picture helps to find out why.
        guard contents.findings.isEmpty, let workflow = WorkflowLoader.restore(name, contents.files) else {
            throw Refusal(
                "The bundle \(folder)",
                findings: contents.findings.isEmpty ? WorkflowLoader.load(name, contents.files).1 : contents.findings)
        }
        let language = lang.flatMap { Language(rawValue: $0) } ?? Language.ofLocale(ProcessInfo.processInfo.environment)
        let picture = WorkflowGraph(workflow).picture(PictureFormat(rawValue: format) ?? .svg, language)
        guard let output else { return print(picture, terminator: "") }
        do {
            try Data(picture.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw Refusal(.invalidRequest, "The picture cannot be written to \(output): \(error.localizedDescription)")
        }
    }
}
