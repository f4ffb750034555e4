package import DubanModel
package import DubanTime

/// A mapping whose keys are known: what is asked for is read and checked, and what nobody asked for is a finding.
package struct YAMLMap {
    package let node: YAMLNode
    package let findings: Findings
    private let values: [String: YAMLNode]

    /// A mapping with these keys; each unknown one is a finding with the nearest known name.
    package init?(_ node: YAMLNode, keys: [String], _ findings: Findings) {
        guard node.isMapping else {
            findings.add("DW002", "a mapping was expected here, with \(keys.joined(separator: ", "))", at: node)
            return nil
        }
        self.node = node
        self.findings = findings
        values = Dictionary(node.entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        for (key, keyNode, _) in node.entries where !keys.contains(key) {
            let hint = nearest(to: key, among: keys).map { "did you mean \"\($0)\"?" } ?? "known are \(keys.joined(separator: ", "))"
            findings.add("DW003", "there is no key \"\(key)\" here; \(hint)", at: keyNode)
        }
    }

    package subscript(key: String) -> YAMLNode? { values[key] }

    /// A text that must be there.
    package func text(_ key: String) -> String? {
        guard let node = values[key] else {
            findings.add("DW004", "\"\(key)\" is missing", at: node)
            return nil
        }
        return text(of: node, key)
    }

    /// A text that may be there.
    package func optionalText(_ key: String) -> String? { values[key].flatMap { text(of: $0, key) } }

    private func text(of node: YAMLNode, _ key: String) -> String? {
        guard let text = node.text, !text.isEmpty else {
            findings.add("DW002", "\"\(key)\" must be a text", at: node)
            return nil
        }
        return text
    }

    /// Texts; one alone may stand without brackets.
    package func texts(_ key: String) -> [String] {
        guard let node = values[key] else { return [] }
        let texts = (node.items ?? []).compactMap(\.text)
        if texts.isEmpty || texts.count != node.items?.count { findings.add("DW002", "\"\(key)\" must be a list of texts", at: node) }
        return texts
    }

    /// `true` or `false`.
    package func flag(_ key: String) -> Bool {
        guard let node = values[key] else { return false }
        guard case .bool(let flag) = node.data else {
            findings.add("DW002", "\"\(key)\" must be true or false", at: node)
            return false
        }
        return flag
    }

    /// A whole number within bounds.
    package func number(_ key: String, in bounds: ClosedRange<Int>) -> Int? {
        guard let node = values[key] else { return nil }
        guard let number = node.data.integerValue.map(Int.init), bounds.contains(number) else {
            findings.add("DW002", "\"\(key)\" must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)", at: node)
            return nil
        }
        return number
    }

    /// A limit such as `3 working days`.
    package func limit(_ key: String) -> Limit? {
        guard let node = values[key] else { return nil }
        do {
            return try Limit(node.text ?? "")
        } catch {
            findings.add("DW005", "\(error)", at: node)
            return nil
        }
    }

    /// A duration such as `500 ms`, `2 s`, `5 min`.
    package func duration(_ key: String) -> Duration? {
        guard let node = values[key] else { return nil }
        let words = (node.text ?? "").split(separator: " ")
        if words.count == 2, let amount = Int64(words[0]), amount >= 0 {
            switch words[1] {
            case "ms": return .milliseconds(amount)
            case "s": return .seconds(amount)
            case "min": return .seconds(amount * 60)
            case "h": return .seconds(amount * 3_600)
            default: break
            }
        }
        findings.add("DW005", "\"\(key)\" must be a duration such as \"500 ms\", \"2 s\", \"5 min\"", at: node)
        return nil
    }

    /// A title in both languages; `nil` where the key is absent.
    package func title(_ key: String = "title") -> LocalizedText? { values[key].flatMap { YAMLMap.title($0, findings) } }

    /// A title in both languages.
    package static func title(_ node: YAMLNode, _ findings: Findings) -> LocalizedText? {
        guard let map = YAMLMap(node, keys: ["en", "zh"], findings) else { return nil }
        guard let english = map["en"]?.text, let chinese = map["zh"]?.text, !english.isEmpty, !chinese.isEmpty else {
            findings.add("DW006", "a title needs both languages: {en: …, zh: …}", at: node)
            return nil
        }
        return LocalizedText(english: english, chinese: chinese)
    }
}
