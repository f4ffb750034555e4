import DubanModel
import DubanTime

/// Reads what times and ends a case besides its steps: `limits`, `stops`, `extension`, `withdraw`, `cancel`.
struct LimitsReader {
    let findings: Findings

    static let ladderKeys = ["remind", "letter", "letter_template", "escalate", "criticise"]

    static func ladder(_ map: YAMLMap) -> Ladder {
        Ladder(
            remind: map.limit("remind"), letter: map.limit("letter"), letterTemplate: map.optionalText("letter_template"),
            escalate: map.limit("escalate"), criticise: map.limit("criticise"))
    }

    func limits(_ node: YAMLNode) -> CaseLimits? {
        guard let map = YAMLMap(node, keys: ["statutory", "promised", "starts"] + LimitsReader.ladderKeys, findings) else { return nil }
        for key in ["statutory", "promised"] where map[key] == nil { findings.add("DW004", "\"\(key)\" is missing", at: node) }
        guard let statutory = map.limit("statutory"), let promised = map.limit("promised"), let starts = map.text("starts") else {
            return nil
        }
        if statutory.unit == promised.unit, let most = statutory.amount, let promise = promised.amount, promise > most {
            findings.add(
                "DW050", "the promised limit (\(promised)) is longer than the statutory one (\(statutory))", at: map["promised"] ?? node)
        }
        return CaseLimits(statutory: statutory, promised: promised, starts: starts, ladder: LimitsReader.ladder(map))
    }

    /// `stops: {supplement: {title, at_most, afterwards, by}}`.
    func stops(_ node: YAMLNode) -> [StopReason] {
        node.entries.compactMap { code, key, value in
            guard let map = YAMLMap(value, keys: ["title", "at_most", "afterwards", "by"], findings) else { return nil }
            if map["title"] == nil { findings.add("DW006", "reason \"\(code)\" needs a title in both languages", at: key) }
            var afterwards = ClockStop.Rule.Afterwards.resumes
            if let node = map["afterwards"] {
                switch node.text {
                case "resume": afterwards = .resumes
                case "restart": afterwards = .restarts
                default: findings.add("DW002", "\"afterwards\" is resume or restart", at: node)
                }
            }
            return StopReason(
                code: code, title: map.title() ?? LocalizedText(english: code, chinese: code),
                rule: ClockStop.Rule(maximum: map.limit("at_most"), afterwards: afterwards), roles: map.texts("by"))
        }
    }

    func extensionRule(_ node: YAMLNode) -> ExtensionRule? {
        guard let map = YAMLMap(node, keys: ["at_most", "times", "by", "limit", "notice"], findings) else { return nil }
        for key in ["at_most", "by"] where map[key] == nil { findings.add("DW004", "\"\(key)\" is missing", at: node) }
        guard let most = map.limit("at_most"), let standard = try? Limit("1 working day") else { return nil }
        return ExtensionRule(
            most: most, times: map.number("times", in: 1...10) ?? 1, roles: map.texts("by"), limit: map.limit("limit") ?? standard,
            notice: map.optionalText("notice"))
    }

    func closing(_ node: YAMLNode, standard: ClosingRule) -> ClosingRule {
        guard let map = YAMLMap(node, keys: ["by", "outcome"], findings) else { return standard }
        return ClosingRule(
            roles: map["by"] == nil ? standard.roles : map.texts("by"), outcome: map.optionalText("outcome") ?? standard.outcome)
    }
}
