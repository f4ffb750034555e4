public import DubanModel
public import DubanPlugin
import Foundation
import Mustache
import Yams

/// The words of a notice, from the bundle's `templates/NAME.yaml`: a subject and a text in both languages, each with Mustache's marks.
///
///     subject: {zh: "办件 {{case.number}} 已办结", en: "Case {{case.number}} is done"}
///     text:
///       zh: "{{applicant.name}}：您的证件已办好，请到{{office.name_zh}}领取。"
///       en: "{{applicant.name}}: your certificate is ready at {{office.name_en}}."
public struct NoticeTemplate: Sendable {
    /// Which language a notice is written in.
    public enum Language: String, Sendable, CaseIterable {
        /// Chinese.
        case zh
        /// English.
        case en
        /// Chinese, then English.
        case both
    }

    private struct File: Decodable {
        let subject: [String: String]
        let text: [String: String]
    }

    private let file: File
    private let name: String

    /// A template.
    /// - Throws: `bad-template`, with what is wrong.
    public init(_ source: String, name: String) throws(PluginFailure) {
        self.name = name
        do { file = try YAMLDecoder().decode(File.self, from: source) } catch {
            throw .permanent("bad-template", "The template \"\(name)\" needs \"subject\" and \"text\", each with {zh: …, en: …}.")
        }
        for language in ["zh", "en"] where file.subject[language] == nil || file.text[language] == nil {
            throw .permanent("bad-template", "The template \"\(name)\" has no subject or no text in the language \(language).")
        }
    }

    /// The subject, on one line.
    public func subject(_ language: Language, _ data: DataValue) throws(PluginFailure) -> String {
        try render(file.subject, language, data, joined: " · ").split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// The text.
    public func text(_ language: Language, _ data: DataValue) throws(PluginFailure) -> String {
        try render(file.text, language, data, joined: "\n\n")
    }

    private func render(
        _ texts: [String: String], _ language: Language, _ data: DataValue, joined separator: String
    ) throws(PluginFailure) -> String {
        let languages = language == .both ? ["zh", "en"] : [language.rawValue]
        var parts: [String] = []
        for language in languages { parts.append(try NoticeTemplate.render(texts[language] ?? "", data, name: name)) }
        return parts.joined(separator: separator)
    }

    /// Fills a text's marks; nothing is escaped, since it is no HTML.
    public static func render(_ text: String, _ data: DataValue, name: String) throws(PluginFailure) -> String {
        do {
            return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text).render(object(data))
        } catch {
            throw .permanent("bad-template", "The template \"\(name)\" has a text that is no Mustache.")
        }
    }

    private static func object(_ value: DataValue) -> Any {
        switch value {
        case .null, .sealed: ""
        case .bool(let flag): flag
        case .integer(let number): number
        case .double(let number): number
        case .text(let text): text
        case .list(let items): items.map { object($0) }
        case .record(let fields): fields.mapValues { object($0) }
        }
    }
}
