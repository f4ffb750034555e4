import DubanAPI
import DubanModel
import Foundation

/// Shows a refusal on standard error: what it comes to in the caller's language, the daemon's sentence, each finding on a line of its
/// own, and the stable code; or, with --json, the body as the API gave it. The words of the command line are looked at as they are, since
/// a refusal may come before or without a verb's options.
struct RefusalView {
    private let isJSON: Bool
    private let language: Language

    init(_ words: [String], _ environment: [String: String]) {
        isJSON = words.contains("--json")
        let asked = words.lastIndex(of: "--lang").flatMap { words.indices.contains($0 + 1) ? Language(rawValue: words[$0 + 1]) : nil }
        language = asked ?? .ofLocale(environment)
    }

    func show(_ refusal: Refusal) { FileHandle.standardError.write(Data((text(of: refusal) + "\n").utf8)) }

    /// As it is printed.
    func text(of refusal: Refusal) -> String {
        if isJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            if let body = try? encoder.encode(ErrorBody(refusal)) { return String(decoding: body, as: UTF8.self) }
        }
        let headline = "duban: \(Phrase.headline(refusal.code)[language]) [\(refusal.code.rawValue)]"
        return ([headline, refusal.message] + refusal.problems.map { "  \($0.path): \($0.message)" }).joined(separator: "\n")
    }
}
