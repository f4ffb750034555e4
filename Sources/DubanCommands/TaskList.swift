import DubanAPI
import DubanModel

/// Shows tasks as a table.
enum TaskList {
    static func show(_ tasks: [TaskBody], _ options: GlobalOptions) {
        Output.table(
            options.headings(.task, .caseNumber, .step, .holder, .actions, .due, .light),
            tasks.map { task in
                [
                    task.number == 0 ? "–" : String(task.number), task.caseNumber, title(of: task, options),
                    task.holderName?[options.language] ?? "–", actions(of: task, options),
                    Output.due(task.due, isProvisional: task.isProvisional, options.language), Output.light(task.light, options.language),
                ]
            })
    }

    private static func title(of task: TaskBody, _ options: GlobalOptions) -> String {
        let asker = task.askedByName.map { options.say(.askedBy($0[options.language])) }
        return ([task.title[options.language]] + [asker].compactMap { $0 }).joined(separator: options.language == .chinese ? "，" : ", ")
    }

    /// What may be done, as it is typed; in Chinese with its title, since commands are not Chinese.
    static func actions(of task: TaskBody, _ options: GlobalOptions) -> String {
        let standing = task.holder == nil ? ("claim", "接办") : ("release", "退回")
        let choices = task.actions.map { ($0.name, $0.title.zh) } + (task.kind == .handOver ? [] : [standing])
        return choices.map { options.language == .chinese && $0.1 != $0.0 ? "\($0.0)（\($0.1)）" : $0.0 }.joined(separator: " ")
    }
}
