import DubanModel
import DubanTime
import DubanWorkflows

extension Step {
    /// What is drawn for it.
    var pictured: WorkflowGraph.Kind {
        switch kind {
        case .task: .task
        // A choice of one way only puts values into the document.
        case .choose(let choose): choose.branches.count == 1 ? .assign : .choose
        case .decide: .decide
        case .job: .job
        case .notice: .notice
        case .wait(let wait): wait.actions.isEmpty ? .timer : .wait
        case .record: .record
        case .lookup: .lookup
        case .parallel: .parallel
        case .each: .each
        case .call: .call
        case .schedule: .schedule
        case .end: .end
        }
    }

    /// Who does it, or what it works on; a line above the title.
    var pictureDetail: LocalizedText {
        switch kind {
        case .task(let task):
            let roles = task.roles.joined(separator: ", ")
            let several = task.quorum > 1 ? LocalizedText(english: ", \(task.quorum) people", chinese: "，\(task.quorum)人") : nil
            return LocalizedText(english: roles + (several?.english ?? ""), chinese: roles + (several?.chinese ?? ""))
        case .wait(let wait):
            let roles = wait.roles.joined(separator: ", ")
            return named("wait", "等待", roles.isEmpty ? wait.message : roles)
        case .choose(let choose) where choose.branches.count == 1:
            return sets.isEmpty
                ? LocalizedText(english: "", chinese: "") : named("set", "赋值", sets.map(\.path.description).joined(separator: ", "))
        case .choose: return LocalizedText(english: "", chinese: "")
        case .decide(let decide): return named("table", "决策表", decide.table)
        case .job(let job): return named("job", "作业", "\(job.plugin).\(job.action)")
        case .notice(let notice): return named("notice", "告知书", notice.template)
        case .record(let record): return named("record", "登记", record.register)
        case .lookup(let lookup): return named("look up", "查询", lookup.register)
        case .parallel(let parallel): return side(parallel.join)
        case .each(let each): return eachDetail(each)
        case .call(let call): return named("case", "子办件", call.workflow)
        case .schedule: return LocalizedText(english: "schedule", chinese: "定期")
        case .end(let outcome): return LocalizedText(english: outcome, chinese: outcome)
        }
    }

    /// What it works on, as it is written.
    var pictureSubject: String {
        switch kind {
        case .decide(let decide): decide.table
        case .job(let job): "\(job.plugin).\(job.action)"
        case .notice(let notice): notice.template
        case .wait(let wait): wait.message
        case .record(let record): record.register
        case .lookup(let lookup): lookup.register
        case .each(let each):
            switch each.items {
            case .list(let list): list.pictureWords
            case .holders(let role): "role(\(role))"
            }
        case .call(let call): call.workflow
        case .schedule(let schedule): schedule.schedule.description
        case .end(let outcome): outcome
        case .task, .choose, .parallel: ""
        }
    }

    /// How many branches must come to their end.
    var pictureJoin: Join? {
        switch kind {
        case .parallel(let parallel): parallel.join
        case .each(let each): each.join
        default: nil
        }
    }

    /// Whether branches run one after another.
    var isOrdered: Bool { if case .each(let each) = kind { each.concurrency == 1 } else { false } }

    private func named(_ english: String, _ chinese: String, _ name: String) -> LocalizedText {
        LocalizedText(english: "\(english): \(name)", chinese: "\(chinese)：\(name)")
    }

    private func side(_ join: Join) -> LocalizedText {
        let chinese =
            switch join {
            case .all: "全部"
            case .any: "任一"
            case .count(let count): "\(count)个"
            }
        return LocalizedText(english: "side by side, \(join)", chinese: "并行，\(chinese)完成")
    }

    private func eachDetail(_ each: EachStep) -> LocalizedText {
        let items =
            switch each.items {
            case .list(let list): LocalizedText(english: list.pictureWords, chinese: list.pictureWords)
            case .holders(let role): LocalizedText(english: "whoever is \(role)", chinese: "每位\(role)")
            }
        let order = each.concurrency == 1 ? LocalizedText(english: ", in order", chinese: "，依次") : nil
        return LocalizedText(
            english: "for each of \(items.english)\(order?.english ?? ""), \(each.join)",
            chinese: "逐项：\(items.chinese)\(order?.chinese ?? "")")
    }
}
