import Crypto
import DubanModel
import DubanPlugin

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
        guard let hash = ContentHash(bytes: SHA256.hash(data: bytes)) else {
            throw PluginFailure.permanent("no-hash", "The document could not be hashed.")
        }
        let file = try job.leave(bytes, as: name, mediaType: "application/pdf", suffix: "pdf")
        return JobOutput(output: ["sha256": .text(hash.description), "pages": 1], files: [file])
    }
}
