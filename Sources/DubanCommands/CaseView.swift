import DubanAPI
import DubanModel

/// Shows a case as a clerk reads it: what it is, what was filled in, what was brought, who holds what, and until when.
struct CaseView {
    private let detail: CaseDetailBody
    private let options: GlobalOptions

    init(_ detail: CaseDetailBody, _ options: GlobalOptions) {
        self.detail = detail
        self.options = options
    }

    private var language: Language { options.language }

    /// The case as it stands.
    func showCase() {
        let summary = detail.summary
        print("\(summary.number)  \(summary.title[language])  \(Output.light(summary.light, language))")
        let parts = [
            CaseList.standing(summary, options), options.say(.opened(Output.time(summary.openedAt))),
            summary.ownerName.map { options.say(.owner($0[language])) }, summary.due.map { options.say(.due(Output.time($0))) },
        ]
        print(parts.compactMap { $0 }.joined(separator: " · "))
        section(.sectionData, detail.fields.map { [$0.title[language], $0.value[language]] })
        section(.sectionPapers, detail.materials.map { [$0.title[language], options.say(.pages($0.pages))] })
        section(.sectionTasks, detail.tasks.map { task($0) })
        section(.sectionClocks, detail.deadlines.map { deadline($0) })
        section(.sectionDocuments, detail.documents.map { [$0.title[language], $0.path] })
        section(.sectionAccountability, detail.accountability.map { accountability($0) })
    }

    private func task(_ task: TaskBody) -> [String] {
        [
            options.say(.task(task.number)), task.title[language], task.holderName?[language] ?? options.say(.nobody),
            TaskList.actions(of: task, options),
        ]
    }

    private func deadline(_ deadline: DeadlineBody) -> [String] {
        let due = deadline.due.map { options.say(.due(Output.time($0))) } ?? options.say(.clockStands)
        let note = deadline.isProvisional ? "  (\(options.say(.provisional)))" : ""
        return [deadline.title[language], deadline.budget[language], due + note, Output.light(deadline.light, language)]
    }

    private func accountability(_ entry: AccountabilityBody) -> [String] {
        let names = (entry.personName?[language] ?? "–", entry.supervisorName?[language] ?? "–")
        return [Output.time(entry.at), entry.promiseTitle[language], options.say(.answerable(names.0, names.1))]
    }

    private func section(_ title: Phrase, _ rows: [[String]]) {
        guard !rows.isEmpty else { return }
        print("\n\(options.say(title))")
        Output.rows(rows, indent: 2)
    }

    /// Why each choice and table decided as it did: the facts in words, and the rule as it is written.
    func showReasons() {
        print("\n\(options.say(.sectionReasons))")
        let rows = detail.events.filter { !$0.detail["because"].isNull }.map { event in
            let because = event.detail["because"]
            let rule = because["rule"].textValue ?? ""
            let facts = because[language.rawValue].textValue ?? ""
            return ["#\(event.sequence)", event.text[language], facts, rule == "otherwise" ? options.say(.otherwise) : rule]
        }
        if rows.isEmpty { print("  " + options.say(.noReason)) } else { Output.rows(rows, indent: 2) }
    }

    /// Every event.
    func showHistory() {
        print("\n\(options.say(.sectionHistory))")
        Output.table(
            ["#"] + options.headings(.when, .who, .what),
            detail.events.map { [String($0.sequence), Output.time($0.at), $0.actorName[language], $0.text[language]] })
    }
}
