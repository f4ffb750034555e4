import Crypto
import DubanModel
import DubanPlugin
import Foundation

/// A notice as a job asks for it.
struct Notice {
    let job: PluginJob
    /// The hall, as the configuration's `source` names it: jobs of two halls may have the same key.
    private let source: String

    init(_ job: PluginJob, from source: String) {
        self.job = job
        self.source = source
    }

    /// A key that is the same for each attempt, another hall's never, and says nothing of the case: for `Message-ID`, `webhook-id` and
    /// file names.
    var key: String {
        let digest = SHA256.hash(data: Array("\(source) \(job.key) \(job.action)".utf8))
        return digest.prefix(16).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// What the workflow shares, and the verification code.
    var data: DataValue {
        var fields = job.arguments["data"].fields ?? [:]
        fields["verification"] = job.arguments["verification"]
        return .record(fields)
    }

    /// The language.
    /// - Throws: `bad-arguments`.
    func language() throws(PluginFailure) -> NoticeTemplate.Language {
        guard let text = job.arguments["language"].textValue else { return .both }
        guard let language = NoticeTemplate.Language(rawValue: text) else {
            throw .permanent("bad-arguments", "\"language\" is zh, en or both.")
        }
        return language
    }

    /// The template.
    /// - Throws: `bad-arguments` where there is none.
    func template() throws(PluginFailure) -> NoticeTemplate {
        guard let name = job.arguments["template"].textValue, let source = job.arguments["source"].textValue else {
            throw .permanent("bad-arguments", "\(job.action) wants \"template\", the name of one of the workflow's templates.")
        }
        return try NoticeTemplate(source, name: name)
    }

    /// A text among the arguments, in which marks are filled: `to: "{{applicant.email}}"` keeps the address out of the case's history.
    /// - Throws: `bad-arguments` where it is missing or empty.
    func text(_ name: String) throws(PluginFailure) -> String { try fill(try argument(name), name) }

    /// A list of texts, divided by commas before marks are filled: what an applicant wrote is one of them, whatever is in it.
    /// - Throws: `bad-arguments` where it is missing or one is empty.
    func texts(_ name: String) throws(PluginFailure) -> [String] {
        var texts: [String] = []
        for part in try argument(name).split(separator: ",") { texts.append(try fill(String(part), name)) }
        return texts
    }

    private func argument(_ name: String) throws(PluginFailure) -> String {
        guard let text = job.arguments[name].textValue, !text.isEmpty else {
            throw .permanent("bad-arguments", "\(job.action) wants \"\(name)\".")
        }
        return text
    }

    private func fill(_ text: String, _ name: String) throws(PluginFailure) -> String {
        let filled = try NoticeTemplate.render(text, data, name: name).trimmingCharacters(in: .whitespaces)
        guard !filled.isEmpty else { throw .permanent("no-recipient", "\"\(name)\" is empty; the case has no such value.") }
        return filled
    }

    /// A finished document.
    /// - Parameter path: As the case has it.
    /// - Throws: `not-permitted` where documents are not granted, `bad-arguments` where there is no such document.
    func document(_ path: String) throws(PluginFailure) -> [UInt8] {
        guard !job.documents.isEmpty else {
            throw .permanent("not-permitted", "Documents are not granted to this plugin; say documents: read in its manifest.")
        }
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains(".."),
            let data = FileManager.default.contents(atPath: "\(job.documents)/\(path)")
        else { throw .permanent("bad-arguments", "There is no document \(path).") }
        return Array(data)
    }
}
