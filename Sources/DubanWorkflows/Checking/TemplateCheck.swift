import DubanModel

/// Whether each document has a template, and each template is given what it cannot do without.
struct TemplateCheck {
    let subject: CheckSubject

    init(_ subject: CheckSubject) { self.subject = subject }

    func check() {
        let needs = needs
        for step in subject.steps {
            switch step.kind {
            case .notice(let notice):
                check(
                    notice.template, needs, step.shares, "step \"\(step.name)\"", subject.place(step.name, "notice"),
                    subject.place(step.name, "share"))
            case .job(let job):
                // Whatever plugin it asks: the daemon puts the template of the bundle beside the name.
                guard case .literal(let template)? = job.arguments["template"] else { continue }
                let node = subject.place(step.name, "with", "template")
                check(template.textValue ?? "", needs, step.shares, "step \"\(step.name)\"", node, subject.place(step.name, "share"))
            default: break
            }
            if let letter = step.limit?.ladder.letterTemplate {
                checkEngine(letter, needs, ["steps", step.name, "limit", "letter_template"])
            }
        }
        if let letter = subject.definition.limits?.ladder.letterTemplate { checkEngine(letter, needs, ["limits", "letter_template"]) }
        if let notice = subject.definition.extensionRule?.notice { checkEngine(notice, needs, ["extension", "notice"]) }
    }

    /// A document that the engine makes is given the whole document of the case, the case, the office and the handler.
    private func checkEngine(_ name: String, _ needs: [String: [String]], _ keys: [String]) {
        let shares = (["case", "office", "handler"] + subject.definition.data.fields.map(\.name)).map { DataPath($0) }
        check(name, needs, shares, "the file", subject.place(keys), subject.place(keys))
    }

    private func check(
        _ name: String, _ needs: [String: [String]], _ shares: [DataPath], _ who: String, _ node: YAMLNode, _ shareNode: YAMLNode
    ) {
        guard subject.definition.templates[name] != nil else {
            let hint = subject.hint(name, among: subject.definition.templates.keys.sorted())
            return subject.findings.add(
                "DW042", "\(who) wants the template \"\(name)\", but there is no templates/\(name).yaml\(hint)", at: node)
        }
        let lacking = (needs[name] ?? []).filter { need in !TemplateCheck.isGiven(need, shares) }
        if !lacking.isEmpty {
            subject.findings.add(
                "DW044", "the template \"\(name)\" requires \(lacking.joined(separator: ", ")), which \(who) does not share with it",
                at: shareNode)
        }
    }

    private static func isGiven(_ need: String, _ shares: [DataPath]) -> Bool {
        let path = DataPath(need).names
        return path.first == "verification" || shares.contains { path.starts(with: $0.names) || $0.names.starts(with: path) }
    }

    /// What each template requires.
    private var needs: [String: [String]] {
        var needs: [String: [String]] = [:]
        for (path, bytes) in subject.files where path.hasPrefix("templates/") && path.hasSuffix(".yaml") {
            let name = String(path.dropFirst("templates/".count).dropLast(".yaml".count))
            guard let node = YAMLNode.read(bytes, file: subject.folder + path, subject.findings) else { continue }
            needs[name] = (node["requires"]?.items ?? []).compactMap(\.text)
        }
        return needs
    }
}
