import CEL
import DubanModel
import DubanTime
import DubanWorkflows

extension Step {
    /// A way on from a step.
    struct Way {
        let target: String
        var kind = WorkflowGraph.Way.usual
        var label: LocalizedText?
        var limit: LocalizedText?
        var condition: String?
        var time: String?
    }

    /// The ways on, in the order of the file.
    var ways: [Way] {
        var ways = usualWays
        if case .go(let target)? = limit?.breach, let time = limit?.time.words {
            ways.append(Way(target: target, kind: .breach, label: time.after, time: time.english))
        }
        if let undo {
            ways.append(
                Way(target: undo, kind: .undo, label: LocalizedText(english: "taken back by", chinese: "撤回时")))
        }
        return ways
    }

    private var usualWays: [Way] {
        switch kind {
        case .task(let task): return actionWays(task.actions)
        case .wait(let wait): return actionWays(wait.actions) + [lapse(wait)]
        case .choose(let choose):
            return choose.branches.map { branch in
                let words = branch.when.map { LocalizedText(english: $0.source, chinese: $0.source) }
                let label = words ?? LocalizedText(english: "otherwise", chinese: "否则")
                return Way(target: branch.then, label: choose.branches.count == 1 ? nil : label, condition: branch.when?.source)
            }
        case .decide(let decide):
            return [Way(target: decide.then)] + other(decide.otherwise, "no row fits", "无适用规则", .usual)
        case .job(let job): return jobWays(job)
        case .notice(let notice): return jobWays(notice.job)
        case .record(let record): return recordWays(record)
        case .lookup(let lookup): return [Way(target: lookup.then)] + other(lookup.none, "no entry", "无记录", .usual)
        case .parallel(let parallel):
            return [Way(target: parallel.then)] + other(parallel.onFail, "too many failed", "分支未成", .failure)
        case .each(let each): return [Way(target: each.then)] + other(each.onFail, "too many failed", "分支未成", .failure)
        case .call(let call): return [Way(target: call.then)] + other(call.onCancel, "cancelled", "已撤销", .usual)
        case .schedule(let schedule):
            let words = schedule.schedule.description
            return [
                Way(target: schedule.then, label: LocalizedText(english: words, chinese: words)),
                Way(
                    target: schedule.finally, label: LocalizedText(english: "at the end", chinese: "期满"),
                    condition: schedule.until?.source ?? "false"),
            ]
        case .end: return []
        }
    }

    /// Each action; a person's limit is written at each, since it holds whichever is taken.
    private func actionWays(_ actions: [TaskStep.Action]) -> [Way] {
        actions.map { action in
            let isOnly = actions.count == 1 && (action.name == TaskStep.defaultAction || action.title == title)
            var label = isOnly ? nil : action.title
            if case .deemed(action.name)? = limit?.breach {
                let title = action.title
                label = LocalizedText(english: "\(title.english), or by silence", chinese: "\(title.chinese)，逾期视为\(title.chinese)")
            }
            return Way(
                target: action.then, label: label, limit: limit?.time.words.within,
                condition: actions.count == 1 ? nil : "action == \"\(action.name)\"")
        }
    }

    private func jobWays(_ job: JobStep) -> [Way] { [Way(target: job.then)] + other(job.onError, "failed", "失败", .failure) }

    /// One step may be where both conflicts lead; of these only what can happen is written there.
    private func recordWays(_ record: RecordStep) -> [Way] {
        let duplicate = other(record.onDuplicate, "entered before", "已登记过", .usual)
        let shortfall = other(record.onShortfall, "not enough left", "余额不足", .usual)
        guard record.onDuplicate == record.onShortfall else { return [Way(target: record.then)] + duplicate + shortfall }
        if record.balances.isEmpty { return [Way(target: record.then)] + duplicate }
        return [Way(target: record.then)] + (record.key == nil ? shortfall : duplicate + shortfall)
    }

    private func lapse(_ wait: WaitStep) -> Way {
        let time =
            switch wait.end {
            case .after(let limit): limit.description
            case .on(let date): date.pictureWords
            }
        return Way(target: wait.lapse, kind: .lapse, label: wait.end.words, time: time)
    }

    private func other(_ target: String?, _ english: String, _ chinese: String, _ kind: WorkflowGraph.Way) -> [Way] {
        target.map {
            [
                Way(
                    target: $0, kind: kind, label: LocalizedText(english: english, chinese: chinese), condition: "result == \"\(english)\"")
            ]
        } ?? []
    }
}

extension WaitStep.End {
    /// After how long, or when, the wait is over.
    fileprivate var words: LocalizedText {
        switch self {
        case .after(let limit): return limit.words.after
        case .on(let date):
            let source = date.pictureWords
            return LocalizedText(english: "after \(source)", chinese: "\(source)之后")
        }
    }
}

extension LocalizedText {
    /// As what may not be passed.
    var within: LocalizedText { LocalizedText(english: "≤ \(english)", chinese: "≤ \(chinese)") }
    /// As what has passed.
    var after: LocalizedText { LocalizedText(english: "after \(english)", chinese: "满\(chinese)") }
}

extension Limit {
    /// The limit in both languages.
    var words: LocalizedText { LocalizedText(english: text(.english), chinese: text(.chinese)) }
}

extension Argument {
    /// A value as it is written, shortened to what a picture has room for.
    var pictureWords: String {
        switch self {
        case .path(let path): path.description
        case .expression(let condition): condition.source
        case .literal(.text(let text)): text
        case .literal, .record, .list: "…"
        }
    }
}
