import Crypto
import DubanModel
import DubanPlugin
import Foundation

/// The action `render`: a template's text and data in, one PDF out, named by the hash of its bytes.
enum RenderAction {
    static func render(_ job: PluginJob) throws -> JobOutput {
        guard let name = job.arguments["template"].textValue, let source = job.arguments["source"].textValue else {
            throw PluginFailure(code: "bad-arguments", message: "render wants \"template\" and \"source\".", isWorthRetrying: false)
        }
        var data = job.arguments["data"].fields ?? [:]
        data["verification"] = job.arguments["verification"]
        let template = try PageTemplate(source, name: name)
        let values = TemplateData(.record(data))
        try template.check(values)
        let bytes = try PageRenderer(template: template, data: values, at: job.at).pdf()
        let file = try land(bytes, in: job.folder)
        let output: DataValue = ["sha256": .text(file.hash.description), "pages": 1]
        return JobOutput(
            output: output,
            files: [.init(name: name, path: file.path, hash: file.hash, bytes: bytes.count, mediaType: "application/pdf")])
    }

    /// Writes the file beside its place, flushes it, names it by its hash, and flushes the name: it is there whole or not at all.
    /// A file that is there already has the same bytes, since its name says so.
    private static func land(_ bytes: [UInt8], in folder: String) throws -> (path: String, hash: ContentHash) {
        guard let hash = ContentHash(bytes: SHA256.hash(data: bytes)) else {
            throw PluginFailure(code: "no-hash", message: "The document could not be hashed.", isWorthRetrying: false)
        }
        let name = hash.description
        let path = "\(name.prefix(2))/\(name).pdf"
        let directory = "\(folder)/\(name.prefix(2))"
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard !FileManager.default.fileExists(atPath: "\(folder)/\(path)") else { return (path, hash) }
            let beside = "\(directory)/.\(name).\(getpid())"
            let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: bytes)
            try file.synchronize()
            try file.close()
            guard rename(beside, "\(folder)/\(path)") == 0 else { throw CocoaError(.fileWriteUnknown) }
            let parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            fsync(parent)
            close(parent)
        } catch {
            throw PluginFailure(
                code: "not-written", message: "The document could not be written under \(folder); check the space left.",
                isWorthRetrying: true)
        }
        return (path, hash)
    }
}
