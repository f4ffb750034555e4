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
            summary.ownerName.map { options.say(.owner($0[language])) },
            summary.due.map { options.say(.due(Output.due($0, isProvisional: summary.isProvisional, language))) },
            detail.isSuspended ? options.say(.suspended) : nil,
            detail.handOver.map { options.say(.offered($0.fromName[language], $0.toName[language])) },
        ]
        print(parts.compactMap { $0 }.joined(separator: " · "))
        section(.sectionData, detail.fields.map { [$0.title[language], $0.value[language]] })
        section(.sectionPapers, detail.materials.map { [$0.title[language], options.say(.pages($0.pages))] })
        section(.sectionTasks, detail.tasks.map { task($0) })
        section(.sectionClocks, detail.deadlines.map { deadline($0) })
        section(.sectionBranches, detail.branches.map { branch($0) })
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
        let stands = deadline.stopReason.map { options.say(.stopped($0)) } ?? options.say(.clockStands)
        let due = deadline.due.map { options.say(.due(Output.time($0))) } ?? stands
        let note = deadline.isProvisional ? "  (\(options.say(.provisional)))" : ""
        let left = deadline.remaining.map { options.say(.leftOf($0[language])) } ?? ""
        return [deadline.title[language], deadline.budget[language], left, due + note, Output.light(deadline.light, language)]
    }

    private func branch(_ branch: BranchBody) -> [String] {
        let fields = (branch.data.fields ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) = \(Output.text($0.value))" }
        let standing = branch.isSecret ? options.say(.secretBranch) : Phrase.standing(branch.standing)[language]
        return [branch.name, standing, fields.joined(separator: ", ")]
    }

    private func accountability(_ entry: AccountabilityBody) -> [String] {
        let names = (entry.personName?[language] ?? "–", entry.supervisorName?[language] ?? "–")
        let standing = entry.standing == "standing" ? "" : entry.standingTitle[language]
        return ["#\(entry.entry)", Output.time(entry.at), entry.promiseTitle[language], options.say(.answerable(names.0, names.1)), standing]
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

    /// What happened; and when it should have been noticed, where that was later.
    private func text(of event: EventBody) -> String {
        let late = event.lateFrom.map { options.say(.noticedLate(Output.time($0))) }
        let secret = event.isSecret ? options.say(.secretBranch) : nil
        return ([event.text[language]] + [late, secret].compactMap { $0 }).joined(separator: " · ")
    }

    /// Every event.
    func showHistory() {
        print("\n\(options.say(.sectionHistory))")
        Output.table(
            ["#"] + options.headings(.when, .who, .what),
            detail.events.map { [String($0.sequence), Output.time($0.at), $0.actorName[language], text(of: $0)] })
    }
}
