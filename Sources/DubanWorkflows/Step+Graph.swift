import CEL
import DubanModel

extension Step {
    /// The steps that may follow.
    var targets: [String] {
        switch kind {
        case .task(let task): task.actions.map(\.then)
        case .choose(let choose): choose.branches.map(\.then)
        case .job(let job): [job.then] + (job.onError.map { [$0] } ?? [])
        case .notice(let notice): [notice.job.then] + (notice.job.onError.map { [$0] } ?? [])
        case .wait(let wait): [wait.then, wait.lapse]
        case .record(let record): [record.then]
        case .end: []
        }
    }

    /// Whether a person or a timer stands here.
    var waits: Bool {
        switch kind {
        case .task, .wait: true
        default: false
        }
    }

    /// Who may act here.
    var roles: [String] {
        switch kind {
        case .task(let task): task.roles
        case .wait(let wait): wait.roles
        default: []
        }
    }

    /// The parts of the document that are filled here.
    var writes: [DataPath] {
        switch kind {
        case .task(let task): task.form
        case .wait(let wait): wait.form
        case .job(let job): job.into.map { [$0] } ?? []
        case .record(let record): record.into.map { [$0] } ?? []
        default: []
        }
    }

    /// The parts of the document that a plugin is given here.
    var shares: [DataPath] {
        switch kind {
        case .job(let job): job.shares
        case .notice(let notice): notice.job.shares
        default: []
        }
    }

    /// The parts of the document that conditions and arguments read here.
    var reads: [DataPath] {
        switch kind {
        case .choose(let choose): choose.branches.compactMap(\.when).flatMap(\.reads)
        case .job(let job): job.arguments.values.flatMap(\.reads) + job.shares
        case .notice(let notice): notice.job.arguments.values.flatMap(\.reads) + notice.job.shares
        case .record(let record):
            // The serial is written before the fields are read.
            (record.fields.values.flatMap(\.reads) + (record.key?.reads ?? [])).filter { $0 != record.into }
        default: []
        }
    }
}

extension Condition {
    fileprivate var reads: [DataPath] { program.references.map { DataPath($0) } }
}

extension Argument {
    fileprivate var reads: [DataPath] {
        switch self {
        case .literal: []
        case .path(let path): [path]
        case .expression(let condition): condition.reads
        case .record(let arguments): arguments.values.flatMap(\.reads)
        case .list(let arguments): arguments.flatMap(\.reads)
        }
    }
}
