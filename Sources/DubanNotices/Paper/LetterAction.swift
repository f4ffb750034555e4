import DubanModel
import DubanPlugin
import Foundation

/// The action `letter`: a finished document, or a template's words, into the folder that the printer is fed from. The file is named by the
/// notice's key, so that a second attempt prints nothing twice while it lies there.
struct LetterAction: Sendable {
    let configuration: NoticesConfiguration.Letters
    var source = NoticesConfiguration.standardSource

    func run(_ job: PluginJob) throws -> JobOutput {
        let notice = Notice(job, from: source)
        let (bytes, suffix): ([UInt8], String)
        if let path = job.arguments["document"].textValue {
            (bytes, suffix) = (try notice.document(path), URL(fileURLWithPath: path).pathExtension)
        } else {
            let (language, template) = (try notice.language(), try notice.template())
            let words = "\(try template.subject(language, notice.data))\n\n\(try template.text(language, notice.data))\n"
            (bytes, suffix) = (Array(words.utf8), "txt")
        }
        let name = "\(notice.key).\(suffix)"
        let place = "\(configuration.folder)/\(name)"
        if !FileManager.default.fileExists(atPath: place) { try write(bytes, to: place) }
        return JobOutput(output: ["channel": "letter", "file": .text(name)])
    }

    /// Whole or not at all: the printer's watcher sees only the finished name.
    private func write(_ bytes: [UInt8], to place: String) throws(PluginFailure) {
        let beside = "\(configuration.folder)/.\(UUID().uuidString)"
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: beside))
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: beside))
            try file.synchronize()
            try file.close()
            guard rename(beside, place) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            unlink(beside)
            throw .transient(
                "not-written",
                "The letter could not be written to \(configuration.folder); is it granted (grants: write), and is there space?")
        }
    }
}
