import CEL
public import DubanModel

extension Step {
    /// Where the step leads when it did what it is for.
    public var next: String? {
        switch kind {
        case .task, .choose, .end: nil
        case .decide(let decide): decide.then
        case .job(let job): job.then
        case .notice(let notice): notice.job.then
        case .wait(let wait): wait.actions.first?.then ?? wait.lapse
        case .record(let record): record.then
        case .lookup(let lookup): lookup.then
        case .parallel(let parallel): parallel.then
        case .each(let each): each.then
        case .call(let call): call.then
        case .schedule(let schedule): schedule.then
        }
    }

    /// The steps that may follow in the same region; reserved targets are among them.
    public var targets: [String] {
        var targets: [String?]
        switch kind {
        case .task(let task): targets = task.actions.map(\.then)
        case .choose(let choose): targets = choose.branches.map(\.then)
        case .decide(let decide): targets = [decide.then, decide.otherwise]
        case .job(let job): targets = [job.then, job.onError]
        case .notice(let notice): targets = [notice.job.then, notice.job.onError]
        case .wait(let wait): targets = wait.actions.map(\.then) + [wait.lapse]
        case .record(let record): targets = [record.then, record.onDuplicate, record.onShortfall]
        case .lookup(let lookup): targets = [lookup.then, lookup.none]
        case .parallel(let parallel): targets = [parallel.then, parallel.onFail]
        case .each(let each): targets = [each.then, each.onFail]
        case .call(let call): targets = [call.then, call.onCancel]
        case .schedule(let schedule): targets = [schedule.then, schedule.finally]
        case .end: targets = []
        }
        if case .go(let step)? = limit?.breach { targets.append(step) }
        return targets.compactMap { $0 }
    }

    /// Whether a person, a timer, or another case or plugin is waited for here, so that a loop through it cannot run by itself.
    /// A job is not: a plugin that answers at once would turn the loop as fast as it can.
    public var waits: Bool {
        switch kind {
        case .task, .wait, .schedule: true
        default: false
        }
    }

    /// Whether a person acts here.
    public var isHuman: Bool {
        switch kind {
        case .task: true
        case .wait(let wait): !wait.actions.isEmpty
        default: false
        }
    }

    /// Who may act here.
    public var roles: [String] {
        switch kind {
        case .task(let task): task.roles
        case .wait(let wait): wait.roles
        default: []
        }
    }

    /// What people may do here.
    public var actions: [TaskStep.Action] {
        switch kind {
        case .task(let task): task.actions
        case .wait(let wait): wait.actions
        default: []
        }
    }

    /// The parts of the document that people fill here.
    public var form: [DataPath] {
        switch kind {
        case .task(let task): task.form
        case .wait(let wait): wait.form
        default: []
        }
    }

    /// The parts of the document that are written here.
    var writes: [DataPath] {
        var paths = form + sets.map(\.path) + actions.flatMap { $0.sets.map(\.path) }
        switch kind {
        case .job(let job): paths += [job.into].compactMap { $0 }
        case .record(let record): paths += [record.into].compactMap { $0 }
        case .decide(let decide): paths.append(decide.into)
        case .lookup(let lookup): paths.append(lookup.into)
        case .each(let each): paths += [each.collect].compactMap { $0 }
        case .call(let call): paths += [call.into].compactMap { $0 }
        default: break
        }
        return paths
    }

    /// The parts of the document that a plugin is given here.
    var shares: [DataPath] {
        switch kind {
        case .job(let job): job.shares
        case .notice(let notice): notice.job.shares
        default: []
        }
    }

    /// The parts of the document that conditions and arguments read here before anything is written.
    var reads: [DataPath] {
        switch kind {
        case .task(let task): [task.candidates, task.office].compactMap { $0 }.flatMap(\.reads)
        case .choose(let choose): choose.branches.compactMap(\.when).flatMap(\.reads)
        case .decide(let decide): decide.inputs.values.flatMap(\.reads)
        case .job(let job): job.arguments.values.flatMap(\.reads) + job.shares
        case .notice(let notice): notice.job.arguments.values.flatMap(\.reads) + notice.job.shares
        case .record(let record): record.reads
        case .lookup(let lookup): lookup.reads
        case .each(let each): if case .list(let items) = each.items { items.reads } else { [] }
        case .call(let call): call.data.flatMap(\.value.reads)
        case .wait(let wait):
            (wait.correlation?.reads ?? []) + { if case .on(let date) = wait.end { date.reads } else { [] } }()
        case .schedule(let schedule): (schedule.from?.reads ?? []) + (schedule.until?.reads ?? [])
        case .parallel, .end: []
        }
    }
}

extension RecordStep {
    /// The serial is written before the fields are read.
    fileprivate var reads: [DataPath] {
        let values =
            Array(fields.values) + [key].compactMap { $0 } + balances.flatMap { [$0.account, $0.amount] + [$0.floor].compactMap { $0 } }
        return values.flatMap(\.reads).filter { $0 != into }
    }
}

extension LookupStep {
    fileprivate var reads: [DataPath] {
        switch selection {
        case .key(let value), .number(let value), .balance(let value): value.reads
        case .fields(let fields): fields.values.flatMap(\.reads)
        }
    }
}

extension Condition {
    var reads: [DataPath] { program.references.map { DataPath($0) } }
}

extension Argument {
    /// The parts of the document that the value is made of.
    var reads: [DataPath] {
        switch self {
        case .literal: []
        case .path(let path): [path]
        case .expression(let condition): condition.reads
        case .record(let arguments): arguments.values.flatMap(\.reads)
        case .list(let arguments): arguments.flatMap(\.reads)
        }
    }
}
