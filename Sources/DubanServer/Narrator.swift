import DubanModel

/// Tells the history of one case in plain words: events are told in order, since later ones refer to steps and clocks by the number of
/// the event that opened them. It works from the stored form, private values masked, so that nothing private can get in.
struct Narrator {
    private let titles: Titles
    private let local: (Instant) -> String
    private var steps: [Int64: String] = [:]
    private var clocks: [Int64: String] = [:]

    /// A narrator of a case from its first event.
    /// - Parameter local: An instant in the office's zone.
    init(_ titles: Titles, local: @escaping (Instant) -> String) {
        self.titles = titles
        self.local = local
    }

    /// What happened, in both languages; `nil` where no sentence tells this kind of event.
    mutating func tell(_ sequence: Int, _ kind: String, _ detail: DataValue) -> LocalizedText? {
        if kind == "step-entered" { steps[Int64(sequence)] = detail["step"].textValue }
        if kind == "clock-started" { clocks[Int64(sequence)] = detail["subject"].textValue }
        guard let sentence = Sentences.byKind[kind] else { return nil }
        return LocalizedText(
            english: fill(sentence.english, .english, kind, detail), chinese: fill(sentence.chinese, .chinese, kind, detail))
    }

    /// What a clock measures, in words.
    func subject(_ text: String) -> LocalizedText {
        if let known = Sentences.subjects[text] { return known }
        guard text.hasPrefix("step/"), let step = Int64(text.dropFirst(5)).flatMap({ steps[$0] }) else { return .same(text) }
        let title = titles.step(step)
        return LocalizedText(english: "limit of “\(title.english)”", chinese: "“\(title.chinese)”时限")
    }

    private func fill(_ sentence: String, _ language: Language, _ kind: String, _ detail: DataValue) -> String {
        var text = ""
        var rest = sentence[...]
        while let index = rest.firstIndex(where: { $0 == "{" || $0 == "[" }) {
            text += rest[..<index]
            let isOptional = rest[index] == "["
            let end = rest[index...].firstIndex(of: isOptional ? "]" : "}") ?? rest.endIndex
            let inside = String(rest[rest.index(after: index)..<end])
            if isOptional {
                let names = inside.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
                let isFilled = names.allSatisfy { !value($0, kind, detail)[language].isEmpty }
                if isFilled { text += fill(inside, language, kind, detail) }
            } else {
                text += value(inside, kind, detail)[language]
            }
            rest = rest[min(rest.endIndex, rest.index(after: end))...]
        }
        return text + rest
    }

    /// What fills a place of a sentence, by the name of the event's field.
    private func value(_ name: String, _ kind: String, _ detail: DataValue) -> LocalizedText {
        let field = detail[name]
        switch name {
        case "workflow": return titles.workflow(field.textValue ?? "")
        case "step": return step(field)
        case "task": return .same(field["number"].integerValue.map(String.init) ?? "")
        case "action":
            let step = detail["step"].integerValue.flatMap { steps[$0] } ?? ""
            let isDefault = kind == "step-completed" && field.textValue == "done"
            return isDefault ? .same("") : titles.action(field.textValue ?? "", at: step)
        case "changes": return .joined((field.fields ?? [:]).keys.sorted().map { titles.field($0) })
        case "paths": return .joined((field.items ?? []).compactMap(\.textValue).map { titles.field($0) })
        case "pages": return .joined((field.fields ?? [:]).sorted { $0.key < $1.key }.map { paper($0.key, $0.value) })
        case "material": return field.textValue.map { titles.material($0) } ?? .same("")
        case "named": return .joined((field.items ?? []).compactMap(\.textValue).map { titles.material($0) })
        case "files": return .joined((field.items ?? []).compactMap { $0["name"].textValue }.map { titles.document($0) })
        case "template": return titles.document(field.textValue ?? "")
        case "by" where kind == "clock-extended" || kind == "extension-requested": return Sentences.limit(field.textValue ?? "")
        case "members": return .joined((field.items ?? []).compactMap(\.textValue).map { titles.person($0) })
        case "rows": return .joined((field.items ?? []).compactMap { $0.integerValue.map { .same(String($0)) } })
        case "accepted", "granted", "set_aside": return Sentences.answers[field == .bool(true)] ?? plain(field)
        case "because" where kind == "step-abandoned": return Sentences.abandonments[field.textValue ?? ""] ?? plain(field)
        case "cause": return Sentences.causes[field.textValue ?? ""] ?? plain(field)
        case "standing": return Sentences.standings[field.textValue ?? ""] ?? plain(field)
        case "by", "person", "supervisor", "member", "from", "to": return field.textValue.map { titles.person($0) } ?? .same("")
        case "subject": return subject(field.textValue ?? "")
        case "clock": return subject(field.integerValue.flatMap { clocks[$0] } ?? "")
        case "budget": return Sentences.limit(field.textValue ?? "")
        case "rung": return Sentences.rungs[field.textValue ?? ""] ?? plain(field)
        case "promise": return Sentences.promises[field.textValue ?? ""] ?? plain(field)
        case "outcome": return titles.outcome(field.textValue ?? "")
        default: return plain(field)
        }
    }

    private func step(_ field: DataValue) -> LocalizedText {
        if let name = field.textValue { return titles.step(name) }
        guard let number = field.integerValue else { return .same("") }
        return steps[number].map { titles.step($0) } ?? .same(String(number))
    }

    private func paper(_ id: String, _ pages: DataValue) -> LocalizedText {
        let title = titles.material(id)
        let count = pages.integerValue ?? 1
        return LocalizedText(english: "\(title.english) (\(count) p.)", chinese: "\(title.chinese)（\(count) 页）")
    }

    /// A text or number as it is; instants in the office's zone.
    private func plain(_ field: DataValue) -> LocalizedText {
        switch field {
        case .null: .same("")
        case .text(let text): .same(Instant(text).map { shown($0) } ?? text)
        case .integer(let number): .same(String(number))
        default: .same(String(decoding: field.json, as: UTF8.self))
        }
    }

    /// To the minute, without the zone: `2026-03-09 17:30`.
    private func shown(_ instant: Instant) -> String { String(local(instant).prefix(16)).replacing("T", with: " ") }
}
